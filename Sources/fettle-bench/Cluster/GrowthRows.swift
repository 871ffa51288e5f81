import SystemPackage

/// First apply and restart with 100, 1,000 and 10,000 objects; and what a restart with 1,000 costs.
struct GrowthRows {
    let settings: Settings

    func measure(into table: inout Table) async throws {
        var before: (apply: Double, restart: Double)?
        for count in [100, 1_000, 10_000] {
            guard isWanted(count) else { continue }
            let times = try await ControlPlane.with(settings) { plane in
                try await plane.warmUp()
                return try await TemporaryFolder.with { folder in
                    try await measure(count, plane, in: folder, &table)
                }
            }
            add("apply-\(count)", times.apply, before?.apply, &table)
            add("restart-\(count)", times.restart, before?.restart, &table)
            before = times
        }
    }

    private func isWanted(_ count: Int) -> Bool {
        if count > 1_000 && !settings.isLarge { return false }
        let details = count == 1_000 ? ["restart-1000-vs-kubectl-diff", "requests-restart"] : []
        return (["apply-\(count)", "restart-\(count)"] + details).contains { settings.wants($0, needingCluster: true) }
    }

    private func measure(
        _ count: Int,
        _ plane: ControlPlane,
        in folder: FilePath,
        _ table: inout Table,
    ) async throws -> (apply: Double, restart: Double) {
        let objects = ObjectSet(prefix: "group", count: count)
        let repository = try ClusterRepository(in: folder, [BenchCluster("bench", plane.kubeconfig, objects)])
        let apply = try repository.sync(settings).milliseconds
        try await plane.server.settle()
        let runs = count > 1_000 ? 3 : settings.runs
        var restarts = try (0..<runs).map { _ in try repository.sync(settings).milliseconds }
        if count == 1_000 {
            try await countRequests(repository, plane, &table)
            if settings.wants("restart-1000-vs-kubectl-diff", needingCluster: true) {
                let rendered = try repository.render("bench", settings)
                let theirs = try plane.kubectl("diff", "--server-side", "--filename", rendered.string).milliseconds
                restarts += try (0..<runs).map { _ in try repository.sync(settings).milliseconds }
                table.add(
                    Table.Row(
                        name: "restart-1000-vs-kubectl-diff",
                        ours: median(restarts),
                        theirs: theirs,
                        ratio: theirs / median(restarts),
                        unit: "ms",
                        target: .atLeast(20),
                        note: "sync of what is in sync; kubectl diff --server-side",
                    )
                )
            }
        }
        return (apply, median(restarts))
    }

    /// What a sync of what is in sync asks the server.
    private func countRequests(_ repository: ClusterRepository, _ plane: ControlPlane, _ table: inout Table)
        async throws
    {
        let requests = try await plane.server.requests { try repository.sync(settings) }
        let kinds = Double(ObjectSet.Kind.allCases.count)
        print("  a restart asks: \(requests.text)")
        table.add(
            Table.Row(
                name: "requests-restart",
                ours: requests.total,
                theirs: kinds,
                ratio: requests.total,
                unit: "requests",
                target: .atMost(kinds + 3),
                note: "sync of 1,000 objects in sync; against: the number of kinds",
            )
        )
    }

    private func add(_ name: String, _ time: Double, _ before: Double?, _ table: inout Table) {
        table.add(
            Table.Row(
                name: name,
                ours: time,
                theirs: before.map { $0 * 10 } ?? 0,
                ratio: before.map { time / $0 / 10 } ?? 1,
                unit: "ms",
                note: before == nil ? "the same with fewer objects" : "ten times the objects; ratio 1 is linear",
            )
        )
    }
}
