/// Which of fettle's own variables its programs inherit.
enum ToolEnvironment {
    private static let names: Set<String> = ["PATH", "HOME", "USER", "LANG", "LC_ALL", "TMPDIR"]

    /// Helm reads its cluster and its credentials from these, and both are fettle's to choose.
    private static let withheldHelmPrefixes = ["HELM_KUBE", "HELM_DRIVER_SQL"]

    static func inheritable(of environment: [String: String]) -> [String: String] {
        environment.filter { isInheritable($0.key) }
    }

    private static func isInheritable(_ name: String) -> Bool {
        if names.contains(name) || name.hasPrefix("XDG_") || name.lowercased().hasSuffix("_proxy") { return true }
        return name.hasPrefix("HELM_") && !withheldHelmPrefixes.contains { name.hasPrefix($0) }
    }
}
