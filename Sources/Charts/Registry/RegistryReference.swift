/// A repository in an OCI registry, and which of its manifests: `oci://ghcr.io/me/web:1.0.0`.
package struct RegistryReference: Hashable, Sendable {
    /// With the port if there is one, as it is written.
    package let host: String
    /// The path behind the host.
    package let repository: String
    /// A tag or a digest; nil when nothing is said.
    package let version: String?

    /// Reads a reference that begins with `oci://`.
    ///
    /// - Throws: `ChartError` with reason `version`.
    package init(_ text: String) throws(ChartError) {
        guard text.hasPrefix("oci://") else { throw Self.failure(text) }
        var rest = text.dropFirst("oci://".count)
        let host = rest.prefix { $0 != "/" }
        rest = rest.dropFirst(host.count).drop { $0 == "/" }
        var version: Substring?
        if let at = rest.firstIndex(of: "@") {
            version = rest[rest.index(after: at)...]
            rest = rest[..<at]
        } else if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("/") {
            version = rest[rest.index(after: colon)...]
            rest = rest[..<colon]
        }
        while rest.last == "/" { rest = rest.dropLast() }
        // The characters of a name and of a host in the distribution specification, and no others, so that a URL can be
        // made of them as they are.
        let isName = rest.utf8.allSatisfy {
            (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0) || "._-/".utf8.contains($0)
        }
        let isHost = host.utf8.allSatisfy {
            (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0) || ".-:[]".utf8.contains($0)
        }
        let names = rest.split(separator: "/", omittingEmptySubsequences: false)
        guard !host.isEmpty, isHost, isName, !names.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }),
            version.map({ Self.isVersion($0) }) ?? true
        else { throw Self.failure(text) }
        self.host = String(host)
        repository = String(rest)
        self.version = version.map(String.init)
    }

    private static func failure(_ text: String) -> ChartError {
        ChartError(.version, text, "is no reference to a chart in a registry; write it like oci://host/path/name")
    }

    /// Whether a text can be a tag or a digest, and so a part of a URL.
    static func isVersion(_ text: Substring) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0) || "._-:".utf8.contains($0)
            }
    }

    /// Where the registry answers: Docker's has another name than its images.
    package var server: String {
        ["docker.io", "index.docker.io"].contains(host) ? "registry-1.docker.io" : host
    }
}
