/// Reads Go templates.
struct TemplateParser {
    /// What a text holds: itself, and the templates that it defines.
    struct Result {
        let nodes: [TemplateNode]
        let definitions: [TemplateDefinition]
    }

    /// Actions and parentheses may lie in each other as deep as this.
    private static let depthLimit = 200

    private var reader: TemplateReader
    private let file: String
    private var definitions: [TemplateDefinition] = []
    private var depth = 0
    /// Whether the last action asked for the blanks behind it to go.
    private var trimsNext = false

    /// Reads a template.
    ///
    /// - Parameters:
    ///   - text: the template.
    ///   - file: as helm names it; what errors begin with.
    /// - Throws: `ChartError` with the line: no template that helm would take.
    static func parse(_ text: String, file: String) throws(ChartError) -> Result {
        var parser = TemplateParser(reader: TemplateReader(text, file: file), file: file)
        let (nodes, end) = try parser.nodes()
        guard end == .text else { throw parser.reader.failure("an 'end' or 'else' stands alone") }
        return Result(nodes: nodes, definitions: parser.definitions)
    }

    private init(reader: TemplateReader, file: String) {
        self.reader = reader
        self.file = file
    }

    /// How a list of nodes ended.
    private enum Ending: Equatable {
        /// With the text.
        case text
        case end
        /// `else`, with the keyword behind it.
        case otherwise(String)
    }

    private mutating func nest() throws(ChartError) {
        depth += 1
        guard depth <= Self.depthLimit else { throw reader.failure("lies in itself too deep") }
    }

    // MARK: Text and actions

    private mutating func nodes() throws(ChartError) -> ([TemplateNode], Ending) {
        try nest()
        defer { depth -= 1 }
        var nodes: [TemplateNode] = []
        while true {
            if let text = text() { nodes.append(.text(text)) }
            guard !reader.isAtEnd else { return (nodes, .text) }
            try openAction()
            if try comment() { continue }
            let line = reader.line
            switch keyword() {
            case "end":
                try closeAction()
                return (nodes, .end)
            case "else":
                reader.skipBlanks()
                let next = keyword(["if", "with"]) ?? ""
                if next.isEmpty { try closeAction() }
                return (nodes, .otherwise(next))
            case let word?: if let node = try block(word, line: line) { nodes.append(node) }
            case nil:
                let pipeline = try pipeline(line: line)
                try closeAction()
                nodes.append(.output(pipeline))
            }
        }
    }

    /// The text up to the next action, without the blanks that its marks take away; nil for none.
    private mutating func text() -> String? {
        var start = reader.position
        if trimsNext {
            reader.skipBlanks()
            start = reader.position
        }
        trimsNext = false
        while !reader.isAtEnd, !reader.isAt("{{") { reader.skip() }
        var end = reader.position
        if reader.isAt("{{-"), reader.peek(3).map(TemplateReader.isBlank) == true {
            while end > start, TemplateReader.isBlank(reader.bytes[end - 1]) { end -= 1 }
        }
        return start < end ? reader.text(from: start, to: end) : nil
    }

    private mutating func openAction() throws(ChartError) {
        reader.skip(2)
        if reader.isAt("-"), reader.peek(1).map(TemplateReader.isBlank) == true { reader.skip() }
        reader.skipBlanks()
        guard !reader.isAtEnd else { throw reader.failure("an action is not closed") }
    }

    private mutating func closeAction() throws(ChartError) {
        reader.skipBlanks()
        if reader.take("-}}") {
            trimsNext = true
        } else if !reader.take("}}") {
            throw reader.failure("an action does not end where it should")
        }
    }

    private mutating func comment() throws(ChartError) -> Bool {
        guard reader.take("/*") else { return false }
        while !reader.isAtEnd, !reader.isAt("*/") { reader.skip() }
        guard reader.take("*/") else { throw reader.failure("a comment is not closed") }
        try closeAction()
        return true
    }

    private static let keywords: Set<String> = [
        "if", "else", "end", "range", "with", "define", "block", "template", "break", "continue",
    ]

    private mutating func keyword(_ wanted: Set<String> = keywords) -> String? {
        var ahead = reader
        let word = ahead.take(while: TemplateReader.isWord)
        guard wanted.contains(word) else { return nil }
        reader = ahead
        return word
    }

    private mutating func block(_ word: String, line: Int) throws(ChartError) -> TemplateNode? {
        reader.skipBlanks()
        switch word {
        case "if", "with", "range": return try branches(word, line: line)
        case "break", "continue":
            try closeAction()
            return .leave
        case "template":
            let name = try quoted()
            return .call(name: name, argument: try argument(line: line))
        case "define":
            let name = try quoted()
            try closeAction()
            try define(name)
            return nil
        default:
            let name = try quoted()
            let argument = try argument(line: line)
            try define(name)
            return .call(name: name, argument: argument)
        }
    }

    private mutating func argument(line: Int) throws(ChartError) -> Pipeline? {
        reader.skipBlanks()
        guard !reader.isAt("}}"), !reader.isAt("-}}") else {
            try closeAction()
            return nil
        }
        let pipeline = try pipeline(line: line)
        try closeAction()
        return pipeline
    }

    private mutating func define(_ name: String) throws(ChartError) {
        let (nodes, end) = try nodes()
        guard end == .end else { throw reader.failure("the template '\(name)' has no 'end'") }
        definitions.append(TemplateDefinition(name: name, file: file, nodes: nodes))
    }

    private mutating func branches(_ word: String, line: Int) throws(ChartError) -> TemplateNode {
        try nest()
        defer { depth -= 1 }
        let pipeline = try pipeline(line: line)
        try closeAction()
        let (body, ending) = try nodes()
        var otherwise: [TemplateNode] = []
        switch ending {
        case .text: throw reader.failure("'\(word)' in line \(line) has no 'end'")
        case .end: break
        case .otherwise(""):
            let (nodes, last) = try nodes()
            guard last == .end else { throw reader.failure("'\(word)' in line \(line) has no 'end'") }
            otherwise = nodes
        case .otherwise(let next):
            // One 'end' closes both.
            reader.skipBlanks()
            otherwise = [try branches(next, line: reader.line)]
        }
        switch word {
        case "if": return .condition(pipeline, then: body, otherwise: otherwise)
        case "with": return .scope(pipeline, then: body, otherwise: otherwise)
        default: return .loop(pipeline, body: body, otherwise: otherwise)
        }
    }

    // MARK: Pipelines

    private mutating func pipeline(line: Int) throws(ChartError) -> Pipeline {
        try nest()
        defer { depth -= 1 }
        var pipeline = Pipeline(line: line, commands: [])
        declaration(&pipeline)
        while true {
            pipeline.commands.append(try command())
            reader.skipBlanks()
            guard reader.take("|") else { return pipeline }
        }
    }

    /// `$a := `, `$a = `, `$k, $v := `.
    private mutating func declaration(_ pipeline: inout Pipeline) {
        var ahead = reader
        var names: [String] = []
        while ahead.take("$") {
            names.append(ahead.take(while: TemplateReader.isWord))
            ahead.skipBlanks()
            guard ahead.take(",") else { break }
            ahead.skipBlanks()
        }
        guard !names.isEmpty else { return }
        let declares = ahead.take(":=")
        guard declares || (ahead.isAt("=") && ahead.take("=")) else { return }
        pipeline.variables = names
        pipeline.isAssignment = !declares
        reader = ahead
    }

    private mutating func command() throws(ChartError) -> [Operand] {
        var operands: [Operand] = []
        while true {
            reader.skipBlanks()
            guard let byte = reader.peek() else { throw reader.failure("an action is not closed") }
            if byte == UInt8(ascii: "|") || byte == UInt8(ascii: ")") || reader.isAt("}}") || reader.isAt("-}}") {
                guard !operands.isEmpty else { throw reader.failure("a value is missing") }
                return operands
            }
            operands.append(try operand())
        }
    }

    private mutating func operand() throws(ChartError) -> Operand {
        let base = try term()
        var fields: [String] = []
        while reader.isAt("."), reader.peek(1).map(TemplateReader.isWord) == true {
            reader.skip()
            fields.append(reader.take(while: TemplateReader.isWord))
        }
        return fields.isEmpty ? base : .fields(base, fields)
    }

    private mutating func term() throws(ChartError) -> Operand {
        guard let byte = reader.peek() else { throw reader.failure("an action is not closed") }
        switch byte {
        case UInt8(ascii: "."):
            // Its fields follow in the same way as those of any other term.
            if reader.peek(1).map(TemplateReader.isWord) == true, !TemplateReader.isDigit(reader.peek(1)) {
                return .dot
            }
            if TemplateReader.isDigit(reader.peek(1)) { return number() }
            reader.skip()
            return .dot
        case UInt8(ascii: "$"):
            reader.skip()
            return .variable(reader.take(while: TemplateReader.isWord))
        case UInt8(ascii: "("):
            reader.skip()
            let inner = try pipeline(line: reader.line)
            reader.skipBlanks()
            guard reader.take(")") else { throw reader.failure("a parenthesis is not closed") }
            return .pipeline(inner)
        case UInt8(ascii: "\""), UInt8(ascii: "`"): return .constant(try quoted())
        case UInt8(ascii: "'"): return try character()
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
        case _ where TemplateReader.isWord(byte):
            let word = reader.take(while: TemplateReader.isWord)
            switch word {
            case "nil": return .nothing
            case "true", "false": return .constant(word)
            default: return .function(word)
            }
        default: throw reader.failure("'\(Character(UnicodeScalar(byte)))' means nothing here")
        }
    }

    private mutating func number() -> Operand {
        let sign = reader.peek().map { UInt8(ascii: "+") == $0 || UInt8(ascii: "-") == $0 } == true
        var text = ""
        if sign {
            text = reader.isAt("-") ? "-" : ""
            reader.skip()
        }
        return .constant(text + reader.take { TemplateReader.isWord($0) || $0 == UInt8(ascii: ".") })
    }

    private mutating func character() throws(ChartError) -> Operand {
        reader.skip()
        let start = reader.position
        while let byte = reader.peek(), byte != UInt8(ascii: "'"), byte != 0x0A {
            reader.skip(byte == UInt8(ascii: "\\") ? 2 : 1)
        }
        let text = reader.text(from: start, to: reader.position)
        guard reader.take("'") else { throw reader.failure("a character is not closed") }
        return .constant(text)
    }

    private mutating func quoted() throws(ChartError) -> String {
        if reader.take("`") {
            let text = reader.take { $0 != UInt8(ascii: "`") }
            guard reader.take("`") else { throw reader.failure("a text is not closed") }
            return text
        }
        guard reader.take("\"") else { throw reader.failure("a text in quotes is missing") }
        var bytes: [UInt8] = []
        while let byte = reader.peek(), byte != 0x0A {
            reader.skip()
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: bytes, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let escaped = reader.peek() else { continue }
                reader.skip()
                bytes += escape(escaped)
            default: bytes.append(byte)
            }
        }
        throw reader.failure("a text is not closed")
    }

    private mutating func escape(_ byte: UInt8) -> [UInt8] {
        switch byte {
        case UInt8(ascii: "n"): [0x0A]
        case UInt8(ascii: "t"): [0x09]
        case UInt8(ascii: "r"): [0x0D]
        case UInt8(ascii: "x"): code(digits: 2)
        case UInt8(ascii: "u"): code(digits: 4)
        case UInt8(ascii: "U"): code(digits: 8)
        default: [byte]
        }
    }

    private mutating func code(digits: Int) -> [UInt8] {
        var text = ""
        while text.utf8.count < digits, let byte = reader.peek(), TemplateReader.isWord(byte) {
            text.append(Character(UnicodeScalar(byte)))
            reader.skip()
        }
        guard let number = UInt32(text, radix: 16), let scalar = UnicodeScalar(number) else { return [] }
        return Array(String(Character(scalar)).utf8)
    }
}
