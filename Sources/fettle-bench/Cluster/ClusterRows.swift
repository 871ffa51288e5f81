import Glibc

/// What needs a cluster: control planes of the bench's own, and fettle as a user runs it.
struct ClusterRows {
    let settings: Settings

    func measure(into table: inout Table) async throws {
        // No setting of this user's git plays a part.
        setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1)
        setenv("GIT_CONFIG_NOSYSTEM", "1", 1)
        if settings.wants(
            "apply-1000-vs-replay",
            "apply-1000-vs-kubectl",
            "apply-1000-vs-kubectl-validate-off",
            needingCluster: true,
        ) {
            try await ApplyRows(settings: settings).measure(into: &table)
        }
        try await GrowthRows(settings: settings).measure(into: &table)
        try await HelmRows(settings: settings).measure(into: &table)
        try await DaemonRows(settings: settings).measure(into: &table)
        try await IdleRows(settings: settings).measure(into: &table)
        try await FleetRows(settings: settings).measure(into: &table)
    }
}
