/// A pattern of one line of a `.gitattributes` file, as gitattributes(5) and gitignore(5) describe it.
struct AttributePattern: Sendable {
    private enum Target: Sendable {
        /// No slash in it: compared with the last name of a path.
        case name(Glob)
        /// Compared with the path below the file's folder: its plain beginning, then the rest.
        case path(beginning: [UInt8], Glob)
    }

    private let target: Target
    /// Whether it ends with a slash and so stands for folders, which never have attributes of their own.
    let matchesFoldersOnly: Bool

    init(_ text: [UInt8]) {
        let slash = UInt8(ascii: "/")
        matchesFoldersOnly = text.last == slash
        let pattern = matchesFoldersOnly ? text.dropLast() : text[...]
        guard pattern.contains(slash) else {
            target = .name(Glob(pattern, slashes: .ordinary))
            return
        }
        let relative = pattern.first == slash ? pattern.dropFirst() : pattern
        // git compares the plain beginning first and lets the pattern proper begin behind it, which matters to a `**`.
        let beginning = relative.prefix { !"*?[\\".utf8.contains($0) }
        target = .path(
            beginning: Array(beginning),
            Glob(relative.dropFirst(beginning.count), slashes: .separate),
        )
    }

    /// Whether it matches a file, given by the names from the attribute file's folder down to it; at least one.
    func matches(_ path: [String].SubSequence) -> Bool {
        guard !matchesFoldersOnly, let name = path.last else { return false }
        switch target {
        case .name(let glob):
            return glob.matches(name.utf8)
        case .path(let beginning, let glob):
            let bytes = Array(path.joined(separator: "/").utf8)
            return bytes.starts(with: beginning) && glob.matches(bytes[beginning.count...])
        }
    }
}
