/// The order in which the objects of one stage are applied; deletion runs in reverse.
///
/// First what others need to exist at all, then every other kind in kustomize's legacy order (its
/// `api/resmap/idslice.go`), then what intercepts requests.
package enum KindOrder {
    /// The waves that wait for each other.
    package enum Wave: Int, Comparable, Sendable, CaseIterable {
        /// CustomResourceDefinitions, Namespaces and ClusterRoles: established before anything else.
        case definitions
        /// Kinds that end in `Class`.
        case classes
        /// Everything else.
        case objects
        /// Webhook configurations and APIServices.
        case interceptors

        package static func < (left: Wave, right: Wave) -> Bool {
            left.rawValue < right.rawValue
        }
    }

    /// The wave that objects of `kind` go in.
    package static func wave(of kind: String) -> Wave {
        switch kind {
        case "CustomResourceDefinition", "Namespace", "ClusterRole": .definitions
        case "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "APIService": .interceptors
        case _ where kind.hasSuffix("Class"): .classes
        default: .objects
        }
    }

    /// `manifests` in the order of application.
    ///
    /// Objects of one kind keep to namespace and name.
    package static func sorted(_ manifests: [Manifest]) -> [Manifest] {
        manifests.map { (key: key(of: $0.reference), manifest: $0) }.sorted { $0.key < $1.key }.map(\.manifest)
    }

    /// Whether `left` is applied before `right`.
    package static func precedes(_ left: ObjectReference, _ right: ObjectReference) -> Bool {
        key(of: left) < key(of: right)
    }

    private struct Key: Comparable {
        let wave: Int
        let position: Int
        let reference: ObjectReference

        static func < (left: Key, right: Key) -> Bool {
            (left.wave, left.position, left.reference) < (right.wave, right.position, right.reference)
        }
    }

    private static func key(of reference: ObjectReference) -> Key {
        Key(
            wave: wave(of: reference.kind).rawValue,
            position: positions[reference.kind] ?? legacyOrder.count,
            reference: reference,
        )
    }

    private static let legacyOrder = [
        "Namespace", "CustomResourceDefinition", "ResourceQuota", "StorageClass", "ServiceAccount", "PodSecurityPolicy",
        "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ConfigMap", "Secret", "Endpoints", "Service",
        "LimitRange", "PriorityClass", "PersistentVolume", "PersistentVolumeClaim", "Deployment", "StatefulSet",
        "CronJob", "PodDisruptionBudget",
    ]

    private static let positions = Dictionary(uniqueKeysWithValues: legacyOrder.enumerated().map { ($1, $0) })
}
