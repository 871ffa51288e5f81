internal import Manifests
internal import YAML

/// Makes objects of the bytes of a file, as kustomize does (its `api/resource/factory.go` and `kyaml/kio`).
struct ResourceReader {
    let context: BuildContext

    /// The objects of a YAML text with any number of documents; lists are taken apart.
    ///
    /// - Parameters:
    ///   - bytes: the text.
    ///   - file: its number in places.
    /// - Throws: `Problems`: no YAML, an object without kind or name, a null in a list.
    func resources(in bytes: [UInt8], file: Int) throws -> [Resource] {
        var open = try documents(in: bytes, file: file)[...]
        var objects: [TracedValue] = []
        if open.count == 1, let only = open.first, Self.listKinds.contains(only["kind"]?.text ?? ""),
            let items = only["items"]
        {
            open = items.elements[...]
        }
        // What stands in a list comes after everything else of the file.
        while let object = open.popFirst() {
            if object.isNullOrEmpty { continue }
            try check(object)
            guard let kind = object["kind"]?.text, kind.hasSuffix("List"), let items = object["items"] else {
                objects.append(object)
                continue
            }
            guard items.isSequence || items.isNull else {
                throw context.failure(items, "items of a \(kind) is \(items.kindName), not a list")
            }
            open.append(contentsOf: items.elements)
        }
        return objects.map { Resource($0, context: context) }
    }

    private static let listKinds: Set<String> = ["List", "ResourceList"]

    /// The documents of a YAML text.
    ///
    /// - Throws: `Problems` when it is no YAML.
    func documents(in bytes: [UInt8], file: Int) throws -> [TracedValue] {
        let path = context.files.path(of: file)
        do {
            return try Node.parse(bytes, file: path).map { try $0.traced(file: path, number: file) }
        } catch let error as YAMLError {
            let place = Place(file: file, line: error.mark.line, column: error.mark.column)
            throw context.failure(place, "malformed YAML: \(error.message)")
        }
    }

    private func check(_ object: TracedValue) throws {
        guard object.isMapping else { throw context.failure(object, "is \(object.kindName), not a Kubernetes object") }
        guard let kind = object["kind"]?.text, !kind.isEmpty else {
            throw context.failure(object, "missing Resource metadata: an object has no kind")
        }
        let name = object["metadata"]?["name"]
        if name?.text?.isEmpty ?? true, !kind.hasSuffix("List") {
            throw context.failure(object, "missing metadata.name in object of kind \(kind)")
        }
        if let path = pathOfNull(in: object) {
            throw context.failure(object, "empty item at \(path) in \(kind) \(name?.text ?? "")")
        }
    }

    /// Where a list holds a null; nil when none does.
    private func pathOfNull(in value: TracedValue) -> String? {
        switch value.content {
        case .scalar: return nil
        case .sequence(let elements):
            for (index, element) in elements.enumerated() {
                if element.isNull { return "[\(index)]" }
                if let path = pathOfNull(in: element) { return "[\(index)]\(path)" }
            }
        case .mapping(let fields):
            for field in fields {
                if let path = pathOfNull(in: field.value) { return ".\(field.name)\(path)" }
            }
        }
        return nil
    }
}
