internal import Foundation
internal import HTTP

/// The URLs of a Helm repository, as helm puts them together.
enum RepositoryURL {
    /// Where the index of the repository at `url` lies.
    static func index(of url: String) -> String {
        appending("index.yaml", to: url)
    }

    /// The same for messages.
    static func printableIndex(of url: String) -> String {
        printable(url: index(of: url))
    }

    /// `url` with one more name at the end of its path; a query stays behind it.
    private static func appending(_ name: String, to url: String) -> String {
        let (path, query) = split(url)
        return "\(path)\(path.hasSuffix("/") ? "" : "/")\(name)\(query)"
    }

    private static func split(_ url: String) -> (path: String, query: String) {
        let path = url.prefix { $0 != "?" && $0 != "#" }
        let query = url.dropFirst(path.count).prefix { $0 != "#" }
        return (String(path), String(query))
    }

    /// Where `reference` of the index of the repository at `url` leads to; nil when it is no URL.
    ///
    /// A relative one is seen from the repository and gets its query (`ResolveReferenceURL` in helm's pkg/repo).
    static func resolve(_ reference: String, in url: String) -> String? {
        guard let target = URL(string: reference) else { return nil }
        if target.scheme != nil { return reference }
        let (path, query) = split(url)
        let base = URL(string: path.hasSuffix("/") ? path : path + "/")
        guard let found = URL(string: split(reference).path, relativeTo: base)?.absoluteString else { return nil }
        return found + query
    }

    /// Where a `Location` leads to that came from `url`; nil when it is no URL.
    static func redirect(_ location: String, from url: String) -> String? {
        URL(string: location, relativeTo: URL(string: url))?.absoluteString
    }
}
