internal import Manifests
internal import YAML

/// The fields that a manager which fettle takes over set, and that the repository does not want: applying removes them.
struct SurplusFields {
    private let live: LiveObject
    private let ours: FieldSet
    private let others: FieldSet
    private let lastApplied: Value?
    private let isAdopted: Bool
    private(set) var found: [FieldDifference] = []

    /// - Parameters:
    ///   - live: the object as it is.
    ///   - ours: the fields that fettle wants.
    ///   - managers: whose fields are taken over.
    init(live: LiveObject, ours: FieldSet, adopting managers: Set<String> = Adoption.managers) {
        let managed = ManagedFields(live)
        self.live = live
        self.ours = ours
        others = managed.entries.filter { !$0.isOurs && !Adoption.takes($0, from: managers) }
            .reduce(FieldSet()) { $0.union($1.fields) }
        lastApplied = LastApplied.object(of: live)
        isAdopted = managed.entries.contains(where: \.isOurs)
        for entry in managed.entries.sorted(by: { ($0.time ?? "") > ($1.time ?? "") }) {
            guard let fields = Adoption.fields(of: entry, lastApplied: lastApplied, from: managers) else { continue }
            collect(fields, of: entry, below: live.object, wanted: ours, kept: others, [])
        }
    }

    private mutating func collect(
        _ fields: FieldSet,
        of entry: ManagedFields.Entry,
        below value: Value,
        wanted: FieldSet?,
        kept: FieldSet?,
        _ steps: [FieldStep],
    ) {
        for (step, child) in fields.children {
            let path = steps + [step]
            guard let present = step.resolve(in: value), !LastApplied.isAnnotation(path) else { continue }
            let want = wanted?.children[step]
            let keep = kept?.children[step]
            if want?.isWhole == true || keep?.isWhole == true { continue }
            if child.isMember, want == nil, keep == nil, !Self.isSharedMap(path), wasAskedFor(path, by: entry) {
                if !found.contains(where: { path.starts(with: $0.steps) }) {
                    found.append(
                        FieldDifference(
                            steps: path,
                            want: nil,
                            live: present,
                            manager: entry.manager,
                            time: entry.time
                        )
                    )
                }
            } else {
                collect(child, of: entry, below: present, wanted: want, kept: keep, path)
            }
        }
    }

    // Labels and annotations come from everywhere; each counts for itself.
    private static func isSharedMap(_ steps: [FieldStep]) -> Bool {
        [[.field("metadata"), .field("labels")], [.field("metadata"), .field("annotations")]].contains(steps)
    }

    /// Whether somebody wrote the field, rather than the server filling it in at creation.
    ///
    /// An `Update` that creates an object owns both. Removing what was filled in changes nothing, it is filled in again.
    private func wasAskedFor(_ steps: [FieldStep], by entry: ManagedFields.Entry) -> Bool {
        entry.operation == "Apply" || isAdopted || lastApplied.flatMap { steps.resolve(in: $0) } != nil
    }
}
