/// Paths whose separator may be part of a name when a backslash stands before it.
enum EscapedPath {
    /// The names in `path`; one separator at the beginning says nothing.
    static func parts(of path: String, separatedBy separator: Unicode.Scalar) -> [String] {
        let separator = UInt8(ascii: separator)
        var parts: [String] = []
        var isContinued = false
        for (number, bytes) in path.utf8.split(separator: separator, omittingEmptySubsequences: false).enumerated() {
            let piece = String(Substring(bytes))
            if isContinued {
                let start = parts.removeLast().dropLast()
                parts.append("\(start)\(Character(Unicode.Scalar(separator)))\(piece)")
            } else {
                if number == 1, parts == [""] { parts = [] }
                parts.append(piece)
            }
            isContinued = bytes.last == UInt8(ascii: "\\")
        }
        return parts
    }
}
