internal import Manifests
internal import YAML

/// Which objects a patch is for: kustomize's `target` (its `api/types/selector.go`).
///
/// Group, version, kind, name and namespace are regular expressions for the whole text; what is not given matches all.
struct Selector {
    static let fieldNames = [
        "group", "version", "kind", "name", "namespace", "labelSelector", "annotationSelector",
    ]

    private let group: GoPattern?
    private let version: GoPattern?
    private let kind: GoPattern?
    private let name: GoPattern?
    private let namespace: GoPattern?
    private let labels: LabelCondition
    private let annotations: LabelCondition

    /// - Throws: `Problems`: a field is no text, or no regular expression.
    init(_ fields: ConfigFields) throws {
        func pattern(_ name: String) throws -> GoPattern? {
            guard let text = try fields.text(name), !text.isEmpty else { return nil }
            do {
                return try GoPattern(whole: text)
            } catch {
                throw fields.context.failure(
                    fields.place(name),
                    "\(name) '\(text)': \(error.reason); write a regular expression as Go takes it,"
                        + " '.*' for everything",
                )
            }
        }
        group = try pattern("group")
        version = try pattern("version")
        kind = try pattern("kind")
        name = try pattern("name")
        namespace = try pattern("namespace")
        labels = try LabelCondition(fields, "labelSelector")
        annotations = try LabelCondition(fields, "annotationSelector")
    }

    /// The objects that match, in their order.
    ///
    /// - Throws: `Problems` when a label selector is none; it is read once an object matches everything else.
    func select(from set: ResourceSet) throws -> [Resource] {
        try set.resources.filter(matches)
    }

    /// The positions of the objects that match, in their order.
    ///
    /// - Throws: `Problems` when a label selector is none; it is read once an object matches everything else.
    func select(from index: SelectorIndex) throws -> [Int] {
        try index.candidates(name: name?.onlyMatch, kind: kind?.onlyMatch).filter { position in
            try matches(index.resources[position])
        }
    }

    /// Whether `resource` matches by what it is called now or was called in its file.
    func matches(_ resource: Resource) throws -> Bool {
        if resource.node.isNullOrEmpty { return false }
        let current = resource.currentID
        let original = resource.originalID
        func matches(_ pattern: GoPattern?, _ texts: String...) -> Bool {
            pattern.map { texts.contains(where: $0.matches) } ?? true
        }
        guard matches(namespace, original.effectiveNamespace, current.effectiveNamespace),
            matches(name, original.name, current.name), matches(group, current.kind.group),
            matches(version, current.kind.version), matches(kind, current.kind.kind)
        else { return false }
        return try labels.matches(resource, "labels") && annotations.matches(resource, "annotations")
    }
}

/// A label selector of a kustomization that is refused only when it is needed, as kustomize does.
struct LabelCondition {
    private enum State {
        case everything
        case selector(LabelSelector)
        case invalid(Problems)
    }

    private let state: State

    /// Reads the field `name`; matches everything when there is none.
    init(_ fields: ConfigFields, _ name: String) throws {
        guard let text = try fields.text(name), !text.isEmpty else {
            state = .everything
            return
        }
        do {
            state = .selector(try LabelSelector(text))
        } catch {
            state = .invalid(
                fields.context.failure(
                    fields.place(name),
                    "\(name) '\(text)': \(error.reason); write it as 'kubectl get --selector' takes it",
                )
            )
        }
    }

    var isEverything: Bool {
        if case .everything = state { true } else { false }
    }

    /// - Throws: `Problems` when it is no label selector.
    func check() throws {
        if case .invalid(let problems) = state { throw problems }
    }

    /// Whether the field `map` of the metadata of `resource` matches.
    func matches(_ resource: Resource, _ map: String) throws -> Bool {
        switch state {
        case .everything: true
        case .selector(let selector): selector.matches(resource, map)
        case .invalid(let problems): throw problems
        }
    }
}
