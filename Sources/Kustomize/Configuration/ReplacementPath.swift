internal import YAML

/// A field as `replacements` name it: `spec.containers.[name=web].image` (kustomize's `kyaml/utils/pathsplitter.go`).
struct ReplacementPath: Sendable {
    let text: String
    let parts: [String]

    /// Dots separate names; `\.` is a dot in a name, as are those between brackets.
    init(_ text: String) {
        self.text = text
        var parts: [String] = []
        var open: [String] = []
        for part in Self.split(text) {
            if open.isEmpty, !part.hasPrefix("[") || part.hasSuffix("]") {
                parts.append(part)
                continue
            }
            open.append(part)
            if open.count > 1, part.hasSuffix("]") {
                parts.append(Self.bracketed(open))
                open = []
            }
        }
        if !open.isEmpty { parts.append(Self.bracketed(open)) }
        self.parts = parts
    }

    private static func bracketed(_ parts: [String]) -> String {
        let text = parts.joined(separator: ".")
        if text.utf8.contains(UInt8(ascii: "=")) { return text }
        var inner = text[...]
        while let first = inner.first, "[]".contains(first) { inner.removeFirst() }
        while let last = inner.last, "[]".contains(last) { inner.removeLast() }
        return String(inner)
    }

    private static func split(_ text: String) -> [String] {
        var pieces = text.pieces(separatedBy: ".")[...]
        if pieces.count > 1, pieces.first == "" { pieces = pieces.dropFirst() }
        var parts: [String] = []
        for piece in pieces {
            if let last = parts.last, last.hasSuffix("\\") {
                parts[parts.count - 1] = last.dropLast() + "." + piece
            } else {
                parts.append(piece)
            }
        }
        return parts
    }

    /// The name and the value of `[name=value]`; nil when nothing is equal to anything in it.
    static func condition(_ part: String) -> (name: String, value: String)? {
        var inner = part[...]
        if inner.hasSuffix("]") { inner = inner.dropLast() }
        if inner.hasPrefix("[") { inner = inner.dropFirst() }
        guard let sign = inner.firstIndex(of: "=") else { return nil }
        return (String(inner[..<sign]), String(inner[inner.index(after: sign)...]))
    }

    static func isCondition(_ part: String) -> Bool {
        part.hasPrefix("[") && part.hasSuffix("]")
    }

    /// The index that a part of the path is; nil when it is a name.
    static func index(_ part: String) -> Int? {
        Int(part).flatMap { $0 < 0 ? nil : $0 }
    }
}

extension String {
    /// What stands between all `separator`s; the whole text when there is none.
    func pieces(separatedBy separator: String) -> [String] {
        let separator = Array(separator.utf8)
        guard let first = separator.first else { return [self] }
        var pieces: [String] = []
        var rest = utf8[...]
        var searched = rest
        while let start = searched.firstIndex(of: first) {
            searched = searched[start...]
            if searched.starts(with: separator) {
                pieces.append(String(Substring(rest[..<start])))
                rest = searched.dropFirst(separator.count)
                searched = rest
            } else {
                searched = searched.dropFirst()
            }
        }
        return pieces + [String(Substring(rest))]
    }
}
