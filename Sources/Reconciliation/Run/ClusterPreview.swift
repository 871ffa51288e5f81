internal import Helm
package import Kubernetes
package import Manifests

/// What a run would do to a cluster; nothing is written to find out.
package struct ClusterPreview: Sendable {
    /// What would become of one object or release.
    package struct Change: Sendable {
        package enum Action: String, Sendable {
            case create
            case change
            case delete
            /// Its kind is unknown to the cluster, for now at least.
            case postpone
        }

        package let action: Action
        /// The object, or the release as `helm list` shows it.
        package let name: String
        /// Nil for what the commit does not have, and for a release.
        package let manifest: Manifest?
        package let differences: [FieldDifference]
        /// What would become of the objects of a release.
        package internal(set) var objects: [Change] = []
        /// What else there is to say, in a few words.
        package internal(set) var note: String?

        init(action: Action, name: String, manifest: Manifest? = nil, differences: [FieldDifference] = []) {
            self.action = action
            self.name = name
            self.manifest = manifest
            self.differences = differences
        }
    }

    package var changes: [Change] = []
    /// What the values of releases that change do not do.
    package var warnings: [Problem] = []
    /// What could not be found out.
    package var failures: [RunReport.Failure] = []

    /// Asks the cluster what `desired` would change.
    ///
    /// - Throws: `KubernetesError` when the cluster gave no answer.
    package init(of desired: DesiredState, _ access: ClusterAccess) async throws {
        let rules = Dictionary(
            desired.stages.flatMap { stage in stage.objects.map { ($0.reference, stage.stage.ignore) } }
        ) { $1 }
        let applier = Applier(engine: access.engine, cluster: desired.cluster.name) { manifest in
            rules[manifest.reference]?.pointers(for: manifest) ?? []
        }
        let inventory = try await access.inventory.load()
        let manifests = Dictionary(desired.objects.map { ($0.reference, $0) }) { $1 }
        for comparison in try await applier.compare(desired.objects) {
            let manifest = comparison.manifest
            func add(_ action: Change.Action) {
                changes.append(
                    Change(
                        action: action,
                        name: "\(manifest.reference)",
                        manifest: manifests[manifest.reference] ?? manifest,
                        differences: comparison.differences,
                    )
                )
            }
            switch comparison.state {
            case .absent: add(.create)
            case .different, .outdated: add(.change)
            case .same: if comparison.adoption != nil { add(.change) }
            case .unknownKind, .namespaceMissing: add(.postpone)
            case .failed(let error): failures += RunReport.Failure.failures(from: error, subject: manifest.name)
            }
        }
        try await addReleases(desired, access, inventory)
        let wanted = desired.suspendedWants.objects
        for entry in inventory.objects.values.sorted(by: { $0.reference < $1.reference })
        where manifests[entry.reference] == nil && !wanted.contains(entry.reference)
            && !desired.suspended.contains(entry.stage) && desired.isPruned(stage: entry.stage, isKept: entry.isKept)
        {
            changes.append(Change(action: .delete, name: "\(entry.reference)", manifest: nil, differences: []))
        }
    }

    /// What the values of a release do not do, and whether that keeps it from being changed.
    private func valuesDoubts(
        _ planned: PlannedRelease,
        _ desired: DesiredState,
        _ access: ClusterAccess,
        _ lookup: ValuesLookup,
    ) async throws -> (list: [Problem], holdBack: Bool) {
        do {
            let findings = try await access.valuesCheck.findings(
                of: planned,
                in: desired.files.decrypted,
                lookup: lookup,
                dataOrigin: desired.committed.origin,
            )
            return (findings.map(\.problem), planned.release.valuesCheck == .error && !findings.isEmpty)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return (Problem.unchecked(error, planned.release), false)
        }
    }

    private mutating func addReleases(
        _ desired: DesiredState,
        _ access: ClusterAccess,
        _ inventory: Inventory,
    ) async throws {
        guard !desired.releases.isEmpty || !inventory.releases.isEmpty else { return }
        let records = try await access.releases.list(namespace: nil, name: nil)
        // Without a key nothing was installed, so any key tells as much.
        let key = try await access.digestKey.stored() ?? Array(repeating: 0, count: 32)
        let lookup = access.lookup(after: desired.committed)
        let charts = ChartResolver(access.charts, in: desired.files.decrypted, lookup: lookup)
        for release in desired.releases where !release.isSuspended {
            do {
                let planned = try await PlannedRelease.plan(
                    release,
                    sources: desired.sources,
                    charts: charts,
                    lookup: lookup,
                    key: key,
                )
                let preview = try await ReleasePreview(
                    planned,
                    ReleaseFacts(records: records, now: ReleaseWork.now()),
                    cluster: desired.cluster.name,
                    access,
                    lookup,
                )
                guard !preview.state.isInSync else { continue }
                var found = try await preview.change()
                let doubts = try await valuesDoubts(planned, desired, access, lookup)
                warnings += doubts.list
                if doubts.holdBack {
                    found.change.note =
                        "is held back by the annotation \(LoadBearingNames.valuesCheckAnnotation): error"
                }
                changes.append(found.change)
                failures += found.failures
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                failures += RunReport.Failure.failures(from: error, subject: release.subject)
            }
        }
        let wanted = Set((desired.releases + desired.suspendedWants.releases).map { Inventory.ReleaseIdentity($0) })
        for release in inventory.releases.values.sorted(by: { $0.identity < $1.identity })
        where !wanted.contains(release.identity) && !desired.suspended.contains(release.stage)
            && desired.isPruned(stage: release.stage, isKept: release.isKept)
        {
            let name = "Helm release \(release.identity.namespace)/\(release.identity.name)"
            changes.append(Change(action: .delete, name: name, manifest: nil, differences: []))
        }
    }
}
