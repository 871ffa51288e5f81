/// A kind of object in one version of its API group.
package struct GroupVersionKind: Hashable, Sendable {
    /// The group without version; empty for the core group.
    package let group: String
    package let version: String
    package let kind: String

    package init(group: String, version: String, kind: String) {
        self.group = group
        self.version = version
        self.kind = kind
    }

    /// Reads an object's `apiVersion` (`v1`, `apps/v1`) and `kind`.
    package init(apiVersion: String, kind: String) {
        if let slash = apiVersion.utf8.firstIndex(of: UInt8(ascii: "/")) {
            group = String(apiVersion[..<slash])
            version = String(apiVersion[apiVersion.utf8.index(after: slash)...])
        } else {
            group = ""
            version = apiVersion
        }
        self.kind = kind
    }

    /// Group and version as an object's `apiVersion` has them.
    package var apiVersion: String {
        group.isEmpty ? version : "\(group)/\(version)"
    }
}
