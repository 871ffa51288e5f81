package import Manifests
internal import YAML

/// Objects that another tool applied and keeps a record of: compared with that record, and corrected in its name.
package struct RecordedObjects: Sendable {
    /// How one object stands to the record.
    package struct Finding: Sendable {
        /// The object as the record has it, in its namespace.
        package let manifest: Manifest
        package let live: LiveObject?
        package let state: Comparison.State
        /// What the record says of the object; nil when it could not be compared.
        package let fields: FieldSet?
    }

    let engine: any ClusterEngine
    /// The labels that the objects carry, so that those of a kind may be asked for together.
    let selector: String
    /// The tool's field manager.
    let manager: String
    private let ignored: @Sendable (Manifest) -> [JSONPointer]

    /// - Parameters:
    ///   - engine: carries the requests.
    ///   - selector: the labels that most of the objects carry.
    ///   - manager: the tool's field manager.
    ///   - ignored: the fields of an object that others set once it is there.
    package init(
        engine: any ClusterEngine,
        selector: String,
        manager: String,
        ignoring ignored: @escaping @Sendable (Manifest) -> [JSONPointer],
    ) {
        self.engine = engine
        self.selector = selector
        self.manager = manager
        self.ignored = ignored
    }

    /// Compares objects with the record; nothing is written.
    ///
    /// - Parameter manifests: as the record has them, in their namespaces.
    /// - Returns: one finding for each, in their order.
    /// - Throws: `KubernetesError` when the cluster could not be asked.
    package func compare(_ manifests: [Manifest]) async throws -> [Finding] {
        let manifests = manifests.map(\.appliedForm)
        let results = try await engine.read(manifests.map(KindedReference.init), labelled: selector)
        var findings: [Finding] = []
        var open: [(place: Int, live: LiveObject, sent: Manifest)] = []
        for (manifest, result) in zip(manifests, results) {
            func add(_ state: Comparison.State, _ live: LiveObject? = nil) {
                findings.append(Finding(manifest: manifest, live: live, state: state, fields: nil))
            }
            switch result {
            case .absent: add(.absent)
            case .unknownKind: add(.unknownKind)
            case .failed(let error): add(.failed(error))
            case .found(let live) where live.isBeingDeleted:
                add(.failed(Self.leaving(live, manifest)), live)
            case .found(let live):
                open.append((findings.count, live, manifest.leaving(ignored(manifest), to: live)))
                add(.same, live)
            }
        }
        guard !open.isEmpty else { return findings }
        let answers = try await engine.apply(open.map(\.sent), mode: .dryRun)
        for ((place, live, sent), answer) in zip(open, answers) {
            findings[place] = Self.finding(sent, live, answer)
        }
        return findings
    }

    /// Why an object that is on its way out can be neither compared nor written.
    static func leaving(_ live: LiveObject, _ manifest: Manifest) -> KubernetesError {
        let reason = "is being deleted\(live.finalizersText); it is made again once it is gone"
        return KubernetesError(.conflict, subject: manifest.reference.description, reason)
    }

    private static func finding(_ sent: Manifest, _ live: LiveObject, _ answer: ApplyResult) -> Finding {
        switch answer {
        case .applied(let merged):
            let found = DriftComparison.differences(wanted: sent, live: live, merged: merged, adopts: false)
            return Finding(
                manifest: sent,
                live: live,
                state: found.isEmpty ? .same : .different(found),
                fields: ManagedFields(merged).ours,
            )
        case .failed(let error):
            return Finding(manifest: sent, live: live, state: .failed(error), fields: nil)
        }
    }

    /// Applies objects as the tool itself would.
    ///
    /// - Returns: one result for each, in their order.
    /// - Throws: `KubernetesError` when the cluster could not be asked.
    package func apply(_ manifests: [Manifest]) async throws -> [ApplyResult] {
        try await engine.apply(manifests, mode: .persistAs(manager: manager))
    }
}
