/// One node of a YAML document with its place in the file.
///
/// Aliases are expanded.
package struct Node: Hashable, Sendable {
    /// What the node is.
    package enum Content: Hashable, Sendable {
        /// A scalar as it stands in the file, unescaped; `isPlain` when it has no quotes and is no block.
        case scalar(text: String, isPlain: Bool)
        case sequence([Node])
        /// Entries in the order of the file; no key stands twice.
        case mapping([Entry])
    }

    /// One entry of a mapping.
    package struct Entry: Hashable, Sendable {
        package let key: Node
        package let value: Node
    }

    package let content: Content
    /// The tag as it was written (`!!str`, `!custom`) in its long form; nil for none.
    package let tag: String?
    package let mark: Mark
    package var style = Style.usual

    /// How a node is written, as far as it decides what becomes of it.
    package enum Style: Sendable {
        case usual
        /// A scalar as a block of lines (`|`).
        case literal
        /// A scalar as a block whose lines are joined (`>`).
        case folded
        /// A list or mapping in brackets.
        case flow
    }
}

/// A place in a text, both counted from 1.
package struct Mark: Hashable, Sendable {
    // Half the size, since every node has one; a text is not that long.
    private let shortLine: UInt32
    private let shortColumn: UInt32

    package init(line: Int, column: Int) {
        shortLine = UInt32(clamping: line)
        shortColumn = UInt32(clamping: column)
    }

    package var line: Int { Int(shortLine) }
    package var column: Int { Int(shortColumn) }
}

/// Why a text is no YAML that fettle takes.
package struct YAMLError: Error, Hashable, CustomStringConvertible {
    /// The file as the caller named it.
    package let file: String
    package let mark: Mark
    /// What is wrong; holds keys, never values, which may be secret.
    package let message: String

    package var description: String {
        "\(file):\(mark.line):\(mark.column): \(message)"
    }
}
