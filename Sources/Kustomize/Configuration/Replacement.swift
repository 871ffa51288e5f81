internal import Manifests
internal import YAML

/// One entry of `replacements`: a value of one object that is copied into others (kustomize's
/// `api/types/replacement.go`).
struct Replacement {
    struct Source {
        /// Empty parts match everything.
        let id: ResourceID
        let path: ReplacementPath
        let options: Options?
        /// Where it is written.
        let place: Place
    }

    struct Target {
        let selection: Selection
        /// What is not changed although it is selected.
        let rejections: [Selection]
        /// The fields, each with where it is written.
        let paths: [(path: ReplacementPath, place: Place)]
        let options: Options?
    }

    /// Which objects; no regular expressions, unlike the target of a patch.
    struct Selection {
        /// Empty parts match everything.
        let id: ResourceID
        let labels: LabelCondition
        let annotations: LabelCondition
    }

    /// Which part of a text is taken or changed.
    struct Options {
        /// What separates the parts; empty for the whole text.
        let delimiter: String
        let index: Int
        /// Whether a missing field is made.
        let creates: Bool
    }

    let source: Source
    let targets: [Target]
}

extension Replacement.Selection {
    /// Whether `resource` has the labels and annotations.
    func matchesMetadata(of resource: Resource) throws -> Bool {
        try annotations.matches(resource, "annotations") && labels.matches(resource, "labels")
    }

    /// - Throws: `Problems` when a label selector is none.
    func check() throws {
        try annotations.check()
        try labels.check()
    }

    /// Whether there is a condition for labels or annotations.
    var hasMetadata: Bool { !labels.isEverything || !annotations.isEverything }

    /// Whether an ID is selected at all.
    var hasID: Bool {
        !(id.kind.group.isEmpty && id.kind.version.isEmpty && id.kind.kind.isEmpty && id.name.isEmpty
            && id.namespace.isEmpty)
    }
}

extension Replacement.Target {
    /// Whether `resource` is to be changed; a rejection counts for any of its names, or for its labels alone.
    func includes(_ resource: Resource) throws -> Bool {
        if resource.node.isNullOrEmpty { return false }
        guard try selection.matchesMetadata(of: resource) else { return false }
        for rejection in rejections where rejection.hasMetadata {
            if try rejection.matchesMetadata(of: resource) { return false }
        }
        let ids = resource.replacementIDs
        guard ids.contains(where: { $0.isSelected(by: selection.id) }) else { return false }
        return !rejections.contains { rejection in
            rejection.hasID && ids.contains { $0.isSelected(by: rejection.id) }
        }
    }
}

extension Resource {
    /// What replacements know the object by: its names now and before, as if its kind had a namespace.
    var replacementIDs: [ResourceID] {
        var current = currentID
        current.isClusterScoped = false
        return [current] + formerIDs
    }
}
