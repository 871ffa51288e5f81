package import YAML

/// One Kubernetes object as the repository wants it.
package struct Manifest: Sendable {
    /// The whole object: `apiVersion`, `kind`, `metadata` and the rest.
    package var object: Value
    /// Where it was written; nil when that is not known.
    package var origin: Origin?
    /// The files, besides `origin`, that changed it on the way: patches and generators.
    package var touchedBy: [Origin]
    /// Where each field was written; nil when that is not known.
    package var fields: FieldOrigins?

    package init(_ object: Value, origin: Origin? = nil, touchedBy: [Origin] = [], fields: FieldOrigins? = nil) {
        self.object = object
        self.origin = origin
        self.touchedBy = touchedBy
        self.fields = fields
    }

    /// The object's kind; empty texts where the object says none.
    package var kind: GroupVersionKind {
        GroupVersionKind(apiVersion: object["apiVersion"]?.string ?? "", kind: object["kind"]?.string ?? "")
    }

    /// `metadata.name`; empty where there is none.
    package var name: String {
        object.at("metadata", "name")?.string ?? ""
    }

    /// `metadata.namespace`; nil where there is none or it is empty.
    package var namespace: String? {
        guard let namespace = object.at("metadata", "namespace")?.string, !namespace.isEmpty else { return nil }
        return namespace
    }

    package var reference: ObjectReference {
        ObjectReference(group: kind.group, kind: kind.kind, namespace: namespace, name: name)
    }

    /// The object's annotation `key`.
    package func annotation(_ key: String) -> String? {
        object.at("metadata", "annotations", key)?.string
    }

    /// The object's label `key`.
    package func label(_ key: String) -> String? {
        object.at("metadata", "labels", key)?.string
    }

    /// Sets the label `key`, making the maps above it.
    package mutating func setLabel(_ key: String, to value: String) {
        setMetadata("labels", key, to: value)
    }

    /// Sets the annotation `key`, making the maps above it.
    package mutating func setAnnotation(_ key: String, to value: String) {
        setMetadata("annotations", key, to: value)
    }

    private mutating func setMetadata(_ map: String, _ key: String, to value: String) {
        var metadata = object["metadata"] ?? [:]
        var entries = metadata[map] ?? [:]
        entries[key] = .string(value)
        metadata[map] = entries
        object["metadata"] = metadata
    }

    /// Whether values of this object must never be printed: a Secret, or something written in an encrypted file.
    package var isSensitive: Bool {
        (kind.group.isEmpty && kind.kind == "Secret") || origin?.isEncrypted == true
            || touchedBy.contains { $0.isEncrypted }
    }
}

// Where single fields come from plays no part: the object and its files say it all.
extension Manifest: Hashable {
    package static func == (left: Manifest, right: Manifest) -> Bool {
        left.object == right.object && left.origin == right.origin && left.touchedBy == right.touchedBy
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(object)
        hasher.combine(origin)
        hasher.combine(touchedBy)
    }
}
