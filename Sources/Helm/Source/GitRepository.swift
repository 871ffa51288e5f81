package import Manifests
internal import YAML

/// This repository as a source of charts: Flux's `GitRepository`, of which fettle reads no other.
package struct GitRepository: Hashable, Sendable {
    package static let kind = "GitRepository"
    /// Says that a GitRepository is this repository whatever its url: `fettle.dev/repository: self`.
    package static let selfAnnotation = "fettle.dev/repository"

    package let reference: ObjectReference
    package let subject: String

    /// Reads a GitRepository as the repository renders it.
    ///
    /// It is this repository if its annotation says so, if it is `flux-system/flux-system` as `flux bootstrap` makes
    /// it, or if its url and branch are those of `repository`, whatever the protocol.
    ///
    /// - Throws: `Problems`, all that were found; among them that it is another repository.
    package static func read(_ manifest: Manifest, in repository: ThisRepository) throws(Problems) -> GitRepository {
        try FluxObject.read(manifest, group: FluxObject.sourceGroup, version: "v1") { spec in
            let own = manifest.namespace ?? FluxObject.defaultNamespace
            let isNamedSelf =
                manifest.annotation(selfAnnotation) == "self"
                || (own == "flux-system" && manifest.name == "flux-system")
            if let said = manifest.annotation(selfAnnotation), said != "self" {
                spec.fail("metadata.annotations[\(selfAnnotation)]", "'\(said)' is not self; correct it or remove it")
            }
            let url = spec.requiredString("url")
            if !url.isEmpty, !isNamedSelf, !repository.isNamed(by: url) {
                spec.fail(
                    "url",
                    "'\(ThisRepository.withoutUser(url))' is not this repository, and fettle reads no other; "
                        + "if it is, add the annotation \(selfAnnotation): self",
                )
            }
            if let ref = spec.value("ref") {
                let branch = ref["branch"]?.string
                let isOwnBranch = branch == nil || repository.branch == nil || branch == repository.branch
                if !isNamedSelf, ref.object?.keys.contains(where: { $0 != "branch" }) == true || !isOwnBranch {
                    spec.fail("ref", "is not the branch that fettle follows; charts come from the commit being applied")
                }
            }
            spec.accept("suspend", only: false)
            spec.accept("recurseSubmodules", only: false)
            for name in ["verify", "ignore", "include", "sparseCheckout"] { spec.unsupported(name) }
            // How Flux gets at the repository that fettle has already.
            for name in ["interval", "timeout", "secretRef", "provider", "proxySecretRef", "serviceAccountName"] {
                spec.ignore(name)
            }
            return GitRepository(
                reference: ObjectReference(
                    group: FluxObject.sourceGroup,
                    kind: kind,
                    namespace: own,
                    name: manifest.name,
                ),
                subject: FluxObject.subject(of: manifest),
            )
        }
    }
}

/// The repository that fettle follows, as far as a GitRepository can name it.
package struct ThisRepository: Hashable, Sendable {
    /// Its URL or folder; nil when only a tree is known.
    package let url: String?
    package let branch: String?

    package init(url: String?, branch: String? = nil) {
        self.url = url
        self.branch = branch
    }

    /// Whether `other` names the same place, by https, ssh or as a folder.
    func isNamed(by other: String) -> Bool {
        guard let url else { return false }
        return Self.place(url) == Self.place(other)
    }

    /// `url` as messages show it.
    static func withoutUser(_ url: String) -> String {
        guard let colon = url.firstRange(of: "://"), let at = url[colon.upperBound...].firstIndex(of: "@") else {
            return url
        }
        let slash = url[colon.upperBound...].firstIndex(of: "/") ?? url.endIndex
        return at < slash ? "\(url[..<colon.upperBound])\(url[url.index(after: at)...])" : url
    }

    /// Host and path without protocol, user, port, `.git` and slashes at the end: `github.com/me/homelab`.
    private static func place(_ url: String) -> String {
        var rest = Substring(url)
        var host = ""
        if let colon = rest.firstRange(of: "://") {
            rest = rest[colon.upperBound...]
            host = String(rest.prefix { $0 != "/" })
            rest = rest.dropFirst(host.count)
        } else if let colon = rest.firstIndex(of: ":"), !rest[..<colon].contains("/") {
            // As ssh names places: user@host:path.
            host = String(rest[..<colon])
            rest = rest[rest.index(after: colon)...]
        }
        host = host.split(separator: "@").last.map(String.init) ?? ""
        host = host.split(separator: ":").first.map { $0.lowercased() } ?? ""
        var path = rest.split(separator: "/").joined(separator: "/")
        if path.hasSuffix(".git") { path.removeLast(4) }
        return "\(host)/\(path)"
    }
}
