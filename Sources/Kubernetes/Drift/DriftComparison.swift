package import Manifests
internal import YAML

/// Finds what differs between what the repository wants and what a cluster has.
package enum DriftComparison {
    /// The fields of `live` that applying `wanted` would change or remove, by path.
    ///
    /// What others set and `wanted` does not want is no difference: values that the server filled in, replicas of an
    /// autoscaler, annotations of people. Fields of managers that fettle takes over (`Adoption`) are: applying removes
    /// them.
    ///
    /// - Parameters:
    ///   - wanted: the object as the repository has it.
    ///   - live: the object as the cluster has it, managed fields included.
    ///   - merged: what the server answered when `wanted` was applied as a dry run, forced.
    ///   - adopts: whether fettle takes over fields of other managers.
    ///   - managers: of which ones, if it does.
    /// - Returns: one difference for each field, or for the highest node that is missing.
    package static func differences(
        wanted: Manifest,
        live: LiveObject,
        merged: LiveObject,
        adopts: Bool = true,
        from managers: Set<String> = Adoption.managers,
    ) -> [FieldDifference] {
        // By far the most frequent case: a dry run that changes nothing answers with the object as it is.
        guard live != merged || Adoption.mayTake(from: live, managers) else { return [] }
        var walk = DifferenceWalk(live: live, merged: merged, adopting: managers)
        walk.compare()
        guard adopts else { return walk.found.sorted { $0.path < $1.path } }
        let surplus = SurplusFields(live: live, ours: ManagedFields(merged).ours, adopting: managers)
        let found =
            walk.found
            + surplus.found.filter { extra in
                !walk.found.contains { extra.steps.starts(with: $0.steps) }
            }
        return found.sorted { $0.path < $1.path }
    }

    /// The fields that `wanted` writes and `live` has otherwise, for an object whose dry run the server refused.
    ///
    /// Without the server's answer a value in another spelling (`1000m` for `1`) counts as different.
    package static func written(wanted: Manifest, live: LiveObject) -> [FieldDifference] {
        let shape = ManagedFields(live).all
        var found: [FieldDifference] = []
        func compare(_ want: Value, _ have: Value?, _ steps: [FieldStep], _ shape: FieldSet?) {
            guard want != have, !DifferenceWalk.isServers(steps) else { return }
            if let fields = want.object, have?.object != nil {
                for (name, value) in fields where value != .null {
                    let step = FieldStep.field(name)
                    compare(value, have?[name], steps + [step], shape?.children[step])
                }
            } else if let wanted = ListItems(want, shape: shape),
                let present = have.flatMap({ ListItems($0, shape: shape) }), wanted.matches(present)
            {
                for (step, value) in wanted.items {
                    compare(value, present[step], steps + [step], shape?.children[step])
                }
            } else {
                found.append(FieldDifference(steps: steps, want: want, live: have))
            }
        }
        compare(wanted.object, live.object, [], shape)
        return found.sorted { $0.path < $1.path }
    }
}

/// Walks through a live object and the one that an apply would leave.
struct DifferenceWalk {
    private let live: LiveObject
    private let merged: LiveObject
    private let managed: ManagedFields
    private let ours: FieldSet
    private let held: FieldSet
    private let shape: FieldSet
    /// Whose apply it is; nil for fettle's.
    private let manager: String?
    private(set) var found: [FieldDifference] = []

    /// What another tool's apply would change.
    static func differences(live: LiveObject, merged: LiveObject, of manager: String) -> [FieldDifference] {
        var walk = DifferenceWalk(live: live, merged: merged, manager: manager)
        walk.compare()
        return walk.found
    }

    private init(live: LiveObject, merged: LiveObject, manager: String) {
        self.live = live
        self.merged = merged
        self.manager = manager
        managed = ManagedFields(live)
        let after = ManagedFields(merged)
        ours = after.fields(of: manager)
        held = managed.entries.filter { $0.manager == manager && $0.subresource.isEmpty }
            .reduce(FieldSet()) { $0.union($1.fields) }
        shape = managed.all.union(after.all)
    }

    init(live: LiveObject, merged: LiveObject, adopting managers: Set<String> = Adoption.managers) {
        manager = nil
        self.live = live
        self.merged = merged
        managed = ManagedFields(live)
        let after = ManagedFields(merged)
        ours = after.ours
        held = managed.entries.filter { $0.isOurs || Adoption.takes($0, from: managers) }
            .reduce(FieldSet()) { $0.union($1.fields) }
        shape = managed.all.union(after.all)
    }

    mutating func compare() {
        compare(merged.object, live.object, [], Reach(ours), Reach(held), shape)
    }

    /// What the server alone writes.
    static func isServers(_ steps: [FieldStep]) -> Bool {
        switch steps {
        case [.field("apiVersion")], [.field("kind")], [.field("status")]: true
        default: steps.count == 2 && steps[0] == .field("metadata") && serverMetadata.contains(steps[1])
        }
    }

    private static let serverMetadata = Set(
        [
            "managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink",
            "deletionTimestamp", "deletionGracePeriodSeconds",
        ].map { FieldStep.field($0) }
    )

    private mutating func compare(
        _ wantOrNull: Value?,
        _ liveOrNull: Value?,
        _ steps: [FieldStep],
        _ ours: Reach,
        _ held: Reach,
        _ shape: FieldSet?,
    ) {
        let want = wantOrNull == .null ? nil : wantOrNull
        let have = liveOrNull == .null ? nil : liveOrNull
        // What neither was ours nor becomes it follows from something else, or is filled in by the server.
        guard want != have, ours.isAny || held.isAny, !Self.isServers(steps) else { return }
        if let fields = want?.object, let others = have?.object {
            for name in Set(fields.keys).union(others.keys) {
                let step = FieldStep.field(name)
                compare(
                    fields[name],
                    others[name],
                    steps + [step],
                    ours.down(step),
                    held.down(step),
                    shape?.children[step]
                )
            }
        } else if let items = want.flatMap({ ListItems($0, shape: shape) }),
            let others = have.flatMap({ ListItems($0, shape: shape) }), items.matches(others)
        {
            let before = found.count
            for step in items.steps.union(others.steps) {
                compare(
                    items[step],
                    others[step],
                    steps + [step],
                    ours.down(step),
                    held.down(step),
                    shape?.children[step]
                )
            }
            if found.count == before, !items.isOrdered(as: others) { add(steps, want: want, live: have) }
        } else {
            add(steps, want: want, live: have)
        }
    }

    private mutating func add(_ steps: [FieldStep], want: Value?, live: Value?) {
        let changer: ManagedFields.Entry? =
            if let manager {
                live == nil ? nil : managed.owner(of: steps).flatMap { $0.manager == manager ? nil : $0 }
            } else {
                live == nil ? managed.lastWriterAfterUs : managed.intruder(at: steps)
            }
        found.append(
            FieldDifference(steps: steps, want: want, live: live, manager: changer?.manager, time: changer?.time)
        )
    }
}

/// How far a set of fields reaches into a part of an object.
private enum Reach {
    case nothing
    case some(FieldSet)
    case everything

    init(_ set: FieldSet) {
        self = set.isWhole ? .everything : set.isEmpty ? .nothing : .some(set)
    }

    var isAny: Bool {
        if case .nothing = self { false } else { true }
    }

    func down(_ step: FieldStep) -> Reach {
        guard case .some(let set) = self else { return self }
        return set.children[step].map(Reach.init) ?? .nothing
    }
}

/// The items of a list under steps that stay the same when the list grows or is sorted otherwise, where it has any.
private struct ListItems {
    let items: [(step: FieldStep, value: Value)]
    private let byStep: [FieldStep: Value]
    private let isList: Bool

    /// - Parameters:
    ///   - value: the list.
    ///   - shape: what managed fields know of it: `k:` for merge keys, `v:` for a set.
    init?(_ value: Value, shape: FieldSet?) {
        guard let list = value.array else { return nil }
        let known = Set(shape?.children.keys.map { $0 } ?? [])
        let keyNames = known.reduce(into: Set<String>()) { names, step in
            if case .key(let fields) = step { names.formUnion(fields.keys) }
        }
        let isSet = known.contains { step in
            if case .value = step { true } else { false }
        }
        let steps = list.map { item -> FieldStep? in
            if !keyNames.isEmpty {
                let fields = (item.object ?? [:]).filter { keyNames.contains($0.key) }
                return fields.isEmpty ? nil : .key(fields)
            }
            return isSet ? .value(item) : nil
        }
        let named = steps.compactMap { $0 }
        // Without keys, or with two items of one key, only the place tells them apart.
        isList = named.count != list.count || Set(named).count != named.count
        items = zip(isList ? list.indices.map { .index($0) } : named, list).map { (step: $0, value: $1) }
        byStep = Dictionary(uniqueKeysWithValues: items.map { ($0.step, $0.value) })
    }

    subscript(step: FieldStep) -> Value? { byStep[step] }

    var steps: Set<FieldStep> { Set(byStep.keys) }

    /// Whether item by item says more than the two lists as a whole.
    func matches(_ other: ListItems) -> Bool {
        isList == other.isList && (!isList || items.count == other.items.count)
    }

    func isOrdered(as other: ListItems) -> Bool {
        let common = steps.intersection(other.steps)
        return items.map(\.step).filter(common.contains) == other.items.map(\.step).filter(common.contains)
    }
}
