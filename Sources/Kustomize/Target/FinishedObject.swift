internal import Manifests
internal import YAML

extension Resource {
    /// Takes off what the build kept in the object, and makes the annotations texts, as kustomize does at last.
    ///
    /// - Parameter kept: which of its own annotations on where objects come from stay.
    func finish(keeping kept: Set<String>) {
        removeMark()
        nameFieldsAsTexts()
        if kept.count < 2, !(node["metadata"]?.isMapping ?? false) { node.set("metadata", to: .mapping()) }
        _ = node.modify("metadata") { metadata in
            guard let annotations = metadata["annotations"] else { return }
            let isRewritten = !annotations.isNullOrEmpty || kept.count < 2
            guard isRewritten else { return }
            _ = metadata.modify("annotations") { annotations in
                _ = annotations.modifyFields { fields in
                    let own = [ProvenanceAnnotations.originKey, ProvenanceAnnotations.transformationsKey]
                    fields.removeAll { field in
                        Self.isBuildAnnotation(field.name) || own.contains(field.name) && !kept.contains(field.name)
                    }
                    for index in fields.indices {
                        let text = fields[index].value.text ?? ""
                        // kustomize writes the names anew, without quotes.
                        fields[index].nameTag = nil
                        fields[index].value.content = .scalar(TracedScalar(text, tag: .string))
                    }
                }
            }
            if metadata["annotations"]?.fields.isEmpty ?? true { metadata.remove("annotations") }
        }
        node.settleFlow()
    }

    /// Go decodes an object into a map with texts for keys, and so takes `12` and `true` for texts there, but not in the
    /// maps below.
    private func nameFieldsAsTexts() {
        _ = node.modifyFields { fields in
            for index in fields.indices where !fields[index].hasTextName {
                let tag = fields[index].nameTag ?? TracedScalar.tag(ofPlain: fields[index].name)
                if tag != .null { fields[index].nameTag = .string }
            }
        }
    }

    /// This object as the rest of fettle knows it.
    ///
    /// - Throws: `Problems` for a number that JSON cannot hold.
    func manifest() throws -> Manifest {
        let object: Value
        do throws(TracedValue.NoValue) {
            object = try node.value()
        } catch {
            throw failure(error)
        }
        let origins = FieldOrigins(node, files: context.files)
        let own = origins.writings(of: node.trace).first?.origin
        var touchers = Touchers(own: own, origins: origins)
        touchers.add(node)
        return Manifest(object, origin: own, touchedBy: touchers.list, fields: origins)
    }
}

extension Resource {
    /// A scalar that JSON cannot hold, as a user is told of it.
    func failure(_ error: TracedValue.NoValue) -> Problems {
        context.failure(error.trace.place, "\(currentID): \(error.reason)")
    }
}

/// The files besides its own that a part of an object comes from, each with the first line that counts.
private struct Touchers {
    let own: Origin?
    let origins: FieldOrigins
    private(set) var list: [Origin] = []
    private var seen: Set<Key> = []

    private struct Key: Hashable {
        let file: String
        let isEncrypted: Bool
        let writer: Place.Writer
    }

    init(own: Origin?, origins: FieldOrigins) {
        self.own = own
        self.origins = origins
    }

    mutating func add(_ value: TracedValue) {
        for writing in origins.writings(of: value.trace) {
            let isOwn = writing.writer == .source && writing.origin.file == own?.file
            let origin = writing.origin
            let key = Key(file: origin.file, isEncrypted: origin.isEncrypted, writer: writing.writer)
            guard !isOwn, seen.insert(key).inserted, origin != own, !list.contains(origin) else { continue }
            list.append(origin)
        }
        for field in value.fields { add(field.value) }
        for element in value.elements { add(element) }
    }
}
