/// A text with variables in it, in the dialect of Flux's `envsubst`.
///
/// `$$` stands for `$`; a `$` that no `{` follows is itself, so `$var` and `$(command)` stay. Bytes, since a shell
/// counts them, and since the text is UTF-8 whose other characters hold none of the signs.
struct SubstitutionTemplate {
    indirect enum Part {
        case text([UInt8])
        case variable(String, Operation)
    }

    enum Operation {
        /// `${v}`
        case value
        /// `${#v}`
        case length
        /// `${v-d}`: only when the variable is not set.
        case unsetDefault([Part])
        /// `${v:-d}`, `${v:=d}`, `${v=d}`: also when it is empty.
        case emptyDefault([Part])
        /// `${v^}`, `${v^^}`, `${v,}`, `${v,,}`
        case letters(isUpper: Bool, isAll: Bool)
        /// `${v:1}`, `${v:1:2}`
        case slice([Part], length: [Part]?)
        /// `${v#p}`, `${v##p}`, `${v%p}`, `${v%%p}`
        case trim([Part], isPrefix: Bool, isLongest: Bool)
        /// `${v/a/b}` and its kin; no replacement is an empty one.
        case replace(Scope, [Part], by: [Part]?)
    }

    enum Scope {
        case first, all, prefix, suffix
    }

    let parts: [Part]

    /// - Throws: `SubstitutionError` for the first expression that cannot be read.
    init(_ text: [UInt8]) throws(SubstitutionError) {
        var reader = SubstitutionReader(text)
        parts = try reader.readText()
    }

    static func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
        default: false
        }
    }
}

/// Why an expression cannot be read; holds names and signs, and nothing of a value.
struct SubstitutionError: Error {
    let message: String
}

private struct SubstitutionReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    private var current: UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    private func isAt(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { bytes[position...].starts(with: $0) }
    }

    private mutating func take(_ text: StaticString) -> Bool {
        guard isAt(text) else { return false }
        position += text.utf8CodeUnitCount
        return true
    }

    mutating func readText() throws(SubstitutionError) -> [SubstitutionTemplate.Part] {
        var parts: [SubstitutionTemplate.Part] = []
        var text: [UInt8] = []
        while let byte = current {
            if take("$$") {
                text.append(UInt8(ascii: "$"))
            } else if take("${") {
                if !text.isEmpty { parts.append(.text(text)) }
                text = []
                parts.append(try readExpression(depth: 1))
            } else {
                text.append(byte)
                position += 1
            }
        }
        return text.isEmpty ? parts : parts + [.text(text)]
    }

    /// What follows `${`, and its `}`.
    private mutating func readExpression(depth: Int) throws(SubstitutionError) -> SubstitutionTemplate.Part {
        guard depth <= 100 else { throw SubstitutionError(message: "variables are nested deeper than 100 levels") }
        let isLength = take("#")
        let name = readName()
        guard !name.isEmpty else { throw SubstitutionError(message: "'${' is followed by no variable's name") }
        let operation = isLength ? .length : try readOperation(name, depth: depth)
        guard take("}") else {
            throw SubstitutionError(
                message: "'${\(isLength ? "#" : "")\(name)' does not go on in a form that is supported"
            )
        }
        return .variable(name, operation)
    }

    private mutating func readName() -> String {
        let name = bytes[position...].prefix(while: SubstitutionTemplate.isNamePart)
        position += name.count
        return String(decoding: name, as: UTF8.self)
    }

    private mutating func readOperation(
        _ name: String,
        depth: Int,
    ) throws(SubstitutionError) -> SubstitutionTemplate.Operation {
        if take(":-") || take(":=") || take("=") { return .emptyDefault(try readWord(name, depth: depth)) }
        if take("-") { return .unsetDefault(try readWord(name, depth: depth)) }
        if take("^^") { return .letters(isUpper: true, isAll: true) }
        if take("^") { return .letters(isUpper: true, isAll: false) }
        if take(",,") { return .letters(isUpper: false, isAll: true) }
        if take(",") { return .letters(isUpper: false, isAll: false) }
        if take("##") { return .trim(try readWord(name, depth: depth), isPrefix: true, isLongest: true) }
        if take("#") { return .trim(try readWord(name, depth: depth), isPrefix: true, isLongest: false) }
        if take("%%") { return .trim(try readWord(name, depth: depth), isPrefix: false, isLongest: true) }
        if take("%") { return .trim(try readWord(name, depth: depth), isPrefix: false, isLongest: false) }
        if take("//") { return try readReplacement(.all, name, depth: depth) }
        if take("/#") { return try readReplacement(.prefix, name, depth: depth) }
        if take("/%") { return try readReplacement(.suffix, name, depth: depth) }
        if take("/") { return try readReplacement(.first, name, depth: depth) }
        if !isAt(":?"), !isAt(":+"), take(":") { return try readSlice(name, depth: depth) }
        return .value
    }

    private mutating func readSlice(
        _ name: String,
        depth: Int,
    ) throws(SubstitutionError) -> SubstitutionTemplate.Operation {
        let offset = try readWord(name, until: ":}", depth: depth)
        guard take(":") else { return .slice(offset, length: nil) }
        return .slice(offset, length: try readWord(name, depth: depth))
    }

    private mutating func readReplacement(
        _ scope: SubstitutionTemplate.Scope,
        _ name: String,
        depth: Int,
    ) throws(SubstitutionError) -> SubstitutionTemplate.Operation {
        let pattern = try readWord(name, until: "/}", escapes: true, depth: depth)
        guard take("/") else {
            throw SubstitutionError(message: "'${\(name)/' has no replacement; write ${\(name)/text/replacement}")
        }
        if isAt("}") { return .replace(scope, pattern, by: nil) }
        return .replace(scope, pattern, by: try readWord(name, escapes: true, depth: depth))
    }

    /// Text and nested variables up to one of the bytes `end`, which is left.
    private mutating func readWord(
        _ name: String,
        until end: String = "}",
        escapes: Bool = false,
        depth: Int,
    ) throws(SubstitutionError) -> [SubstitutionTemplate.Part] {
        var parts: [SubstitutionTemplate.Part] = []
        var text: [UInt8] = []
        while let byte = current, !end.utf8.contains(byte) {
            if take("${") {
                if !text.isEmpty { parts.append(.text(text)) }
                text = []
                parts.append(try readExpression(depth: depth + 1))
                continue
            }
            // Only a replacement has escapes: for its own delimiter, for themselves, and `$$`.
            if escapes, isAt("\\/") || isAt("\\\\") || isAt("$$") { position += 1 }
            text.append(bytes[position])
            position += 1
        }
        guard current != nil else { throw SubstitutionError(message: "'${\(name)' has no closing brace") }
        return text.isEmpty ? parts : parts + [.text(text)]
    }
}
