import SystemPackage

/// What `fettle run` uses while three clusters of 1,000 objects are as they should be.
struct IdleRows {
    let settings: Settings

    /// Control planes of their own, since the record of what was applied belongs to one cluster of the repository.
    private static let names = ["one", "two", "three"]
    private static let span = Duration.seconds(30)

    func measure(into table: inout Table) async throws {
        guard settings.wants("idle-memory-mib", "idle-cpu-percent", needingCluster: true) else { return }
        try await measure(Self.names[...], [], &table)
    }

    private func measure(_ names: ArraySlice<String>, _ clusters: [BenchCluster], _ table: inout Table) async throws {
        guard let name = names.first else { return try await measure(clusters, &table) }
        try await ControlPlane.with(settings) { plane in
            let objects = ObjectSet(prefix: name, count: 1_000)
            let cluster = BenchCluster(name, plane.kubeconfig, objects)
            try await measure(names.dropFirst(), clusters + [cluster], &table)
        }
    }

    private func measure(_ clusters: [BenchCluster], _ table: inout Table) async throws {
        try await TemporaryFolder.with { folder in
            let repository = try ClusterRepository(in: folder, clusters)
            try await DaemonProcess.with(repository, settings, pollInterval: "15s") { daemon in
                for cluster in clusters {
                    try await daemon.line("converged", from: 0) { $0.fields["cluster"] == cluster.name }
                }
                // The controllers have changed what was applied until then, which fettle may look at.
                for cluster in clusters { try await APIServer(kubeconfig: cluster.kubeconfig).settle() }
                let before = ProcessUse(of: daemon.id)
                try await Task.sleep(for: Self.span)
                let after = ProcessUse(of: daemon.id)
                let percent = (after.seconds - before.seconds) * 1e5 / Self.span.milliseconds
                let what = "three clusters of 1,000 objects, polled each 15 s"
                table.add("idle-memory-mib", after.mebibytes, "MiB", .atMost(60), "resident; \(what)")
                table.add("idle-cpu-percent", percent, "%", .atMost(0.2), "of one core, over \(Self.span); \(what)")
            }
        }
    }
}
