import SystemPackage

/// What pushes and hand edits cost while `fettle run` keeps a cluster with 1,000 objects.
struct DaemonRows {
    let settings: Settings

    private static let pushes = ["requests-push-unchanged", "requests-push-k", "push-10-applied-ms"]
    private static let edits = ["drift-reported-p95-ms", "drift-corrected-p95-ms"]

    func measure(into table: inout Table) async throws {
        let wantsPushes = Self.pushes.contains { settings.wants($0, needingCluster: true) }
        let wantsEdits = Self.edits.contains { settings.wants($0, needingCluster: true) }
        guard wantsPushes || wantsEdits else { return }
        try await ControlPlane.with(settings) { plane in
            try await plane.warmUp()
            try await TemporaryFolder.with { folder in
                let objects = ObjectSet(prefix: "group", count: 1_000)
                let repository = try ClusterRepository(in: folder, [BenchCluster("bench", plane.kubeconfig, objects)])
                try await DaemonProcess.with(repository, settings, pollInterval: "200ms") { daemon in
                    try await daemon.line("converged", from: 0)
                    try await plane.server.settle()
                    if wantsPushes {
                        let rows = PushRows(plane: plane, repository: repository, objects: objects, daemon: daemon)
                        try await rows.measure(into: &table)
                    }
                    if wantsEdits {
                        try await DriftRows(plane: plane, objects: objects, daemon: daemon).measure(into: &table)
                    }
                }
            }
        }
    }
}
