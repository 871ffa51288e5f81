internal import Git
internal import Helm
internal import Kubernetes
internal import Logging
internal import Manifests

/// One run: compares a cluster with its desired state and makes it so, from the first stage to the last deletion.
struct ClusterRun {
    let desired: DesiredState
    let access: ClusterAccess
    let log: RunLog
    /// Whether things may be deleted because `desired` does not want them.
    let mayPrune: Bool
    /// Raised when a new commit makes it pointless to wait for health.
    let interruption: Wakeup
    let clock: any Clock<Duration>
    /// The time of `memory`.
    let stopwatch: Stopwatch
    /// Whether somebody asks for this run, so that what has failed is tried again at once.
    let isAskedFor: Bool

    var memory: RunMemory
    var report = RunReport()
    /// What the cluster's record says, with what this run has done.
    var inventory = Inventory()
    /// What the stages want, with the digests of what is wanted.
    private(set) var wanted = Inventory()
    /// What this run applied, never to be deleted by it.
    var appliedUIDs: Set<String> = []
    /// Helm's records of all releases, as they were when the first release was looked at.
    var releaseRecords: [ReleaseRecord]?
    var convergedReleases: Set<ObjectReference> = []
    let charts: ChartResolver
    private(set) var failedStages: Set<String> = []
    /// What the record said at the start.
    private var found = Inventory()
    private var isRecorded = false

    init(
        _ desired: DesiredState,
        _ access: ClusterAccess,
        _ log: RunLog,
        _ memory: RunMemory,
        mayPrune: Bool,
        interruption: Wakeup,
        clock: any Clock<Duration>,
        stopwatch: Stopwatch,
        isAskedFor: Bool = false,
    ) {
        self.desired = desired
        self.access = access
        self.log = log.at(desired.revision)
        self.memory = memory
        self.mayPrune = mayPrune
        self.interruption = interruption
        self.clock = clock
        self.stopwatch = stopwatch
        self.isAskedFor = isAskedFor
        charts = ChartResolver(
            access.charts,
            in: desired.files.decrypted,
            lookup: access.lookup(after: desired.committed),
        )
        report.rendered = desired.stages.count - desired.reusedStages
        report.reused = desired.reusedStages
    }

    /// Looks at these objects alone, in their stages' order.
    ///
    /// - Throws: as `run()`.
    mutating func correct(_ references: Set<ObjectReference>) async throws -> RunReport {
        let start = ContinuousClock.now
        (report.rendered, report.reused) = (0, 0)
        try await begin()
        try await correctChanged(references)
        try await checkUnseen()
        try await correctReleaseObjects()
        try await recordResult()
        report.took = ContinuousClock.now - start
        log.ended(report)
        return report
    }

    /// Brings these objects, which somebody has changed, to what is wanted.
    mutating func correctChanged(_ references: Set<ObjectReference>) async throws {
        for stage in desired.stages where !interruption.isRaised {
            let objects = stage.objects.filter { references.contains($0.reference) }
            guard !objects.isEmpty else { continue }
            let postponed = try await apply(objects, of: stage)
            if !postponed.isEmpty { try await applyPostponed(postponed, of: stage) }
        }
    }

    private mutating func begin() async throws {
        found = try await access.inventory.load()
        inventory = found
        wanted = try await wantedInventory()
    }

    /// Runs to the end, past everything that fails alone.
    ///
    /// - Throws: `KubernetesError` when the cluster gave no answer; `CancellationError`.
    mutating func run() async throws -> RunReport {
        let start = ContinuousClock.now
        try await begin()
        access.follow(desired)
        for stage in desired.stages where !report.isSuperseded {
            let before = report.failures.count
            try await converge(stage)
            if report.failures.count > before { failedStages.insert(stage.stage.name) }
        }
        if report.isConverged, mayPrune { try await prune() }
        try await recordResult()
        try await access.followInventory()
        report.took = ContinuousClock.now - start
        log.ended(report)
        return report
    }

    private mutating func converge(_ stage: DesiredStage) async throws {
        let missing = stage.stage.dependsOn.filter(failedStages.contains)
        guard missing.isEmpty else {
            let names = missing.joined(separator: ", ")
            return fail("stage \(stage.stage.name)", "is not applied, since it depends on \(names), which failed", true)
        }
        let postponed = try await apply(stage.objects, of: stage)
        try await convergeReleases(of: stage)
        if !postponed.isEmpty { try await applyPostponed(postponed, of: stage) }
        if stage.stage.wait { try await waitForHealth(of: stage) }
    }

    /// Writes down, before the first write of a run, everything that may be in the cluster from now on.
    mutating func recordIntent() async throws {
        guard !isRecorded else { return }
        var intent = wanted
        // helm's own records say what is there of a release; that an upgrade begins is not worth a write.
        for identity in wanted.releases.keys {
            if let release = inventory[identity] { intent.insert(release) }
        }
        inventory = inventory.union(intent)
        try await access.inventory.save(intent: inventory)
        isRecorded = true
    }

    /// Writes down what is in the cluster now, if that differs from what is written there.
    private mutating func recordResult() async throws {
        // A commit that changes nothing for this cluster writes nothing into it.
        if report.isConverged, mayPrune, inventory != found || report.hasChanged {
            inventory.revision = desired.revision.id
        }
        try await access.inventory.save(inventory)
    }

    private func wantedInventory() async throws -> Inventory {
        let key = desired.objects.contains(where: \.isSensitive) ? try await access.digestKey.bytes() : []
        return Inventory(
            objects: desired.stages.flatMap { stage in
                stage.objects.map {
                    Inventory.Entry($0, stage: stage.stage.name, key: key, isKept: !stage.stage.prune)
                }
            },
            releases: desired.stages.flatMap { stage in
                stage.releases.map { Inventory.Release($0, of: stage.stage, digest: nil) }
            },
        )
    }

    /// Notes something that went wrong, and logs it.
    mutating func fail(_ subject: String, _ message: String, _ isTransient: Bool) {
        fail(RunReport.Failure(Problem(subject, message), isTransient: isTransient))
    }

    mutating func fail(_ error: any Error, subject: String) {
        for failure in RunReport.Failure.failures(from: error, subject: subject) { fail(failure) }
    }

    mutating func fail(_ failure: RunReport.Failure) {
        report.failures.append(failure)
        log.failed(failure, level: failure.isOld ? .debug : .error)
    }
}
