internal import Manifests
internal import YAML

extension Resource {
    /// Makes this generated object stand for `old`: under its name and with what is remembered of it, with the labels
    /// and annotations of both, of which its own win.
    func takeMetadata(of old: Resource) throws {
        let needsHash = history.needsHash && old.history.needsHash
        let labels = try merged(old.node["metadata"]?["labels"], node["metadata"]?["labels"], \.texts)
        let annotations = try context.newFields(old.annotationFields.merging(annotationFields))
        let (oldName, oldNamespace) = (old.name, old.namespace)
        let oldMetadata = old.node["metadata"]
        _ = node.modify("metadata", or: .mapping()) { metadata in
            metadata.setMap("labels", to: labels)
            metadata.setMap("annotations", to: annotations)
            metadata.setText("name", to: oldName, as: oldMetadata?["name"])
            metadata.setText("namespace", to: oldNamespace, as: oldMetadata?["namespace"])
        }
        node.trace = old.node.trace.changed(at: node.trace.place)
        rememberAll(of: old)
        remember { $0.needsHash = needsHash }
        variableNames = old.variableNames
    }

    /// Adds the data of `old` that this object has not itself, all as texts.
    func mergeData(of old: Resource) throws {
        for map in ["data", "binaryData"] {
            node.setMap(map, to: try merged(old.node[map], node[map], \.dataTexts))
        }
    }

    /// Keeps the annotation that says where `old` comes from, since a merge leaves that as it is.
    func keepOrigin(of old: Resource) {
        guard let origin = old.node["metadata"]?["annotations"]?[Self.originKey] else { return }
        _ = node.modify("metadata") { metadata in
            metadata.modify("annotations", or: .mapping()) { $0.set(Self.originKey, to: origin) }
        }
    }

    /// What `buildMetadata: [originAnnotations]` writes.
    private static let originKey = "config.kubernetes.io/origin"

    private func merged(
        _ old: TracedValue?,
        _ new: TracedValue?,
        _ texts: (TracedValue) -> [TracedField],
    ) throws -> [TracedField] {
        try context.newFields((old.map(texts) ?? []).merging(new.map(texts) ?? []))
    }

    /// The annotations as texts, without what the build keeps there.
    private var annotationFields: [TracedField] {
        let own = annotations
        return (node["metadata"]?["annotations"]?.texts ?? []).filter { own[$0.name] != nil }
    }
}

extension [TracedField] {
    /// These fields and `others`, which win; in no order of importance.
    fileprivate func merging(_ others: [TracedField]) -> [TracedField] {
        var fields = self
        var indices = Dictionary(fields.indices.map { (fields[$0].name, $0) }) { $1 }
        for other in others {
            if let index = indices[other.name] {
                let trace = fields[index].value.trace.changed(at: other.value.trace.place)
                fields[index].value = TracedValue(other.value.content, trace: trace)
            } else {
                indices[other.name] = fields.count
                fields.append(other)
            }
        }
        return fields
    }
}

extension TracedValue {
    /// The fields as strings in the text that they are written with; what is no scalar is empty.
    fileprivate var texts: [TracedField] {
        fields.map { TracedField($0.name, TracedValue(string: $0.value.text ?? "", trace: $0.value.trace)) }
    }

    /// The same, with null as an empty string.
    fileprivate var dataTexts: [TracedField] {
        fields.map { field in
            let text = field.value.isNull ? "" : field.value.text ?? ""
            return TracedField(field.name, TracedValue(string: text, trace: field.value.trace))
        }
    }

    /// Sets a map, or removes it when there is nothing in it.
    fileprivate mutating func setMap(_ name: String, to fields: [TracedField]) {
        guard !fields.isEmpty else {
            remove(name)
            return
        }
        let old = self[name]
        set(name, to: TracedValue(.mapping(fields), isFlow: old?.isFlow ?? false, trace: old?.trace ?? trace))
    }

    /// Sets a text that `source` has; no text removes the field.
    fileprivate mutating func setText(_ name: String, to text: String, as source: TracedValue?) {
        guard !text.isEmpty else {
            remove(name)
            return
        }
        let sourceTrace = source?.trace ?? .unknown
        guard let own = self[name] else {
            set(name, to: TracedValue(string: text, trace: sourceTrace))
            return
        }
        let content = own.text == text ? own.content : .scalar(TracedScalar(text, tag: nil))
        set(name, to: TracedValue(content, trace: sourceTrace.changed(at: own.trace.place)))
    }
}
