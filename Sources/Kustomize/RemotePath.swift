/// What kustomize takes for something to download instead of a path (its `api/internal/git/repospec.go`).
enum RemotePath {
    static func isRemote(_ text: String) -> Bool {
        // Nearly every path is known by its first letter, and having neither sign.
        let hasSign = text.utf8.contains { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "@") }
        guard hasSign || "gGwW".utf8.contains(text.utf8.first ?? 0) else { return false }
        let text = text.lowercased()
        if text.contains("://") || text.hasPrefix("git::") || text.hasPrefix("gh:") { return true }
        let bare = text.hasPrefix("www.") ? text.dropFirst(4) : text[...]
        if bare.hasPrefix("github.com/") || bare.hasPrefix("github.com:") { return true }
        return text.prefix { $0 != "/" }.contains("@")
    }
}
