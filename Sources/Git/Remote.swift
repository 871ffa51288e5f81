internal import FoundationEssentials
internal import HTTP
package import SystemPackage

/// Where a repository is fetched from.
///
/// Prints without user names. An address never holds a password or token: those come with `Credentials`.
package struct Remote: Sendable, Hashable, CustomStringConvertible {
    /// How the remote is reached.
    enum Transport: Sendable, Hashable {
        case folder(FilePath)
        /// `https://…` (or `http://` on this machine), without a slash at the end.
        case http(String)
        case ssh(SSHAddress)
    }

    let transport: Transport
    package let description: String

    /// Reads an address as git does: a URL (`https`, `ssh`, `file`), `user@host:path`, or a folder.
    ///
    /// - Parameters:
    ///   - text: the address.
    ///   - folder: where a relative path starts; nil for the process's working directory.
    /// - Throws: `GitError` with reason `invalid`. The message never repeats what may be a secret.
    package init(_ text: String, relativeTo folder: FilePath? = nil) throws(GitError) {
        guard !text.isEmpty else {
            throw GitError(.invalid, "repository", "is not given; name a URL or a folder")
        }
        guard !text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else {
            throw GitError(.invalid, printable(url: singleLine(text)), "holds a control character; remove it")
        }
        if let scheme = text.firstRange(of: "://") {
            self = try Self.read(text[..<scheme.lowerBound].lowercased(), rest: text[scheme.upperBound...], text)
        } else if let address = try SSHAddress(scpLike: text) {
            self.init(address)
        } else {
            self.init(folder: FilePath(text), relativeTo: folder)
        }
    }

    private static func read(_ scheme: String, rest: Substring, _ text: String) throws(GitError) -> Remote {
        let name = printable(url: text)
        switch scheme {
        case "https", "http":
            return Remote(url: try httpURL(text, name, rest))
        case "ssh", "git+ssh", "ssh+git":
            return Remote(try SSHAddress(rest, name))
        case "file":
            let path = rest.hasPrefix("localhost/") ? rest.dropFirst("localhost".count) : rest
            guard path.hasPrefix("/"), let decoded = percentDecoded(path) else {
                throw GitError(.invalid, name, "is not an absolute path; write file:///path")
            }
            return Remote(folder: FilePath(decoded), relativeTo: nil)
        default:
            throw GitError(.invalid, name, "\(scheme) is not supported; use https, ssh or a folder")
        }
    }

    private init(url: String) {
        transport = .http(url)
        description = url
    }

    private init(_ address: SSHAddress) {
        transport = .ssh(address)
        description = address.description
    }

    private init(folder path: FilePath, relativeTo folder: FilePath?) {
        let base = folder ?? FilePath(FileManager.default.currentDirectoryPath)
        let full = base.pushing(path).lexicallyNormalized()
        transport = .folder(full)
        description = full.string
    }

    private static func httpURL(_ text: String, _ name: String, _ rest: Substring) throws(GitError) -> String {
        guard !rest.prefix(while: { $0 != "/" }).contains("@") else {
            throw GitError(
                .invalid,
                name,
                "holds a user name; leave it out and set \(Credentials.Variable.username) instead",
            )
        }
        guard !text.contains("?"), !text.contains("#") else {
            throw GitError(.invalid, name, "has a query or fragment; leave it out")
        }
        guard let origin = HTTPOrigin(text), !origin.host.isEmpty else {
            throw GitError(.invalid, name, "is not a URL; write https://host/path")
        }
        guard origin.scheme == "https" || origin.isLoopback else {
            throw GitError(.invalid, name, "plain http lets anybody on the way change what is deployed; use https")
        }
        var url = text
        while url.hasSuffix("/") { url.removeLast() }
        return url
    }
}

/// A repository behind an ssh server.
struct SSHAddress: Sendable, Hashable, CustomStringConvertible {
    let user: String
    let host: String
    /// nil for ssh's own.
    let port: Int?
    /// As `git-upload-pack` is given it.
    let path: String
    let description: String

    /// Reads what stands behind `ssh://`.
    init(_ rest: Substring, _ name: String) throws(GitError) {
        let authority = rest.prefix { $0 != "/" }
        guard let decoded = percentDecoded(rest.dropFirst(authority.count)), decoded.count > 1 else {
            throw GitError(.invalid, name, "names no repository; write ssh://user@host/path")
        }
        let (user, hostAndPort) = try Self.splitUser(authority, name)
        let (host, port) = try Self.splitPort(hostAndPort, name)
        self.user = user
        self.host = host
        self.port = port
        // As git: a path below a user's home folder is written with a tilde.
        path = decoded.hasPrefix("/~") ? String(decoded.dropFirst()) : decoded
        description = name
        try check()
    }

    /// Reads `user@host:path`; nil when it is not of that form.
    init?(scpLike text: String) throws(GitError) {
        let start = text.lastIndex(of: "]").map { text.index(after: $0) } ?? text.startIndex
        guard let colon = text[start...].firstIndex(of: ":"), !text[..<colon].contains("/") else { return nil }
        let name = String(text[..<colon].split(separator: "@").last ?? "") + text[colon...]
        let (user, host) = try Self.splitUser(text[..<colon], name)
        self.user = user
        self.host = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : String(host)
        port = nil
        path = String(text[text.index(after: colon)...])
        description = name
        try check()
    }

    private static func splitUser(_ authority: Substring, _ name: String) throws(GitError) -> (String, Substring) {
        guard let at = authority.lastIndex(of: "@") else { return ("git", authority) }
        let user = authority[..<at]
        guard !user.contains(":") else {
            throw GitError(.invalid, name, "holds a password; ssh logs in with a key, so leave it out")
        }
        return (String(user), authority[authority.index(after: at)...])
    }

    private static func splitPort(_ text: Substring, _ name: String) throws(GitError) -> (String, Int?) {
        let end = text.hasPrefix("[") ? text.firstIndex(of: "]").map { text.index(after: $0) } : nil
        let colon = text[(end ?? text.startIndex)...].firstIndex(of: ":")
        let host = text[..<(colon ?? text.endIndex)]
        let bare = end == nil ? host : host.dropFirst().dropLast()
        guard let colon else { return (String(bare), nil) }
        guard let port = Int(text[text.index(after: colon)...]), (1...65535).contains(port) else {
            throw GitError(.invalid, name, "has no port number behind the host; write ssh://user@host:22/path")
        }
        return (String(bare), port)
    }

    /// Refuses what ssh or the program behind it would take for an option.
    private func check() throws(GitError) {
        for (part, value) in [("host", host), ("user name", user), ("path", path)] {
            guard !value.isEmpty, !value.hasPrefix("-"), !(part != "path" && value.contains(" ")) else {
                throw GitError(.invalid, description, "the \(part) cannot be used; write ssh://user@host/path")
            }
        }
    }
}

/// Replaces `%20` and its like by what they stand for; nil when that is not UTF-8 or holds a NUL.
private func percentDecoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "%") else {
            bytes.append(byte)
            continue
        }
        guard let digits = String(rest.prefix(2)), digits.utf8.count == 2, let value = UInt8(digits, radix: 16),
            value != 0
        else { return nil }
        bytes.append(value)
        rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
}
