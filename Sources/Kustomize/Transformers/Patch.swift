internal import Manifests
internal import YAML

/// One patch with what it is for.
struct Patch {
    enum Content {
        /// Objects to be merged into others.
        case strategicMerge([Resource])
        case json(JSONPatch)
    }

    let content: Content
    /// Nil for objects that are patched by their own names.
    let target: Selector?
    /// Where the kustomization asks for it.
    let place: Place
    /// How errors name it.
    let source: String

    // MARK: Application

    /// Changes the objects that the patch is for.
    func apply(to index: inout SelectorIndex, _ context: BuildContext) throws {
        switch content {
        case .json(let patch):
            guard let target else { throw context.failure(place, Self.noTarget(source)) }
            for position in try target.select(from: index) {
                index.resources[position].rememberID()
                try patch.apply(to: index.resources[position], place: place)
                index.update(position)
            }
        case .strategicMerge(let objects):
            if let target {
                guard objects.count == 1, let object = objects.first else {
                    throw context.failure(
                        place,
                        "Multiple Strategic-Merge Patches in one `patches` entry is not allowed to set"
                            + " `patches.target` field: \(source); make an entry of each",
                    )
                }
                try StrategicMergePatch(object, place: place).apply(to: try target.select(from: index), in: &index)
                return
            }
            for object in objects {
                do {
                    try StrategicMergePatch(object, place: place).apply(in: &index)
                } catch let missing as StrategicMergePatch.NoTarget {
                    throw context.failure(
                        object.node,
                        "no resource matches strategic merge patch \(object.currentID): \(missing.reason)",
                    )
                }
            }
        }
    }

    static func noTarget(_ source: String) -> String {
        "must specify a target for JSON patch \(source); add 'target'"
    }
}

extension JSONPatch {
    /// Applies the patch to an object of a build, which keeps what the build remembers of it.
    ///
    /// - Parameter place: where the kustomization asks for the patch.
    func apply(to resource: Resource, place: Place) throws {
        let wasMarked = resource.isMarked
        if wasMarked, operations.contains(where: \.readsObject) { resource.spellOutHistory() }
        do {
            try apply(to: &resource.node, place: place)
            resource.endSharing()
            resource.nullRemains = NullRemains()
        } catch {
            throw resource.context.failure(error.place, "JSON patch of \(resource.originalID): \(error.message)")
        }
        if wasMarked { resource.removeHistoryAnnotations() }
        resource.node.makeTexts("annotations")
        // kustomize keeps its own annotations over such a patch.
        if wasMarked { resource.remember { _ in } }
    }
}

extension JSONPatch.Operation {
    /// Whether what comes of it depends on what the object holds.
    fileprivate var readsObject: Bool { ["copy", "move", "test"].contains(kind) }
}

extension Resource {
    /// Whether the annotation that stands for the history is there: `annotations` leaves out nothing else.
    fileprivate var isMarked: Bool {
        (node["metadata"]?["annotations"]?.fields.count ?? 0) > annotations.count
    }
}

extension TracedValue {
    /// Makes texts of what lies in the field `map` of the metadata, and removes it when it is empty or no mapping.
    ///
    /// That is what kustomize makes of it when it writes a map of labels or annotations. It takes a list for one, too,
    /// in which names and values take turns.
    mutating func makeTexts(_ map: String) {
        _ = modify("metadata") { metadata in
            _ = metadata.modify(map) { $0.pairUp() }
            guard metadata[map]?.isMapping == true, metadata[map]?.isNullOrEmpty == false else {
                metadata.remove(map)
                return
            }
            _ = metadata.modify(map) { values in
                values.modifyFields { fields in
                    for index in fields.indices {
                        let text = fields[index].value.text ?? ""
                        fields[index].value.content = .scalar(TracedScalar(text, tag: .string))
                    }
                }
            }
        }
    }

    /// Makes a mapping of a list.
    private mutating func pairUp() {
        guard case .sequence(let elements) = content else { return }
        var mapping = TracedValue(.mapping([]), isFlow: isFlow, trace: trace)
        for index in stride(from: 1, to: elements.count, by: 2) {
            mapping.set(elements[index - 1].text ?? "", to: elements[index])
        }
        self = mapping
    }
}
