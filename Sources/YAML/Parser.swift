internal import CLibYAML

extension Node {
    /// The largest text that is read, in bytes.
    package static let sizeLimit = 50 << 20
    /// How many nodes a text may have once its aliases are expanded.
    package static let expansionLimit = 1_000_000

    /// Reads every document of a YAML 1.1 text.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8, at most `sizeLimit`.
    ///   - file: what errors name.
    ///   - onlyFirst: whether what follows the first document is not read at all.
    ///   - noteDuplicate: is told of a key that stands again, whose last value counts then; nil to refuse it.
    /// - Returns: one node a document; an empty document gives an empty plain scalar.
    /// - Throws: `YAMLError` with the place of the first problem: bad syntax, also to go-yaml, with which kubectl reads and
    ///   which takes a question mark in a plain scalar between brackets for the mark of a key; a key that stands twice, an
    ///   alias without anchor, more than `expansionLimit` nodes, lists and maps deeper than `Value.nestingLimit`.
    package static func parse(
        _ bytes: [UInt8],
        file: String,
        onlyFirst: Bool = false,
        noteDuplicate: ((_ key: String, Mark) -> Void)? = nil,
    ) throws(YAMLError) -> [Node] {
        guard bytes.count <= sizeLimit else {
            throw YAMLError(
                file: file,
                mark: Mark(line: 1, column: 1),
                message: "is larger than \(sizeLimit >> 20) MiB"
            )
        }
        let result: Result<[Node], YAMLError> = bytes.withUnsafeBufferPointer { buffer in
            var composer = Composer(buffer, file: file, noteDuplicate: noteDuplicate)
            defer { composer.end() }
            return Result { () throws(YAMLError) in try composer.documents(onlyFirst: onlyFirst) }
        }
        return try result.get()
    }
}

/// Makes nodes of libyaml's events.
///
/// Lives no longer than the buffer it reads.
private struct Composer {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let buffer: UnsafeBufferPointer<UInt8>
    private let file: String
    private let noteDuplicate: ((String, Mark) -> Void)?
    private var anchors: [String: (node: Node, limits: Limits)] = [:]
    private var nodeCount = 0
    /// Whether what is read stands between brackets.
    private var isInFlow = false

    init(_ buffer: UnsafeBufferPointer<UInt8>, file: String, noteDuplicate: ((String, Mark) -> Void)?) {
        parser = .allocate(capacity: 1)
        self.buffer = buffer
        self.file = file
        self.noteDuplicate = noteDuplicate
        yaml_parser_initialize(parser)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        // libyaml passes over a byte order mark, too, but counts it as a column of the first line.
        let start = buffer.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        yaml_parser_set_input_string(parser, buffer.baseAddress.map { $0 + start }, buffer.count - start)
    }

    func end() {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    mutating func documents(onlyFirst: Bool) throws(YAMLError) -> [Node] {
        var documents: [Node] = []
        while !onlyFirst || documents.isEmpty {
            let event = try next()
            switch event.kind {
            case .streamEnd: return documents
            case .documentStart:
                anchors = [:]
                var limits = Limits()
                documents.append(try node(from: try next(), depth: 0, &limits))
            default: continue
            }
        }
        return documents
    }

    /// How many nodes there are, and how many levels.
    private struct Limits {
        var size = 0
        var height = 0

        mutating func add(_ child: Limits) {
            size += child.size
            height = max(height, child.height)
        }
    }

    private struct Event {
        enum Kind {
            case streamEnd, documentStart, end, other
            case sequenceStart(isFlow: Bool)
            case mappingStart(isFlow: Bool)
            case alias(String)
            case scalar(String, style: yaml_scalar_style_t)
        }

        var kind: Kind
        var anchor: String?
        var tag: String?
        var mark: Mark
    }

    private func failure(_ mark: Mark, _ message: String) -> YAMLError {
        YAMLError(file: file, mark: mark, message: message)
    }

    private func next() throws(YAMLError) -> Event {
        var raw = yaml_event_t()
        guard yaml_parser_parse(parser, &raw) == 1 else { throw syntaxError() }
        defer { yaml_event_delete(&raw) }
        let mark = Mark(line: raw.start_mark.line + 1, column: raw.start_mark.column + 1)
        switch raw.type {
        case YAML_STREAM_END_EVENT: return Event(kind: .streamEnd, mark: mark)
        case YAML_DOCUMENT_START_EVENT: return Event(kind: .documentStart, mark: mark)
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return Event(kind: .end, mark: mark)
        case YAML_ALIAS_EVENT: return Event(kind: .alias(text(raw.data.alias.anchor) ?? ""), mark: mark)
        case YAML_SEQUENCE_START_EVENT:
            let data = raw.data.sequence_start
            let isFlow = data.style == YAML_FLOW_SEQUENCE_STYLE
            let kind = Event.Kind.sequenceStart(isFlow: isFlow)
            return Event(kind: kind, anchor: text(data.anchor), tag: text(data.tag), mark: mark)
        case YAML_MAPPING_START_EVENT:
            let data = raw.data.mapping_start
            let isFlow = data.style == YAML_FLOW_MAPPING_STYLE
            let kind = Event.Kind.mappingStart(isFlow: isFlow)
            return Event(kind: kind, anchor: text(data.anchor), tag: text(data.tag), mark: mark)
        case YAML_SCALAR_EVENT:
            let data = raw.data.scalar
            let bytes = UnsafeBufferPointer(start: data.value, count: data.length)
            return Event(
                kind: .scalar(String(decoding: bytes, as: UTF8.self), style: data.style),
                anchor: text(data.anchor),
                tag: text(data.tag),
                mark: mark,
            )
        default: return Event(kind: .other, mark: mark)
        }
    }

    private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private func syntaxError() -> YAMLError {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "cannot be read"
        guard parser.pointee.error == YAML_READER_ERROR else {
            let mark = parser.pointee.problem_mark
            return failure(Mark(line: mark.line + 1, column: mark.column + 1), problem)
        }
        // A reader error has an offset only.
        let before = buffer.prefix(parser.pointee.problem_offset)
        let line = before.count { $0 == 0x0A } + 1
        let place = Mark(line: line, column: before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1)
        return failure(place, "is not valid UTF-8 text: \(problem) at byte \(parser.pointee.problem_offset)")
    }

    /// - Parameter limits: those of the nodes around, to which this one's are added.
    private mutating func node(from event: Event, depth: Int, _ limits: inout Limits) throws(YAMLError) -> Node {
        if case .alias(let name) = event.kind {
            guard let anchored = anchors[name] else { throw failure(event.mark, "unknown anchor '\(name)'") }
            try check(depth: depth + anchored.limits.height, at: event.mark)
            try count(anchored.limits.size, at: event.mark)
            limits.add(anchored.limits)
            return anchored.node
        }
        try check(depth: depth + 1, at: event.mark)
        var own = Limits()
        var nodeStyle = Node.Style.usual
        let wasInFlow = isInFlow
        defer { isInFlow = wasInFlow }
        let content: Node.Content
        switch event.kind {
        case .scalar(let text, let style):
            content = .scalar(text: text, isPlain: style == YAML_PLAIN_SCALAR_STYLE)
            if isInFlow, style == YAML_PLAIN_SCALAR_STYLE, text.utf8.contains(UInt8(ascii: "?")) {
                let message = "did not find expected ',' or ']': a question mark between brackets needs quotes"
                throw failure(event.mark, message)
            }
            if style == YAML_LITERAL_SCALAR_STYLE { nodeStyle = .literal }
            if style == YAML_FOLDED_SCALAR_STYLE { nodeStyle = .folded }
        case .sequenceStart(let isFlow):
            if isFlow { (nodeStyle, isInFlow) = (.flow, true) }
            content = .sequence(try elements(depth: depth, &own))
        case .mappingStart(let isFlow):
            if isFlow { (nodeStyle, isInFlow) = (.flow, true) }
            content = .mapping(try entries(depth: depth, &own))
        default: throw failure(event.mark, "unexpected end of the document")
        }
        try count(1, at: event.mark)
        own.size += 1
        own.height += 1
        limits.add(own)
        let node = Node(content: content, tag: event.tag, mark: event.mark, style: nodeStyle)
        if let anchor = event.anchor { anchors[anchor] = (node, own) }
        return node
    }

    private func check(depth: Int, at mark: Mark) throws(YAMLError) {
        guard depth <= Value.nestingLimit else {
            throw failure(mark, "nested deeper than \(Value.nestingLimit) levels")
        }
    }

    private mutating func count(_ nodes: Int, at mark: Mark) throws(YAMLError) {
        nodeCount += nodes
        guard nodeCount <= Node.expansionLimit else {
            throw failure(mark, "has more than \(Node.expansionLimit) nodes once its aliases are expanded")
        }
    }

    private mutating func elements(depth: Int, _ limits: inout Limits) throws(YAMLError) -> [Node] {
        var elements: [Node] = []
        while true {
            let event = try next()
            if case .end = event.kind { return elements }
            elements.append(try node(from: event, depth: depth + 1, &limits))
        }
    }

    private mutating func entries(depth: Int, _ limits: inout Limits) throws(YAMLError) -> [Node.Entry] {
        var entries: [Node.Entry] = []
        var keys = KeyMarks()
        while true {
            let event = try next()
            if case .end = event.kind { return entries }
            let key = try node(from: event, depth: depth + 1, &limits)
            if case .scalar(let text, _) = key.content, let first = keys.note(text, key.mark) {
                guard let noteDuplicate else {
                    throw failure(key.mark, "key '\(text)' stands twice; the first is in line \(first.line)")
                }
                noteDuplicate(text, key.mark)
                entries.removeAll { $0.key.mark == first }
            }
            let value = try node(from: try next(), depth: depth + 1, &limits)
            entries.append(Node.Entry(key: key, value: value))
        }
    }
}

/// Where the keys of one mapping stand.
private struct KeyMarks {
    /// As long as there are few, looking at each is faster than a table.
    private var few: [(text: String, mark: Mark)] = []
    private var many: [String: Mark] = [:]

    /// Notes where a key stands.
    ///
    /// - Returns: where the same key stood last; nil when it is new.
    mutating func note(_ text: String, _ mark: Mark) -> Mark? {
        guard many.isEmpty else { return many.updateValue(mark, forKey: text) }
        if let index = few.firstIndex(where: { $0.text == text }) {
            defer { few[index].mark = mark }
            return few[index].mark
        }
        few.append((text, mark))
        if few.count == 16 { many = Dictionary(uniqueKeysWithValues: few.map { ($0.text, $0.mark) }) }
        return nil
    }
}
