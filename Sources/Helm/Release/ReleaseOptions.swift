/// What waiting, hooks and checks an action of helm goes with.
package struct ActionOptions: Hashable, Sendable {
    /// How long helm may wait for any single thing.
    package var timeout: Duration
    /// Whether helm waits until the objects are ready.
    package var waits = true
    /// Whether helm, when it waits, waits for Jobs too.
    package var waitsForJobs = true
    package var runsHooks = true
    /// Whether objects are checked against the cluster's OpenAPI schema.
    package var validatesOpenAPI = true
    /// Whether values are checked against the chart's `values.schema.json`.
    package var validatesSchema = true
    /// Whether objects of the same name that are there already are taken over.
    package var takesOwnership = true
    /// How objects are written; nil for what suits the cluster.
    package var serverSideApply: ServerSideApply?

    package init(timeout: Duration) {
        self.timeout = timeout
    }
}

/// Who merges an object with what the cluster has.
package enum ServerSideApply: String, Hashable, Sendable, CaseIterable {
    /// As the last record of the release was written.
    case auto
    case enabled
    case disabled
}

/// What happens to the definitions of kinds in the `crds` folders of a chart and of its enabled subcharts.
package enum DefinitionPolicy: String, Hashable, Sendable, CaseIterable {
    case skip = "Skip"
    /// Those that are missing are made.
    case create = "Create"
    /// Those that are missing are made, and the others replaced.
    case createReplace = "CreateReplace"
}

/// How a release is installed.
package struct InstallOptions: Hashable, Sendable {
    package var action: ActionOptions
    package var createsNamespace = false
    package var definitions = DefinitionPolicy.create
    package var failurePolicy = FailurePolicy.retry(after: nil)

    package init(action: ActionOptions) {
        self.action = action
    }
}

/// How a release is upgraded.
package struct UpgradeOptions: Hashable, Sendable {
    /// What happens when the chart has another name than the one that is deployed.
    package enum Renaming: String, Hashable, Sendable, CaseIterable {
        /// The release is uninstalled, and installed of the new chart.
        case reinstall = "Reinstall"
        /// It is upgraded as for any other change.
        case inPlace = "InPlaceUpdate"
    }

    package var action: ActionOptions
    package var definitions = DefinitionPolicy.skip
    /// Whether objects are deleted and made again where they cannot be changed.
    package var forces = false
    /// Whether objects that a failed upgrade made are deleted.
    package var cleansUpOnFailure = false
    package var renaming = Renaming.reinstall
    /// Whether values of the revision before stay where the HelmRelease gives none.
    package var preservesValues = false
    package var failurePolicy = FailurePolicy.retry(after: nil)

    package init(action: ActionOptions) {
        self.action = action
    }
}

/// How a release is removed.
package struct UninstallOptions: Hashable, Sendable {
    package enum Propagation: String, Hashable, Sendable, CaseIterable {
        case background, foreground, orphan
    }

    package var timeout: Duration
    package var keepsHistory = false
    package var runsHooks = true
    package var waits = true
    package var propagation = Propagation.background

    /// - Parameter timeout: Flux's default when nothing else is known.
    package init(timeout: Duration = .seconds(300)) {
        self.timeout = timeout
    }
}
