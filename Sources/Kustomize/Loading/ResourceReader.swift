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
        let ignored = try checkSeparators(bytes, file: file, lineOffset: lineOffset)
        let bytes = ignored.isEmpty ? bytes : Self.blanked(bytes, at: ignored)
        var isList = false
        let documents = try documents(
            in: bytes,
            file: file,
            lineOffset: lineOffset,
            look: { isList = $0.count == 1 && $0[0].isWrittenList },
        )
        var open = documents[...]
        var objects: [TracedValue] = []
        if isList { open = (open.first?["items"]?.elements ?? [])[...] }
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
            open.append(contentsOf: try items.elements.map(readFromJSON))
        }
        return objects.map { object in
            let resource = Resource(object, context: context)
            resource.takeHistoryFromAnnotations()
            return resource
        }
    }

    /// An item of a list as it is once kustomize has written it as JSON and read that as YAML.
    private func readFromJSON(_ item: TracedValue) throws -> TracedValue {
        do throws(TracedValue.NoValue) {
            return try item.readFromJSON()
        } catch {
            throw context.failure(error.trace.place, "trouble expanding a list; \(error.reason)")
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

    /// kustomize cuts a text into documents before it is read as YAML: at every line that begins with `---`, behind
    /// which only a comment may stand.
    ///
    /// So a document cannot begin with a directive.
    ///
    /// - Returns: the ranges of what it never reads, the text behind the end (`...`) of a document.
    private func checkSeparators(_ bytes: [UInt8], file: Int, lineOffset: Int) throws -> [Range<Int>] {
        var number = 0
        var hasDirective = false
        var hasContent = false
        var ignored: [Range<Int>] = []
        var ignoredStart: Int?
        var start = 0
        while start < bytes.count {
            number += 1
            var end = start
            while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
            defer { start = end + 1 }
            switch bytes[start] {
            case UInt8(ascii: "-") where number > 1 && bytes[start..<end].starts(with: "---".utf8):
                let place = Place(file: file, line: number + lineOffset, column: 1)
                try checkSeparator(bytes[start..<end], at: place, followsDirective: hasDirective)
                if let first = ignoredStart { ignored.append(first..<start) }
                ignoredStart = nil
                hasContent = false
            case _ where ignoredStart != nil: continue
            case UInt8(ascii: "%"): hasDirective = true
            case UInt8(ascii: ".") where hasContent && Self.isDocumentEnd(bytes[start..<end]): ignoredStart = start + 3
            case UInt8(ascii: "#"): hasDirective = false
            default:
                let isBlank = bytes[start..<end].allSatisfy(Self.isBlank)
                hasDirective = hasDirective && isBlank
                hasContent = hasContent || !isBlank
            }
        }
        if let ignoredStart { ignored.append(ignoredStart..<bytes.count) }
        return ignored
    }

    private static func isDocumentEnd(_ line: ArraySlice<UInt8>) -> Bool {
        line.starts(with: "...".utf8) && (line.count == 3 || isBlank(line[line.startIndex + 3]))
    }

    /// `bytes` with blanks at `ranges`, the lines left as they are.
    private static func blanked(_ bytes: [UInt8], at ranges: [Range<Int>]) -> [UInt8] {
        var bytes = bytes
        for index in ranges.joined() where bytes[index] != UInt8(ascii: "\n") { bytes[index] = 0x20 }
        return bytes
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

    /// The documents of a YAML text.
    ///
    /// - Parameter look: sees them as they are written.
    /// - Throws: `Problems` when it is no YAML.
    func documents(
        in bytes: [UInt8],
        file: Int,
        lineOffset: Int = 0,
        rules: ScalarRules = .kustomize,
        onlyFirst: Bool = false,
        noteDuplicate: ((_ key: String, Mark) -> Void)? = nil,
        look: ([Node]) -> Void = { _ in },
    ) throws -> [TracedValue] {
        let path = context.files.path(of: file)
        do {
            let nodes = try Node.parse(bytes, file: path, onlyFirst: onlyFirst, noteDuplicate: noteDuplicate)
            look(nodes)
            return try nodes.map {
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
        if name?.text?.isEmpty ?? true || name?.isWrittenNull ?? false, !kind.hasSuffix("List") {
            throw context.failure(object, "missing metadata.name in object of kind \(kind); give it a name")
        }
    }
}

extension Node {
    /// Whether it is a list of objects that kustomize takes apart before it applies merge keys (`<<`): its kind and its
    /// items are written in it.
    ///
    /// A list that gets them from elsewhere is taken apart later, by way of JSON.
    fileprivate var isWrittenList: Bool {
        guard case .mapping(let entries) = content else { return false }
        func value(_ name: String) -> Node? {
            entries.first { if case .scalar(name, _) = $0.key.content { true } else { false } }?.value
        }
        guard case .scalar(let kind, _) = value("kind")?.content else { return false }
        return ["List", "ResourceList"].contains(kind) && value("items") != nil
    }
}
