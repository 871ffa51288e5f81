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
    ///   - lineOffset: how many lines of the file stand before the text.
    /// - Throws: `Problems`: no YAML, an object without kind or name.
    func resources(in bytes: [UInt8], file: Int, lineOffset: Int = 0) throws -> [Resource] {
        try checkSeparators(bytes, file: file, lineOffset: lineOffset)
        var open = try documents(in: bytes, file: file, lineOffset: lineOffset)[...]
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
        return objects.map { object in
            let resource = Resource(object, context: context)
            resource.takeHistoryFromAnnotations()
            return resource
        }
    }

    /// The objects of a text that stands inside another file, such as a patch in a kustomization.
    func resources(inline text: TracedValue) throws -> [Resource] {
        try resources(in: Array((text.text ?? "").utf8), file: text.trace.place.file, lineOffset: Self.lineOffset(text))
    }

    /// The documents of a text that stands inside another file.
    func documents(inline text: TracedValue) throws -> [TracedValue] {
        try documents(in: Array((text.text ?? "").utf8), file: text.trace.place.file, lineOffset: Self.lineOffset(text))
    }

    /// A text of several lines is a block, which begins in the line below its indicator.
    private static func lineOffset(_ text: TracedValue) -> Int {
        let isBlock = text.text?.utf8.contains(UInt8(ascii: "\n")) ?? false
        return text.trace.place.line - (isBlock ? 0 : 1)
    }

    /// kustomize cuts a text into documents before it is read as YAML: at every line that begins with `---`, behind which
    /// only a comment may stand. So a document cannot begin with a directive.
    private func checkSeparators(_ bytes: [UInt8], file: Int, lineOffset: Int) throws {
        var number = 0
        var hasDirective = false
        var start = 0
        while start < bytes.count {
            number += 1
            var end = start
            while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
            defer { start = end + 1 }
            switch bytes[start] {
            case UInt8(ascii: "%"): hasDirective = true
            case UInt8(ascii: "-") where number > 1 && bytes[start..<end].starts(with: "---".utf8):
                let place = Place(file: file, line: number + lineOffset, column: 1)
                try checkSeparator(bytes[start..<end], at: place, followsDirective: hasDirective)
            default: hasDirective = hasDirective && bytes[start..<end].allSatisfy(Self.isBlank)
            }
        }
    }

    private func checkSeparator(_ line: ArraySlice<UInt8>, at place: Place, followsDirective: Bool) throws {
        if followsDirective {
            throw context.failure(
                place,
                "malformed YAML: did not find expected <document start>; take the directive that begins with % out"
            )
        }
        guard let first = line.dropFirst(3).first(where: { !Self.isBlank($0) }), first != UInt8(ascii: "#") else {
            return
        }
        throw context.failure(place, "invalid document separator; nothing but a comment may stand behind ---")
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0D
    }

    private static let listKinds: Set<String> = ["List", "ResourceList"]

    /// The documents of a YAML text.
    ///
    /// - Throws: `Problems` when it is no YAML.
    func documents(
        in bytes: [UInt8],
        file: Int,
        lineOffset: Int = 0,
        rules: ScalarRules = .kustomize,
        noteDuplicate: ((_ key: String, Mark) -> Void)? = nil,
    ) throws -> [TracedValue] {
        let path = context.files.path(of: file)
        do {
            return try Node.parse(bytes, file: path, noteDuplicate: noteDuplicate).map {
                try $0.traced(file: path, number: file, lineOffset: lineOffset, rules: rules)
            }
        } catch let error as YAMLError {
            let place = Place(file: file, line: error.mark.line + lineOffset, column: error.mark.column)
            throw context.failure(place, "malformed YAML: \(error.message)")
        }
    }

    /// Accepts an object that has a kind, and a name unless it is a list.
    ///
    /// - Throws: `Problems`.
    func check(_ object: TracedValue) throws {
        guard object.isMapping else { throw context.failure(object, "is \(object.kindName), not a Kubernetes object") }
        guard let kind = object["kind"]?.text, !kind.isEmpty else {
            throw context.failure(object, "missing Resource metadata: an object has no kind; add 'kind'")
        }
        let name = object["metadata"]?["name"]
        if name?.text?.isEmpty ?? true, !kind.hasSuffix("List") {
            throw context.failure(object, "missing metadata.name in object of kind \(kind); give it a name")
        }
    }
}
