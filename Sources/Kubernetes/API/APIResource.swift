internal import Manifests

/// A kind of a cluster in one version, and where its objects are below the server's root.
struct APIResource: Hashable {
    let kind: GroupVersionKind
    /// The resource's name in paths.
    let plural: String
    let isNamespaced: Bool

    /// The path of one object, or of all objects of a namespace or of the whole cluster.
    ///
    /// - Parameters:
    ///   - namespace: counts for namespaced kinds only; nil for all.
    ///   - name: nil for all.
    func path(in namespace: String?, named name: String? = nil) -> String {
        var steps = Self.steps(to: kind)
        if isNamespaced, let namespace { steps += ["namespaces", namespace] }
        steps.append(plural)
        if let name { steps.append(name) }
        return steps.map { "/" + Self.escaped($0) }.joined()
    }

    /// The path below which all kinds of the same group and version are.
    static func root(of kind: GroupVersionKind) -> String {
        steps(to: kind).map { "/" + escaped($0) }.joined()
    }

    private static func steps(to kind: GroupVersionKind) -> [String] {
        (kind.group.isEmpty ? ["api"] : ["apis", kind.group]) + [kind.version]
    }

    /// A step of a path, or a value in a query, with everything but what needs no escape (RFC 3986, 2.3) escaped.
    static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E, UInt8(ascii: ":"):
                return String(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                return "%" + (hex.count == 1 ? "0" : "") + hex
            }
        }.joined()
    }
}
