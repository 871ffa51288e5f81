/// Paths whose separator may be part of a name when a backslash stands before it.
enum EscapedPath {
    /// The names in `path`; one separator at the beginning says nothing.
    static func parts(of path: String, separatedBy separator: Character) -> [String] {
        var pieces = path.split(separator: separator, omittingEmptySubsequences: false)[...]
        if pieces.count > 1, pieces.first?.isEmpty == true { pieces = pieces.dropFirst() }
        var parts: [String] = []
        for piece in pieces {
            if let last = parts.last, last.hasSuffix("\\") {
                parts[parts.count - 1] = last.dropLast() + String(separator) + piece
            } else {
                parts.append(String(piece))
            }
        }
        return parts
    }
}
