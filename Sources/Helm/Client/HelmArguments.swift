internal import Manifests

/// helm's command lines, none of which holds a secret.
enum HelmArguments {
    /// Who merges objects with what the cluster has.
    enum Method: Hashable, Sendable {
        case server
        case client
        case asBefore

        fileprivate var arguments: [String] {
            switch self {
            case .server: ["--server-side=true", "--force-conflicts"]
            case .client: ["--server-side=false"]
            case .asBefore: ["--server-side=auto"]
            }
        }
    }

    /// Installs or upgrades; values come on standard input.
    static func change(
        _ release: HelmRelease,
        chart: String,
        isInstall: Bool,
        labels: [String: String],
        _ method: Method,
    ) -> [String] {
        let action = isInstall ? release.install.action : release.upgrade.action
        var arguments = [
            "upgrade", release.name, chart, "--install", "--values", "-", "--namespace", release.namespace,
            "--history-max", String(release.maxHistory), "--timeout", action.timeout.goSeconds,
            "--labels", labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ","),
            "--hide-notes",
        ]
        // Values that an earlier revision was given play no part, unless that is asked for: the repository has them all.
        arguments.append(!isInstall && release.upgrade.preservesValues ? "--reuse-values" : "--reset-values")
        if action.waits {
            arguments.append("--wait")
            if action.waitsForJobs { arguments.append("--wait-for-jobs") }
        }
        if !action.runsHooks { arguments.append("--no-hooks") }
        if !action.validatesOpenAPI { arguments.append("--disable-openapi-validation") }
        if !action.validatesSchema { arguments.append("--skip-schema-validation") }
        if action.takesOwnership { arguments.append("--take-ownership") }
        if isInstall {
            if release.install.createsNamespace { arguments.append("--create-namespace") }
            if release.install.definitions != .create || method == .server { arguments.append("--skip-crds") }
        } else {
            if release.upgrade.forces { arguments.append("--force-replace") }
            if release.upgrade.cleansUpOnFailure { arguments.append("--cleanup-on-fail") }
        }
        // Tells on standard error, among much else, when helm has written everything and begins to wait.
        return arguments + method.arguments + ["--debug"]
    }

    /// Prints the definitions of a chart that has no templates; values come on standard input.
    static func definitions(_ release: HelmRelease, chart: String) -> [String] {
        ["template", release.name, chart, "--include-crds", "--values", "-", "--namespace", release.namespace]
    }

    /// Goes back to `revision` without running hooks and without waiting: an upgrade follows.
    static func unlock(_ release: HelmRelease, to revision: Int) -> [String] {
        rollBack(release, to: revision, timeout: release.upgrade.action.timeout) + ["--no-hooks"]
    }

    /// Undoes an upgrade.
    static func rollBack(_ release: HelmRelease, to revision: Int, _ method: Method) -> [String] {
        let options = release.rollback
        var arguments = rollBack(release, to: revision, timeout: options.timeout)
        if options.waits {
            arguments.append("--wait")
            if options.waitsForJobs { arguments.append("--wait-for-jobs") }
        }
        if !options.runsHooks { arguments.append("--no-hooks") }
        if options.forces { arguments.append("--force-replace") }
        if options.cleansUpOnFailure { arguments.append("--cleanup-on-fail") }
        return arguments + method.arguments
    }

    private static func rollBack(_ release: HelmRelease, to revision: Int, timeout: Duration) -> [String] {
        [
            "rollback", release.name, String(revision), "--namespace", release.namespace, "--history-max",
            String(release.maxHistory), "--timeout", timeout.goSeconds,
        ]
    }

    /// Runs the tests of the revision that is deployed.
    static func test(_ release: HelmRelease) -> [String] {
        let filters = release.test.filters.flatMap { ["--filter", "\($0.isExcluded ? "!name" : "name")=\($0.name)"] }
        return ["test", release.name, "--namespace", release.namespace, "--timeout", release.test.timeout.goSeconds]
            + filters
    }

    static func uninstall(_ name: String, namespace: String, _ options: UninstallOptions) -> [String] {
        var arguments = [
            "uninstall", name, "--namespace", namespace, "--ignore-not-found", "--cascade",
            options.propagation.rawValue, "--timeout", options.timeout.goSeconds,
        ]
        if options.keepsHistory { arguments.append("--keep-history") }
        if !options.runsHooks { arguments.append("--no-hooks") }
        if options.waits { arguments.append("--wait") }
        return arguments
    }
}
