internal import Manifests
internal import YAML

/// One object while it is built.
///
/// A class, since a build changes an object while others refer to it. Lives on one thread.
final class Resource {
    /// The whole object, a mapping; null once a patch has deleted it.
    var node: TracedValue { didSet { cachedID = nil } }
    private(set) var history = BuildHistory()
    /// The names of the `vars` whose values this object gives.
    var variableNames: [String] = []
    /// The labels and annotations that are one value in several places, none in a copy.
    var sharedEntries: [LabelSharing] = []
    /// What null leaves behind where it becomes a mapping, and the other way round.
    var nullRemains = NullRemains()
    let context: BuildContext
    private var cachedID: ResourceID?

    init(_ node: TracedValue, context: BuildContext) {
        self.node = node
        self.context = context
    }

    /// A copy that is changed apart from this one.
    func copy() -> Resource {
        let copy = Resource(node, context: context)
        copy.history = history
        copy.variableNames = variableNames
        copy.nullRemains = nullRemains
        return copy
    }

    // MARK: Identity

    var kind: GroupVersionKind {
        GroupVersionKind(apiVersion: node["apiVersion"]?.text ?? "", kind: node["kind"]?.text ?? "")
    }

    /// `metadata.name`; empty for none.
    var name: String {
        get { metadataText("name") }
        set { setMetadataText("name", newValue) }
    }

    /// `metadata.namespace`; empty for none.
    ///
    /// Setting it to nothing removes it.
    var namespace: String {
        get { metadataText("namespace") }
        set {
            guard newValue.isEmpty else { return setMetadataText("namespace", newValue) }
            _ = node.modify("metadata") { $0.remove("namespace") }
        }
    }

    private func metadataText(_ name: String) -> String {
        guard let value = node["metadata"]?[name], !value.isNullOrEmpty else { return "" }
        return value.text ?? ""
    }

    /// Sets the text where it stands, so that where it was written stays known.
    private func setMetadataText(_ name: String, _ text: String) {
        guard metadataText(name) != text else { return }
        _ = node.modify("metadata", or: .mapping()) { metadata in
            metadata.modify(name, or: TracedValue(string: text)) { value in
                value.content = .scalar(TracedScalar(text, tag: nil, style: value.style))
            }
        }
    }

    /// What the object is called now.
    var currentID: ResourceID {
        if let cachedID { return cachedID }
        let kind = kind
        let id = ResourceID(
            kind: kind,
            name: name,
            namespace: namespace,
            isClusterScoped: context.schema.isCertainlyClusterScoped(kind),
        )
        cachedID = id
        return id
    }

    /// What the object was called in its file.
    var originalID: ResourceID { formerIDs.first ?? currentID }

    /// What the object was called before, the oldest first.
    var formerIDs: [ResourceID] {
        let current = kind
        return history.formerIDs.map { former in
            ResourceID(
                kind: GroupVersionKind(group: current.group, version: current.version, kind: former.kind),
                name: former.name,
                namespace: former.namespace,
                isClusterScoped: false,
            )
        }
    }

    /// Remembers what the object is called, before that changes.
    func rememberID() {
        let id = currentID
        remember {
            $0.formerIDs.append(
                BuildHistory.FormerID(kind: id.kind.kind, namespace: id.effectiveNamespace, name: id.name)
            )
        }
    }

    // MARK: History

    /// The annotation that stands for `history`, so that whatever removes the object's annotations removes it, too.
    private static let historyMark = "internal.config.kubernetes.io/history"

    /// Changes what is remembered of the object.
    func remember(_ change: (inout BuildHistory) -> Void) {
        change(&history)
        guard annotation(Self.historyMark) == nil else { return }
        _ = node.modify("metadata", or: .mapping()) { metadata in
            // Kustomize sets them anew, so null, or a text that a replacement put there, is gone.
            if metadata["annotations"]?.isScalar == true { metadata.remove("annotations") }
            _ = metadata.modify("annotations", or: .mapping()) { $0.set(Self.historyMark, to: TracedValue(string: "")) }
        }
    }

    /// Takes over all that is remembered of `other`.
    func rememberAll(of other: Resource) {
        remember { $0 = other.history }
    }

    /// Forgets what is remembered when the annotations were taken away; to be called after a patch or a
    /// replacement.
    func forgetIfUnmarked() {
        if annotation(Self.historyMark) == nil { history = BuildHistory() }
    }

    /// Removes the traces of the build from the object, and the annotations with them if nothing else is there.
    func removeMark() {
        _ = node.modify("metadata") { metadata in
            let removed = metadata.modify("annotations") { $0.remove(Self.historyMark) } ?? nil
            if removed != nil, metadata["annotations"]?.isNullOrEmpty == true { metadata.remove("annotations") }
        }
    }

    // MARK: Metadata

    /// The annotation `key`, whatever its type.
    func annotation(_ key: String) -> String? {
        node["metadata"]?["annotations"]?[key]?.text
    }

    /// The labels as texts.
    var labels: [String: String] { texts("labels") }

    /// The annotations as texts, without what the build keeps there.
    var annotations: [String: String] {
        var texts = texts("annotations")
        texts[Self.historyMark] = nil
        return texts
    }

    private func texts(_ map: String) -> [String: String] {
        let fields = node["metadata"]?[map]?.fields ?? []
        return Dictionary(fields.map { ($0.name, $0.value.text ?? "") }) { $1 }
    }
}
