import SystemPackage

/// What 30 Helm releases cost `fettle run`: while they are in sync, and when a commit changes one of them.
struct HelmRows {
    let settings: Settings

    private static let releases = ReleaseSet(namespace: "group-0", count: 30)
    private static let interval = "3s"
    /// How many intervals are counted, at least.
    private static let passes = 8
    /// One upgrade takes a tenth more or less than the next, so the medians of a few say nothing of some hundredths.
    private static let upgrades = 33

    func measure(into table: inout Table) async throws {
        let wantsCounts = settings.wants(
            "helm-unchanged-requests",
            "helm-unchanged-processes",
            needingCluster: true,
        )
        let wantsUpgrades = settings.wants("helm-upgrade-overhead", needingCluster: true)
        guard wantsCounts || wantsUpgrades else { return }
        try await ControlPlane.with(settings) { plane in
            try await plane.warmUp()
            try await TemporaryFolder.with { folder in
                try await HelmLog.with(in: folder) { log in
                    let cluster = BenchCluster(
                        "bench",
                        plane.kubeconfig,
                        ObjectSet(prefix: "group", count: 100),
                        releases: Self.releases,
                        interval: wantsCounts ? Self.interval : "1h",
                    )
                    let repository = try ClusterRepository(in: folder, [cluster])
                    var counted: Counted?
                    try await DaemonProcess.with(repository, settings, pollInterval: "200ms", logLevel: "debug") {
                        daemon in
                        try await daemon.line("converged", from: 0)
                        if wantsCounts {
                            counted = try await count(plane, daemon)
                            try repository.set(cluster, interval: "1h")
                            try repository.commit("Compare seldom")
                        }
                        if wantsUpgrades {
                            try await measureUpgrades(plane, repository, log, daemon, &table)
                        }
                    }
                    if let counted { try await tell(counted, plane, &table) }
                }
            }
        }
    }

    // MARK: In sync

    private struct Counted {
        let requests: RequestCounts
        let passes: Int
        let took: Duration
        let startsProcesses: Bool
    }

    private func count(_ plane: ControlPlane, _ daemon: DaemonProcess) async throws -> Counted {
        try await plane.server.settle()
        // The first pass after that may still look at what the controllers have changed.
        try await daemon.line("unchanged", from: daemon.count) { $0.fields["took"] != nil }
        let (start, first) = (ContinuousClock.now, daemon.count)
        let (before, requests) = (ProcessUse(of: daemon.id), try await RequestCounts(of: plane.server))
        var passes = 0
        while passes < Self.passes {
            try await Task.sleep(for: .milliseconds(100))
            passes = daemon.lines(from: first) { $0.message == "unchanged" && $0.fields["took"] != nil }
            guard ContinuousClock.now - start < .seconds(180) else {
                throw BenchError(description: "fettle run: \(passes) passes in three minutes")
            }
        }
        let asked = try await RequestCounts(of: plane.server) - requests
        return Counted(
            requests: asked,
            passes: passes,
            took: ContinuousClock.now - start,
            startsProcesses: ProcessUse(of: daemon.id).startedProcesses(since: before),
        )
    }

    /// Called when fettle has ended, to see what is asked without it.
    private func tell(_ counted: Counted, _ plane: ControlPlane, _ table: inout Table) async throws {
        let before = try await RequestCounts(of: plane.server)
        try await Task.sleep(for: counted.took)
        let requests = counted.requests - (try await RequestCounts(of: plane.server) - before)
        print("  \(counted.passes) intervals ask: \(requests.text)")
        let what = "\(Self.releases.count) releases and 100 objects in sync, \(counted.passes) intervals"
        table.add(
            "helm-unchanged-requests",
            requests.totalWithoutWatches / Double(counted.passes),
            "requests",
            .atMost(1),
            "an interval; \(what)",
        )
        table.add(
            "helm-unchanged-processes",
            counted.startsProcesses ? 1 : 0,
            "processes",
            .atMost(0),
            "1 where any was started; \(what)",
        )
    }

    // MARK: One is changed

    private func measureUpgrades(
        _ plane: ControlPlane,
        _ repository: ClusterRepository,
        _ log: HelmLog,
        _ daemon: DaemonProcess,
        _ table: inout Table,
    ) async throws {
        // What fettle does for one is what is then done by hand for another one of the same chart.
        let name = Self.releases.names[7]
        _ = try log.takeCalls()
        _ = try await upgrade(name, "first", repository, daemon)
        guard let call = try log.takeCalls().first(where: { $0.first == "upgrade" }) else {
            throw BenchError(description: "fettle run: helm was not run for a changed release")
        }
        let hand = try HelmHand(call, plane, repository)
        _ = try hand.upgrade(level: "before")
        _ = try hand.upgrade(level: "first")
        var (ours, theirs): ([Double], [Double]) = ([], [])
        for number in 0..<Self.upgrades {
            // Neither is always the one that comes second.
            for isOurs in number.isMultiple(of: 2) ? [true, false] : [false, true] {
                try await plane.server.settle()
                let before = number == 0 && isOurs ? try await RequestCounts(of: plane.server) : nil
                if isOurs {
                    ours.append(try await upgrade(name, "level-\(number)", repository, daemon))
                } else {
                    theirs.append(try hand.upgrade(level: "level-\(number)"))
                }
                guard let before else { continue }
                print("  an upgrade asks: \((try await RequestCounts(of: plane.server) - before).text)")
            }
        }
        table.add(
            Table.Row(
                name: "helm-upgrade-overhead",
                ours: median(ours),
                theirs: median(theirs),
                ratio: median(ours) / median(theirs),
                unit: "ms",
                target: .atMost(1.1),
                note: "one of \(Self.releases.count) releases, 'new commit' to 'converged'; helm by hand; "
                    + "median of \(Self.upgrades)",
            )
        )
    }

    /// Pushes a change of one release, and says how long it took from the fetch until it was upgraded.
    private func upgrade(
        _ name: String,
        _ level: String,
        _ repository: ClusterRepository,
        _ daemon: DaemonProcess,
    ) async throws -> Double {
        let start = daemon.count
        try repository.change(name, of: Self.releases, level: level)
        try repository.commit("Change one release")
        let seen = try await daemon.line("new commit", from: start)
        let done = try await daemon.line("converged", from: start) { $0.fields["commit"] == seen.fields["commit"] }
        return done.time - seen.time
    }
}

/// Runs helm by hand as fettle has run it, for a release of its own.
private struct HelmHand {
    private let arguments: [String]
    private let values: FilePath

    /// - Parameters:
    ///   - call: the arguments that fettle gave it.
    ///   - plane: where it upgrades.
    ///   - repository: has the chart.
    /// - Throws: `BenchError` for other arguments than fettle's.
    init(_ call: [String], _ plane: ControlPlane, _ repository: ClusterRepository) throws {
        values = repository.folder.removingLastComponent().appending("values.yaml")
        var arguments = call
        for (flag, value) in [
            ("--values", values.string), ("--kubeconfig", plane.kubeconfig.string),
        ] {
            guard let index = arguments.firstIndex(of: flag), index + 1 < arguments.count else {
                throw BenchError(description: "helm \(call.joined(separator: " ")): has no \(flag)")
            }
            arguments[index + 1] = value
        }
        guard arguments.count > 2 else { throw BenchError(description: "helm \(call): has no chart") }
        // In the same namespace, where helm reads the same records.
        arguments[1] = "by-hand"
        arguments[2] = repository.folder.pushing(ReleaseSet.chart).string
        self.arguments = arguments
    }

    /// Upgrades it, and says how long that took.
    func upgrade(level: String) throws -> Double {
        try "level: \(level)\n".write(to: values)
        return try ProgramRun.output(of: "helm", arguments).run.milliseconds
    }
}
