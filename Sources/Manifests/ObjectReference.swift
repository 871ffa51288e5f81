/// Which object of a cluster: its group, kind, namespace and name, without a version.
///
/// Printed as the log prints it: `apps/Deployment/lgtm-system/grafana`, `Namespace/lgtm-system`.
package struct ObjectReference: Hashable, Sendable {
    /// The API group; empty for the core group.
    package let group: String
    package let kind: String
    /// Nil for an object of the whole cluster.
    package let namespace: String?
    package let name: String

    package init(group: String, kind: String, namespace: String?, name: String) {
        self.group = group
        self.kind = kind
        self.namespace = namespace
        self.name = name
    }
}

extension ObjectReference: CustomStringConvertible {
    package var description: String {
        [group, kind, namespace ?? "", name].filter { !$0.isEmpty }.joined(separator: "/")
    }
}

extension ObjectReference: Comparable {
    package static func < (left: ObjectReference, right: ObjectReference) -> Bool {
        (left.group, left.kind, left.namespace ?? "", left.name)
            < (right.group, right.kind, right.namespace ?? "", right.name)
    }
}
