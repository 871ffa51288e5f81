extension Value {
    /// What is done with long strings.
    package enum YAMLStyle: Sendable {
        /// They stay on one line.
        case unfolded
        /// Words past column 80 go to a new line, as kubectl and kustomize print.
        case folded
    }

    /// This value as one YAML document with sorted keys, in UTF-8, laid out as `sigs.k8s.io/yaml` does.
    ///
    /// A string that YAML would read as something else is quoted. A number that YAML and JSON do not share (NaN,
    /// infinity) is written as null.
    package func yaml(_ style: YAMLStyle = .unfolded) -> [UInt8] {
        var emitter = Emitter(width: style == .folded ? 80 : .max)
        emitter.writeDocument(self)
        return emitter.bytes
    }

    /// This value as one YAML document with sorted keys and long lines left whole.
    package var yamlText: String {
        String(decoding: yaml(), as: UTF8.self)
    }
}

/// Writes block YAML.
///
/// The state that decides about blanks and line ends is that of libyaml's emitter, so that the bytes are.
struct Emitter {
    /// Past this column a word goes to the next line.
    let width: Int
    var bytes: [UInt8] = []
    /// How many characters stand in the line.
    var column = 0
    /// Whether what comes next is separated from what was written.
    var endsInBlank = true
    /// Whether the line holds nothing but indentation and indicators so far.
    var isIndentation = true
    /// What is to stand behind the scalar that comes next.
    private var comment: String?

    init(width: Int) {
        self.width = width
    }

    mutating func writeDocument(_ value: some Emittable) {
        write(value, indent: nil, in: .root)
        breakLine(to: 0)
    }

    private enum Context {
        case root, sequence, mapping
    }

    /// - Parameter indent: that of the collection around; nil at the root.
    private mutating func write(_ value: some Emittable, indent: Int?, in context: Context) {
        let inner = indent.map { $0 + 2 }
        let shape = value.shape
        comment = shape.isOnOneLine ? value.comment : nil
        defer { writeComment() }
        switch shape {
        case .word(var word): word.withUTF8 { writeWord($0) }
        case .string(let text): write(string: text, indent: inner ?? 2, isSimpleKey: false)
        case .sequence(let elements) where elements.isEmpty: writeEmpty("[]")
        case .mapping(let fields) where fields.isEmpty: writeEmpty("{}")
        case .sequence(let elements):
            // A list in a mapping begins below its key, not right of it.
            let own = context == .mapping && !isIndentation ? indent ?? 0 : inner ?? 0
            for element in elements {
                breakLine(to: own)
                writeIndicator("-")
                write(element, indent: own, in: .sequence)
            }
        case .mapping(let fields):
            for (name, value) in fields { write(field: name, value, indent: inner ?? 0) }
        }
    }

    private mutating func write(field name: String, _ value: some Emittable, indent: Int) {
        breakLine(to: indent)
        if Self.isSimpleKey(name) {
            write(string: name, indent: indent + 2, isSimpleKey: true)
            append(":")
            endToken()
        } else {
            writeIndicator("?")
            write(string: name, indent: indent + 2, isSimpleKey: false)
            breakLine(to: indent)
            writeIndicator(":")
        }
        write(value, indent: indent, in: .mapping)
    }

    /// Writes the comment of a scalar where the line ends: behind the indicator of a block, else behind the text.
    mutating func writeComment() {
        guard let comment else { return }
        bytes.append(contentsOf: " # \(comment)".utf8)
        self.comment = nil
    }

    private static func isSimpleKey(_ name: String) -> Bool {
        var name = name
        return name.withUTF8 { text in
            text.count <= 128 && (ScalarStyle.isPlainWord(text) || !ScalarStyle.Analysis(text).isMultiline)
        }
    }

    private mutating func write(string: String, indent: Int, isSimpleKey: Bool) {
        var string = string
        let isWritten = string.withUTF8 { text in
            guard ScalarStyle.isPlainWord(text) else { return false }
            writeWord(text)
            return true
        }
        if isWritten { return }
        // A key that reads as the merge key would vanish.
        let isMergeKey = isSimpleKey && string == "<<"
        let isPlainText = !isMergeKey && ScalarStyle.isPlainText(string)
        string.withUTF8 { text in
            let style = ScalarStyle.Analysis(text).style(
                isPlainText: isPlainText,
                hasNewline: text.contains(0x0A),
            )
            switch style {
            case .plain: writePlain(text, indent: indent, width: isSimpleKey ? .max : width)
            case .singleQuoted: writeSingleQuoted(text, indent: indent, width: isSimpleKey ? .max : width)
            case .doubleQuoted: writeDoubleQuoted(text, indent: indent, width: isSimpleKey ? .max : width)
            case .literal: writeLiteral(text, indent: indent)
            }
        }
    }
}
