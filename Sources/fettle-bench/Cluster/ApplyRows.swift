import SystemPackage

/// The first apply of 1,000 objects, each time into a cluster that was started for it.
struct ApplyRows {
    let settings: Settings

    func measure(into table: inout Table) async throws {
        var (ours, replays): ([Double], [Double]) = ([], [])
        for _ in 0..<settings.rounds {
            ours.append(try await onNewCluster { plane, repository, _ in try repository.sync(settings).milliseconds })
            replays.append(
                try await onNewCluster { plane, repository, folder in
                    let rendered = try repository.render(Self.cluster, settings)
                    return try Replay(rendered, cluster: Self.cluster, plane.server, in: folder, settings).run()
                }
            )
        }
        table.add(
            Table.Row(
                name: "apply-1000-vs-replay",
                ours: median(ours),
                theirs: median(replays),
                ratio: median(ours) / median(replays),
                unit: "ms",
                target: .atMost(1.2),
                note: "first sync, ours ÷ the same requests by curl, 16 at once; median of \(settings.rounds)",
            )
        )
        try await compareWithKubectl(median(ours), validate: true, &table)
        try await compareWithKubectl(median(ours), validate: false, &table)
    }

    private func compareWithKubectl(_ ours: Double, validate: Bool, _ table: inout Table) async throws {
        // Once: it takes so long that one run tells enough.
        let theirs = try await onNewCluster { plane, repository, _ in
            let rendered = try repository.render(Self.cluster, settings)
            return try plane.kubectl(
                "apply",
                "--server-side",
                "--validate=\(validate)",
                "--filename",
                rendered.string,
            ).milliseconds
        }
        table.add(
            Table.Row(
                name: validate ? "apply-1000-vs-kubectl" : "apply-1000-vs-kubectl-validate-off",
                ours: ours,
                theirs: theirs,
                ratio: theirs / ours,
                unit: "ms",
                note: "the same; kubectl apply --server-side --validate=\(validate)",
            )
        )
    }

    private static let cluster = "bench"

    /// Measures on a cluster that has seen nothing but a few objects of each kind.
    private func onNewCluster(
        _ body: (ControlPlane, ClusterRepository, FilePath) throws -> Double,
    ) async throws -> Double {
        try await ControlPlane.with(settings) { plane in
            try await plane.warmUp()
            return try TemporaryFolder.with { folder in
                let objects = ObjectSet(prefix: "group", count: 1_000)
                let cluster = BenchCluster(Self.cluster, plane.kubeconfig, objects)
                return try body(plane, try ClusterRepository(in: folder, [cluster]), folder)
            }
        }
    }
}
