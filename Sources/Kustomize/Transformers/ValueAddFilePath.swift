/// The path of a file as a text, into which a folder can be put (kustomize's `kyaml/filesys/util.go`).
struct ValueAddFilePath {
    /// The names; the first is empty for an absolute path.
    private let parts: [String]

    init(_ text: String) {
        var parts = text.isEmpty ? [] : text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        if parts.count > 1, parts[0].isEmpty, parts[1].isEmpty { parts.removeFirst() }
        self.parts = parts
    }

    /// The path with `part` before its name number `position`, counted from 0; behind the last when there are fewer.
    ///
    /// An absolute path stays one.
    func inserting(_ part: String, at position: Int) -> String {
        var index = min(position, parts.count)
        if parts.first == "", index < parts.count { index += 1 }
        var parts = parts
        parts.insert(part, at: index)
        return parts[0].isEmpty ? "/" + Self.joined(parts.dropFirst()) : Self.joined(parts[...])
    }

    /// Names put together, without `.`, and each `..` taken back with the name before it.
    private static func joined(_ parts: ArraySlice<String>) -> String {
        let given = parts.drop(while: \.isEmpty).joined(separator: "/")
        guard !given.isEmpty else { return "" }
        var names: [Substring] = []
        for name in given.split(separator: "/") where name != "." {
            if name == "..", let last = names.last, last != ".." {
                names.removeLast()
            } else if name != ".." || !given.hasPrefix("/") {
                names.append(name)
            }
        }
        let text = names.joined(separator: "/")
        if given.hasPrefix("/") { return "/\(text)" }
        return text.isEmpty ? "." : text
    }
}
