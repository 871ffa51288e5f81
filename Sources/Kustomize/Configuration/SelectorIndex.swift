internal import Manifests
internal import YAML

/// Finds objects by what they are or were called without looking at all of them.
///
/// To be told of every object that was changed.
struct SelectorIndex {
    /// All objects in their order; those that a patch deleted are null.
    let resources: [Resource]
    /// What each object is called now and was called before; empty when it is deleted.
    private var ids: [[ResourceID]] = []
    private var positionsByID: [ResourceID: [Int]] = [:]
    private var positionsByName: [String: [Int]] = [:]
    private var positionsByKind: [String: [Int]] = [:]
    private var currentPositions: [ResourceID: [Int]] = [:]
    /// How many objects are called as another one before them is called now.
    private var duplicateCount = 0

    init(_ resources: [Resource]) {
        self.resources = resources
        ids = Array(repeating: [], count: resources.count)
        for position in resources.indices { update(position) }
    }

    /// The objects that are or were called `id`.
    func positions(of id: ResourceID) -> [Int] {
        positionsByID[id] ?? []
    }

    /// A superset of the objects that are or were called `name` and are or were of `kind`, in their order.
    ///
    /// Nil stands for all names and kinds.
    func candidates(name: String?, kind: String?) -> [Int] {
        if let name { return positionsByName[name] ?? [] }
        if let kind { return positionsByKind[kind] ?? [] }
        return Array(resources.indices)
    }

    /// Two objects that are called the same now; nil when there are none.
    var duplicates: (first: Resource, second: Resource)? {
        guard duplicateCount > 0 else { return nil }
        let positions = currentPositions.values.filter { $0.count > 1 }.min { $0[1] < $1[1] }
        return positions.map { (resources[$0[0]], resources[$0[1]]) }
    }

    /// Takes over what the object at `position` is called now.
    mutating func update(_ position: Int) {
        let resource = resources[position]
        let new = resource.node.isNullOrEmpty ? [] : resource.formerIDs + [resource.currentID]
        let old = ids[position]
        let isSame = old.count == new.count && zip(old, new).allSatisfy { $0 == $1 }
        if isSame { return }
        ids[position] = new
        Self.move(position, from: Set(old), to: Set(new), in: &positionsByID)
        Self.move(position, from: Set(old.map(\.name)), to: Set(new.map(\.name)), in: &positionsByName)
        Self.move(position, from: Set(old.map(\.kind.kind)), to: Set(new.map(\.kind.kind)), in: &positionsByKind)
        duplicateCount -= duplicates(of: old.last) + duplicates(of: new.last, unless: old.last)
        Self.move(position, from: Set(old.suffix(1)), to: Set(new.suffix(1)), in: &currentPositions)
        duplicateCount += duplicates(of: old.last) + duplicates(of: new.last, unless: old.last)
    }

    private func duplicates(of id: ResourceID?, unless other: ResourceID? = nil) -> Int {
        guard let id, id != other else { return 0 }
        return max(0, (currentPositions[id]?.count ?? 0) - 1)
    }

    private static func move<Key>(
        _ position: Int,
        from old: Set<Key>,
        to new: Set<Key>,
        in positions: inout [Key: [Int]],
    ) {
        for key in old where !new.contains(key) {
            positions[key]?.removeAll { $0 == position }
        }
        for key in new where !old.contains(key) {
            var list = positions.removeValue(forKey: key) ?? []
            // Mostly behind all others.
            let place = list.lastIndex { $0 < position }.map { $0 + 1 } ?? 0
            list.insert(position, at: place)
            positions[key] = list
        }
    }
}
