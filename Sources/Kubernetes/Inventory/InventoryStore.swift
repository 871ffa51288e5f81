internal import Manifests
internal import YAML

/// Keeps the inventory of one cluster in that cluster, as the ConfigMap `fettle-system/fettle-inventory`, or as several
/// when one does not hold it: `fettle-inventory-1` and so on, and the first says which of these count.
///
/// **Why it may be killed between any two writes.** A part is never changed, only made and deleted. A save makes the parts
/// that are new under numbers that nobody refers to. Then it replaces the first ConfigMap, which the server does as a
/// whole or not at all. Only then it deletes the parts that no longer count. So whoever reads finds the inventory of before
/// or the new one, each of them whole, and never a mixture. That suffices: before something is applied, the new one is
/// saved with all that is in the old one, and after something was pruned, both hold all that is left. What a killed save
/// leaves over counts for nobody; the next one that writes deletes it.
///
/// A first ConfigMap without entries is made before the first part, so that parts without one always mean that it was
/// lost.
///
/// **Why two that work on one cluster notice.** Who replaces the first ConfigMap says which version of it he has read. A
/// part that another one has made is never overwritten, as it is made by a create, and is deleted only when it was there
/// before this store replaced the first ConfigMap: its maker, who had read an earlier one, is refused then. And it is
/// deleted by its uid, so one that takes over its number stays.
///
/// One run of a cluster at a time uses it. It remembers what is stored, so that saving the same again asks nothing.
///
/// **Why it need not be read each time.** While all its ConfigMaps are watched, and each is still the version that was read
/// or written here, loading it asks nothing. A watch may be late. So what was not read is good for comparing, and not for
/// writing: `save(intent:)`, with which every run begins to write, replaces what it was taken for, or asks whether it still
/// is that. A run that finds another one there stops, and the next one reads it.
package actor InventoryStore {
    private let engine: any ClusterEngine
    /// What watches tell of the ConfigMaps; nil where nobody watches.
    private let state: ClusterState?
    let cluster: String
    private let limit: Int
    private var stored: Stored?
    /// Whether there may be parts that do not count: a fettle that was killed, or a save that failed, leaves them.
    private var mayHaveLeftovers = true
    /// Whether the cluster itself has not said since `load()` what is stored.
    private var isRemembered = false

    private enum Stored {
        case nothing
        /// The first ConfigMap, and the parts that count.
        case object(data: [String: String], version: Version, parts: [StoredPart])
    }

    /// A version of the first ConfigMap.
    private struct Version {
        let uid: String
        let resourceVersion: String

        init(_ live: LiveObject) {
            uid = live.uid
            resourceVersion = live.resourceVersion
        }
    }

    private struct StoredPart {
        let line: InventoryTable.Line
        let data: [String: String]
        let uid: String
        let resourceVersion: String

        init(_ line: InventoryTable.Line, _ live: LiveObject) {
            self.line = line
            data = InventoryStore.data(of: live)
            uid = live.uid
            resourceVersion = live.resourceVersion
        }
    }

    /// - Parameters:
    ///   - engine: carries the requests.
    ///   - cluster: what the ConfigMaps' owner label holds.
    ///   - state: what watches of all objects with that label tell; nil where nobody watches.
    package init(engine: any ClusterEngine, cluster: String, state: ClusterState? = nil) {
        self.init(engine: engine, cluster: cluster, state: state, limit: Inventory.dataLimit)
    }

    /// As `init(engine:cluster:state:)`, with another limit to what a ConfigMap holds.
    init(engine: any ClusterEngine, cluster: String, state: ClusterState? = nil, limit: Int) {
        self.engine = engine
        self.cluster = cluster
        self.state = state
        self.limit = limit
    }

    /// Reads the inventory, unless it is known to be as it was; an empty one when the cluster has none yet.
    ///
    /// - Returns: what was saved last.
    /// - Throws: `KubernetesError` when it cannot be read or understood, is not whole, or belongs to another cluster's
    ///   name. A run must stop then: an inventory taken for empty would orphan all that was applied.
    package func load() async throws -> Inventory {
        if let inventory = try remembered() {
            isRemembered = true
            return inventory
        }
        isRemembered = false
        while true {
            stored = nil
            if let inventory = try await loadIfStill() { return inventory }
        }
    }

    /// Stores what a run is about to do, before its first write, as `save(_:)` does.
    ///
    /// - Throws: as `save(_:)`; reason `conflict` also when the inventory that the run was given is not the stored one.
    package func save(intent: Inventory) async throws {
        if isStored(try form(of: intent), intent.revision) { try await check() } else { try await save(intent) }
    }

    /// Asks whether what is remembered is what is stored.
    private func check() async throws {
        guard isRemembered, case .object(_, let version, _)? = stored else { return }
        guard try await read()?.resourceVersion == version.resourceVersion else {
            stored = nil
            throw changed
        }
        isRemembered = false
    }

    /// Stores `inventory`, unless exactly that is stored already.
    ///
    /// - Throws: `KubernetesError`; reason `conflict` when the stored one is no longer what this store knows.
    package func save(_ inventory: Inventory) async throws {
        let form = try form(of: inventory)
        if stored == nil {
            _ = try await load()
        }
        guard let known = stored, !isStored(form, inventory.revision) else { return }
        // What is stored is unknown until the cluster has answered.
        stored = nil
        switch (known, form) {
        case (.nothing, .whole(let data)): try await create(data, parts: [])
        case (.nothing, .parts(let parts)):
            let version = try await create(Inventory().data(), parts: [])
            stored = nil
            try await save(parts, inventory.revision, over: [], version)
        case (.object(_, let version, let old), .whole(let data)):
            let present = mayHaveLeftovers || !old.isEmpty ? try await presentParts() : []
            mayHaveLeftovers = true
            try await replace(data, parts: [], version)
            try await delete(present)
        case (.object(_, let version, let old), .parts(let parts)):
            try await save(parts, inventory.revision, over: old, version)
        }
    }

    private func form(of inventory: Inventory) throws -> InventoryForm {
        do {
            return try InventoryForm(inventory, limit: limit)
        } catch {
            throw failure(.invalid, error.message)
        }
    }

    private func isStored(_ form: InventoryForm, _ revision: String?) -> Bool {
        switch (stored, form) {
        case (.object(let data, _, _)?, .whole(let wanted)): data == wanted
        case (.object(let data, _, let parts)?, .parts(let wanted)):
            parts.map(\.line.digest) == wanted.map(\.digest)
                && data == InventoryTable(revision: revision, lines: parts.map(\.line)).data
        case (.nothing?, .whole(let wanted)): wanted == Inventory().data()
        case (.nothing?, .parts), (nil, _): false
        }
    }

    // MARK: Reading

    /// What is stored, as long as watches tell that it still is; nil when nobody can tell.
    private func remembered() throws -> Inventory? {
        guard let state, case .object(let data, let version, let parts)? = stored,
            state.isStill(Self.reference, version: version.resourceVersion),
            parts.allSatisfy({ state.isStill(Self.reference(toPart: $0.line.number), version: $0.resourceVersion) })
        else { return nil }
        do {
            guard let table = try InventoryTable(data: data) else { return try Inventory(data: data) }
            var inventory = Inventory(revision: table.revision)
            for part in parts { try inventory.read(part.data, part.line) }
            return inventory
        } catch {
            throw failure(.invalid, error.message)
        }
    }

    /// Nil when somebody saved meanwhile, so that what was read does not belong together.
    private func loadIfStill() async throws -> Inventory? {
        guard let live = try await read() else {
            let present = try await presentParts()
            guard present.isEmpty else {
                guard try await read() == nil else { return nil }
                throw lost(present)
            }
            stored = .nothing
            mayHaveLeftovers = false
            return Inventory()
        }
        let owner = live.manifest.label(LoadBearingNames.ownerLabel)
        guard owner == cluster else { throw foreign(owner: owner) }
        let data = Self.data(of: live)
        do {
            guard let table = try InventoryTable(data: data) else {
                let inventory = try Inventory(data: data)
                stored = .object(data: data, version: Version(live), parts: [])
                return inventory
            }
            return try await load(table, of: live)
        } catch let error as InventoryDataError {
            throw failure(.invalid, error.message)
        }
    }

    /// As `loadIfStill()`, for the parts that the first ConfigMap names.
    private func load(_ table: InventoryTable, of first: LiveObject) async throws -> Inventory? {
        let parts = try await read(table)
        var inventory = Inventory(revision: table.revision)
        do throws(InventoryDataError) {
            guard parts.count == table.lines.count else {
                throw Self.missing(table.lines.filter { line in !parts.contains { $0.line == line } })
            }
            for part in parts { try inventory.read(part.data, part.line) }
        } catch {
            guard try await read()?.resourceVersion == first.resourceVersion else { return nil }
            throw error
        }
        stored = .object(
            data: Self.data(of: first),
            version: Version(first),
            parts: parts,
        )
        return inventory
    }

    private func read() async throws -> LiveObject? {
        switch try await engine.read([Self.kinded(Self.reference)]).first {
        case .found(let live)?: return live
        case .absent?: return nil
        case .failed(let error)?: throw error
        case .unknownKind?, nil: throw failure(.serverFailure, "the cluster gave no answer for it")
        }
    }

    /// The parts that `table` names and that are there.
    private func read(_ table: InventoryTable) async throws -> [StoredPart] {
        let answers = try await engine.read(table.lines.map { Self.kinded(Self.reference(toPart: $0.number)) })
        guard answers.count == table.lines.count else {
            throw failure(.serverFailure, "the cluster gave no answer for its parts")
        }
        return try zip(table.lines, answers).compactMap { line, answer in
            switch answer {
            case .found(let live): return StoredPart(line, live)
            case .absent: return nil
            case .failed(let error): throw error
            case .unknownKind: throw failure(.serverFailure, "the cluster gave no answer for its parts")
            }
        }
    }

    /// All parts that there are, whether they count or not, without their contents.
    private func presentParts() async throws -> [LiveObject] {
        try await engine.list(Self.kind, namespace: LoadBearingNames.systemNamespace, selector: "", detail: .metadata)
            .filter { Self.number(of: $0.reference) != nil }
    }

    fileprivate static func data(of live: LiveObject) -> [String: String] {
        (live.object["data"]?.object ?? [:]).compactMapValues(\.string)
    }

    // MARK: Writing

    /// Stores `wanted` over the parts `old` that a first ConfigMap of this version names.
    private func save(
        _ wanted: [InventoryPart],
        _ revision: String?,
        over old: [StoredPart],
        _ version: Version,
    ) async throws {
        let present = try await presentParts()
        mayHaveLeftovers = true
        let parts = try await place(wanted, over: old, present)
        let table = InventoryTable(revision: revision, lines: parts.map(\.line))
        try await replace(table.data, parts: parts, version)
        let counting = Set(parts.map(\.uid))
        try await delete(present.filter { !counting.contains($0.uid) })
    }

    /// Makes the parts that are not there yet.
    ///
    /// - Returns: one for each of `wanted`, in their order.
    private func place(
        _ wanted: [InventoryPart],
        over old: [StoredPart],
        _ present: [LiveObject],
    ) async throws -> [StoredPart] {
        let uids = Set(present.map(\.uid))
        var taken = Set(present.compactMap { Self.number(of: $0.reference) })
        var number = 1
        var placed: [StoredPart] = []
        for part in wanted {
            if let same = old.first(where: { $0.line.digest == part.digest && uids.contains($0.uid) }) {
                placed.append(same)
                continue
            }
            while true {
                while !taken.insert(number).inserted { number += 1 }
                let line = InventoryTable.Line(number: number, digest: part.digest)
                do {
                    placed.append(StoredPart(line, try await createAnywhere(manifest(of: part, number))))
                    break
                } catch let error as KubernetesError where error.reason == .alreadyExists {
                    // Somebody else's, or this one's whose answer was lost: it counts for nobody.
                }
            }
        }
        return placed
    }

    /// Deletes parts that do not count any more.
    private func delete(_ parts: [LiveObject]) async throws {
        for part in parts {
            do {
                try await engine.delete(part, propagation: .background)
            } catch let error as KubernetesError where error.reason == .conflict {
                // Another one has its name by now.
            }
        }
        mayHaveLeftovers = false
    }

    private func replace(_ data: [String: String], parts: [StoredPart], _ version: Version) async throws {
        let manifest = manifest(data, version)
        switch try await engine.apply([manifest], mode: .persist).first {
        case .applied(let live)?:
            stored = .object(data: data, version: Version(live), parts: parts)
            isRemembered = false
        case .failed(let error)? where [.conflict, .notFound, .namespaceMissing].contains(error.reason):
            guard let live = try await read() else {
                // What is remembered may have been deleted before the run began.
                guard !isRemembered else { throw changed }
                try await create(data, parts: parts)
                return
            }
            // A write whose answer was lost was sent again, and met itself.
            let isOurs = live.manifest.label(LoadBearingNames.ownerLabel) == cluster && Self.data(of: live) == data
            guard isOurs else { throw changed }
            stored = .object(data: data, version: Version(live), parts: parts)
        case .failed(let error)?:
            throw error
        case nil:
            throw failure(.serverFailure, "the cluster gave no answer for it")
        }
    }

    /// - Returns: the version of the first ConfigMap.
    @discardableResult
    private func create(_ data: [String: String], parts: [StoredPart]) async throws -> Version {
        do {
            let version = Version(try await createAnywhere(manifest(data, nil)))
            stored = .object(data: data, version: version, parts: parts)
            return version
        } catch let error as KubernetesError where error.reason == .alreadyExists {
            throw changed
        }
    }

    /// Makes `manifest`, and its namespace where that is missing.
    private func createAnywhere(_ manifest: Manifest) async throws -> LiveObject {
        do {
            return try await engine.create(manifest)
        } catch let error as KubernetesError where error.reason == .namespaceMissing {
            try await createNamespace()
            return try await engine.create(manifest)
        }
    }

    private func createNamespace() async throws {
        let namespace: Value = [
            "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(LoadBearingNames.systemNamespace)],
        ]
        do {
            _ = try await engine.create(Manifest(namespace))
        } catch let error as KubernetesError where error.reason == .alreadyExists {}
    }

    /// The first ConfigMap, in place of `version`: where that is gone, the server makes no new one.
    private func manifest(_ data: [String: String], _ version: Version?) -> Manifest {
        var object = object(named: LoadBearingNames.inventoryName, data)
        if let version, var metadata = object["metadata"] {
            metadata["uid"] = .string(version.uid)
            metadata["resourceVersion"] = .string(version.resourceVersion)
            object["metadata"] = metadata
        }
        return Manifest(object)
    }

    private func manifest(of part: InventoryPart, _ number: Int) -> Manifest {
        var object = object(named: Self.reference(toPart: number).name, part.data)
        // The server refuses changes then.
        object["immutable"] = true
        return Manifest(object)
    }

    private func object(named name: String, _ data: [String: String]) -> Value {
        [
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": [
                "name": .string(name),
                "namespace": .string(LoadBearingNames.systemNamespace),
                "labels": [LoadBearingNames.ownerLabel: .string(cluster)],
            ],
            "data": .object(data.mapValues { .string($0) }),
        ]
    }
}

extension Inventory {
    /// Adds what a part lists.
    ///
    /// - Throws: `InventoryDataError` when it is not what `line` stands for.
    fileprivate mutating func read(
        _ data: [String: String],
        _ line: InventoryTable.Line,
    ) throws(InventoryDataError) {
        let name = InventoryStore.reference(toPart: line.number).name
        guard InventoryPart(data: data).digest == line.digest else {
            throw InventoryDataError(
                message: "its part \(name) is not what it was made with; \(InventoryStore.startAnew)"
            )
        }
        do {
            try read(data)
        } catch {
            throw InventoryDataError(message: "its part \(name): \(error.message)")
        }
    }
}
