/// What kustomize takes for something to download instead of a path (its `api/internal/git/repospec.go`).
enum RemotePath {
    static func isRemote(_ text: String) -> Bool {
        let text = text.lowercased()
        if text.contains("://") || text.hasPrefix("git::") || text.hasPrefix("gh:") { return true }
        let bare = text.hasPrefix("www.") ? text.dropFirst(4) : text[...]
        if bare.hasPrefix("github.com/") || bare.hasPrefix("github.com:") { return true }
        return text.prefix { $0 != "/" }.contains("@")
    }
}
