internal import Manifests
internal import YAML

/// An object that is merged into others (kustomize's `api/resource/resource.go` and `api/resmap/reswrangler.go`).
struct StrategicMergePatch {
    /// No object, or more than one, is what the patch names.
    struct NoTarget: Error {
        let reason: String
    }

    let patch: Resource
    /// Where the kustomization asks for it.
    let place: Place

    init(_ patch: Resource, place: Place) {
        self.patch = patch
        self.place = place.written(by: .patch)
    }

    /// The position of the one object that is or was called as the patch is.
    ///
    /// - Throws: `NoTarget`.
    func target(in index: SelectorIndex) throws(NoTarget) -> Int {
        let id = patch.currentID
        let positions = index.positions(of: id)
        guard let position = positions.first else {
            throw NoTarget(
                reason: "no matches for Id \(id); failed to find unique target for patch;"
                    + " correct its apiVersion, kind, name or namespace"
            )
        }
        guard positions.count == 1 else {
            throw NoTarget(
                reason: "multiple matches for Id \(id); failed to find unique target for patch;"
                    + " name the namespace, or patch before the objects get the same name"
            )
        }
        return position
    }

    /// Changes the object that is or was called as the patch is.
    ///
    /// - Throws: `NoTarget`, or `Problems` when the merge fails.
    func apply(in index: inout SelectorIndex) throws {
        let position = try target(in: index)
        try merge(patch.node, into: index.resources[position])
        index.update(position)
    }

    /// Changes the objects at `positions`, whatever the patch is called.
    ///
    /// Labels and annotations of the patch count as texts here, so that null is no removal.
    ///
    /// - Throws: `Problems` when the merge fails, or two objects are called the same afterwards.
    func apply(to positions: [Int], in index: inout SelectorIndex) throws {
        var node = patch.node
        node.makeTexts("labels")
        node.makeTexts("annotations")
        for position in positions {
            let resource = index.resources[position]
            // An object without a version gets an empty one, which is null when printed unless the patch's has quotes.
            let isQuoted = patch.node["apiVersion"]?.isQuoted ?? false
            node.set("apiVersion", to: resource.node["apiVersion"] ?? .emptyText(isQuoted: isQuoted))
            try merge(node, into: resource)
            index.update(position)
        }
        guard let (first, second) = index.duplicates else { return }
        throw second.context.failure(
            place,
            "may not add \(second.currentID), which is already registered by"
                + " \(second.context.files.description(of: first.node.trace.place)); a patch must not give two objects"
                + " the same name",
        )
    }

    private func merge(_ node: TracedValue, into resource: Resource) throws {
        let allowsNameChange = patch.history.allowsNameChange
        let allowsKindChange = patch.history.allowsKindChange
        if allowsNameChange || allowsKindChange { resource.rememberID() }
        let identity = Identity(of: resource.node)
        let remains = try StrategicMerge.merge(
            node,
            into: &resource.node,
            at: place,
            in: resource.context,
        )
        guard remains, !resource.node.isNullOrEmpty else {
            resource.node = .null(resource.node.trace)
            return
        }
        resource.forgetIfUnmarked()
        resource.spreadSharedEntries()
        resource.node.restore("apiVersion", identity.version, always: false)
        resource.node.restore("kind", identity.kind, always: !allowsKindChange)
        _ = resource.node.modify("metadata", or: .mapping()) { metadata in
            metadata.restore("name", identity.name, always: !allowsNameChange)
            // Only a list has none, and gets an empty one.
            if !allowsNameChange, metadata["name"] == nil { metadata.set("name", to: .emptyText(isQuoted: false)) }
            metadata.restore("namespace", identity.namespace, always: true)
        }
    }

    /// What an object is called, with where it is written.
    private struct Identity {
        let version: TracedValue?
        let kind: TracedValue?
        let name: TracedValue?
        let namespace: TracedValue?

        init(of node: TracedValue) {
            version = node["apiVersion"]
            kind = node["kind"]
            name = node.at("metadata", "name")
            namespace = node.at("metadata", "namespace")
        }
    }
}

extension TracedValue {
    /// A text without characters that was put in, which is null to YAML unless it has quotes.
    fileprivate static func emptyText(isQuoted: Bool) -> TracedValue {
        TracedValue(.scalar(TracedScalar("", tag: nil, isQuoted: isQuoted)))
    }

    /// Gives the field `name` back what it was, its trace, too; `always` means also where the text is another one now,
    /// and that a field is removed that was not there.
    fileprivate mutating func restore(_ name: String, _ earlier: TracedValue?, always: Bool) {
        if let earlier, !earlier.isNullOrEmpty, let text = earlier.text {
            if always || self[name]?.text == text { set(name, to: earlier) }
        } else if always {
            remove(name)
        }
    }
}
