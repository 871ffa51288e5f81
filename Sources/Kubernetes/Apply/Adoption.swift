internal import Manifests
package import YAML

/// Taking over what people and other tools applied before fettle: their fields become fettle's, so that those which the
/// repository does not want go away with the next apply.
package enum Adoption {
    /// The managers whose fields are ours to take, with `Apply` and with `Update`.
    ///
    /// Exactly these: what `kubectl edit` or `kubectl annotate` set are decisions on top of what is committed, and stay
    /// unless the repository says otherwise. `kubectl` with `Apply` is somebody's `kubectl apply --server-side`, which
    /// like the client-side one states what an object is to be; two such statements about one object cannot both hold.
    package static let managers: Set<String> = [
        "kubectl", "kubectl-client-side-apply", beforeFirstApply, "kustomize-controller", "argocd-controller",
    ]

    /// The managers whose fields are ours to take where a chart's definition replaces one: also those who make such
    /// objects as a whole, helm and Flux among them.
    package static let managersOfDefinitions = managers.union([
        "helm", "helm-controller", "kubectl-create", "kubectl-replace",
    ])

    /// The managed fields of `live` after taking over.
    ///
    /// The fields taken and those that fettle applied before become one entry. With the fields of a client-side apply
    /// goes its record of them, the annotation `kubectl.kubernetes.io/last-applied-configuration`: from then on it
    /// would only say what no longer holds.
    ///
    /// - Parameters:
    ///   - live: the object as it is.
    ///   - managers: whose fields are taken, with fettle's own.
    /// - Returns: all entries; nil when there is nothing to take.
    package static func managedFields(for live: LiveObject, from managers: Set<String> = Adoption.managers) -> [Value]?
    {
        guard mayTake(from: live, managers) else { return nil }
        let entries = ManagedFields(live).entries
        let lastApplied = LastApplied.object(of: live)
        var taken: [ManagedFields.Entry] = []
        var union = FieldSet()
        var kept: [Value] = []
        for entry in entries where !entry.isOurs {
            guard let fields = fields(of: entry, lastApplied: lastApplied, from: managers) else {
                kept.append(entry.value)
                continue
            }
            taken.append(entry)
            union = union.union(fields)
            let rest = entry.fields.subtracting(fields)
            guard !rest.isEmpty else { continue }
            var value = entry.value
            value["fieldsV1"] = rest.fieldsV1
            kept.append(value)
        }
        let newest = taken.max { ($0.time ?? "") < ($1.time ?? "") }
        guard let base = entries.first(where: \.isOurs) ?? newest else { return nil }
        guard !taken.isEmpty else { return nil }
        var ours = base.value
        ours["manager"] = .string(LoadBearingNames.fieldManager)
        ours["operation"] = "Apply"
        ours["fieldsType"] = "FieldsV1"
        ours["fieldsV1"] = (base.isOurs ? base.fields.union(union) : union).fieldsV1
        return kept + [ours]
    }

    /// Whether `live` has an entry of a manager to take over, told without reading its fields.
    static func mayTake(from live: LiveObject, _ managers: Set<String> = Adoption.managers) -> Bool {
        live.managedFields.contains { entry in
            let manager = entry["manager"]?.string ?? ""
            return managers.contains(manager)
                || (manager == LoadBearingNames.fieldManager && entry["operation"]?.string == "Update")
        }
    }

    /// Whether fettle takes what this entry's manager set.
    static func takes(_ entry: ManagedFields.Entry, from managers: Set<String> = Adoption.managers) -> Bool {
        guard entry.subresource.isEmpty else { return false }
        return managers.contains(entry.manager)
            || (entry.manager == LoadBearingNames.fieldManager && entry.operation == "Update")
    }

    /// The fields of `entry` that fettle takes; nil when there are none.
    ///
    /// Never status, owner references or finalizers: those are controllers' work, whoever wrote them down. An entry
    /// `before-first-apply` says only that the fields were there before anybody applied anything, with those that
    /// controllers filled in (the volume of a claim, the tokens of a service account); of it fettle takes what the record
    /// of a client-side apply names.
    static func fields(
        of entry: ManagedFields.Entry,
        lastApplied: Value?,
        from managers: Set<String> = Adoption.managers,
    ) -> FieldSet? {
        guard takes(entry, from: managers) else { return nil }
        var fields = entry.fields
        fields.children[.field("status")] = nil
        if var metadata = fields.children[.field("metadata")] {
            metadata.children = metadata.children.filter { [.field("labels"), .field("annotations")].contains($0.key) }
            fields.children[.field("metadata")] = metadata.isEmpty ? nil : metadata
        }
        if entry.manager == beforeFirstApply {
            guard let lastApplied else { return nil }
            let record = fields.node(at: LastApplied.steps)
            fields = fields.intersection(with: lastApplied)
            if record != nil { fields = fields.union(LastApplied.fieldSet) }
        }
        return fields.isEmpty ? nil : fields
    }

    private static let beforeFirstApply = "before-first-apply"
}

/// The record that a client-side `kubectl apply` leaves of what it was given.
enum LastApplied {
    static let annotation = "kubectl.kubernetes.io/last-applied-configuration"
    static let steps: [FieldStep] = [.field("metadata"), .field("annotations"), .field(annotation)]

    static var fieldSet: FieldSet {
        steps.reversed().reduce(FieldSet(isMember: true)) { FieldSet(children: [$1: $0]) }
    }

    static func isAnnotation(_ path: [FieldStep]) -> Bool {
        path == steps
    }

    /// What was applied; nil when there is no record, or none that can be read.
    static func object(of live: LiveObject) -> Value? {
        guard let text = live.manifest.annotation(annotation) else { return nil }
        return try? Value(json: Array(text.utf8))
    }
}
