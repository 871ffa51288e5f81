internal import HTTP
internal import YAML

/// The logins of registries, as docker and Kubernetes keep them: `.dockerconfigjson`.
package struct RegistryLogins: Sendable {
    /// Why a text is no use; never holds a part of it.
    package struct Invalid: Error {
        package let message: String
    }

    /// How one registry is logged in to.
    enum Login: Sendable {
        case basic(user: String, password: Secret)
        /// What a token is asked for with.
        case identity(Secret)
        /// The token itself.
        case token(Secret)
    }

    private struct Entry: Sendable {
        let host: String
        let path: [Substring]
        let login: Login
    }

    /// The whole text.
    let source: Secret
    private var entries: [Entry] = []

    /// Reads docker's JSON; entries without a login, such as those of credential helpers, are passed over.
    package init(dockerConfig bytes: [UInt8]) throws(Invalid) {
        source = Secret(String(decoding: bytes, as: UTF8.self))
        let config: Value
        do throws(JSONError) {
            config = try Value(json: bytes)
        } catch {
            throw Invalid(
                message: "holds no JSON in .dockerconfigjson; make it with kubectl create secret docker-registry",
            )
        }
        guard let auths = config["auths"]?.object else {
            throw Invalid(message: "has no auths in .dockerconfigjson; add the registry's login")
        }
        for (name, value) in auths.sorted(by: { $0.key < $1.key }) {
            guard let login = try Self.login(value) else { continue }
            let parts = Self.parts(name)
            entries.append(Entry(host: Self.canonical(parts.host), path: parts.path, login: login))
        }
    }

    private static func login(_ value: Value) throws(Invalid) -> Login? {
        func text(_ name: String) -> String? { value[name]?.string.flatMap { $0.isEmpty ? nil : $0 } }
        if let token = text("registrytoken") { return .token(Secret(token)) }
        if let token = text("identitytoken") { return .identity(Secret(token)) }
        if let user = text("username"), let password = text("password") {
            return .basic(user: user, password: Secret(password))
        }
        guard let auth = text("auth") else { return nil }
        guard let pair = Base64.decode(auth), let colon = pair.firstIndex(of: UInt8(ascii: ":")),
            let user = String(validating: pair[..<colon], as: UTF8.self),
            let password = String(validating: pair[(colon + 1)...], as: UTF8.self)
        else {
            throw Invalid(message: "has an auth in .dockerconfigjson that is no user:password in base64; correct it")
        }
        // Docker puts zeros behind some.
        return .basic(user: user, password: Secret(String(password.prefix { $0 != "\0" })))
    }

    /// `https://host/v1/` and `host/path` as host and path.
    private static func parts(_ name: String) -> (host: String, path: [Substring]) {
        var rest = name[...]
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        let host = rest.prefix { $0 != "/" }
        var path = rest.dropFirst(host.count).split(separator: "/")
        if path == ["v1"] || path == ["v2"] { path = [] }
        return (host.lowercased(), path)
    }

    private static func canonical(_ host: String) -> String {
        ["index.docker.io", "registry-1.docker.io"].contains(host) ? "docker.io" : host
    }

    /// The login for a repository: the one with the longest path that fits, and of those the one without `*`.
    func login(for reference: RegistryReference) -> Login? {
        let host = Self.canonical(reference.host.lowercased())
        let path = reference.repository.split(separator: "/")
        let fitting = entries.filter { path.starts(with: $0.path) && Self.fits($0.host, host) }
        return fitting.max { left, right in
            (left.path.count, left.host == host ? 1 : 0) < (right.path.count, right.host == host ? 1 : 0)
        }?.login
    }

    /// Whether `host` is `pattern`, in which a `*` stands for a part between full stops, as the kubelet has it.
    private static func fits(_ pattern: String, _ host: String) -> Bool {
        guard pattern.contains("*") else { return pattern == host }
        let patterns = pattern.split(separator: ".", omittingEmptySubsequences: false)
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        guard patterns.count == parts.count else { return false }
        return zip(patterns, parts).allSatisfy { pattern, part in
            guard let star = pattern.firstIndex(of: "*") else { return pattern == part }
            let (start, end) = (pattern[..<star], pattern[pattern.index(after: star)...])
            return part.count >= start.count + end.count && part.hasPrefix(start) && part.hasSuffix(end)
        }
    }
}
