/// What happens when an install or an upgrade has failed, its tests included.
package enum FailurePolicy: Hashable, Sendable {
    /// It is tried again, for ever, and nothing is undone: Flux's `RetryOnFailure`.
    ///
    /// With an interval each try follows the last after it, else after 5 seconds and then longer and longer, up to 5
    /// minutes.
    case retry(after: Duration?)
    /// It is undone and tried again, a number of times: Flux's `RemediateOnFailure`.
    case remediate(Remediation)

    /// Whether the release counts as good although its tests have failed; nil for what the tests themselves say.
    var ignoresTestFailures: Bool? {
        if case .remediate(let remediation) = self { remediation.ignoresTestFailures } else { nil }
    }
}

/// How a failed install or upgrade is undone.
package struct Remediation: Hashable, Sendable {
    package enum Means: String, Hashable, Sendable, CaseIterable {
        /// Back to the revision that was deployed before; a release that has none is left as it is.
        case rollBack = "rollback"
        case uninstall
    }

    package var means: Means
    /// How many tries follow the first one; nil for no limit.
    package var retries: Int? = 0
    /// Whether the last try, too, is undone when it fails.
    package var undoesLast = false
    package var ignoresTestFailures: Bool?

    package init(_ means: Means) {
        self.means = means
    }

    /// Whether no try follows after so many failures.
    func isExhausted(after failures: Int) -> Bool {
        retries.map { failures > $0 } ?? false
    }
}

/// Whether and how a chart's tests are run after an install or upgrade: Flux's `spec.test`.
package struct TestOptions: Hashable, Sendable {
    /// A test by the name of its hook.
    package struct Filter: Hashable, Sendable {
        package let name: String
        package let isExcluded: Bool
    }

    package var isEnabled = false
    package var timeout: Duration
    package var ignoresFailures = false
    /// Those that run; empty for all.
    package var filters: [Filter] = []

    package init(timeout: Duration) {
        self.timeout = timeout
    }
}

/// How a release is rolled back: Flux's `spec.rollback`.
package struct RollbackOptions: Hashable, Sendable {
    package var timeout: Duration
    package var waits = true
    package var waitsForJobs = true
    package var runsHooks = true
    /// Whether objects are deleted and made again where they cannot be changed.
    package var forces = false
    /// Whether objects that a failed rollback made are deleted.
    package var cleansUpOnFailure = false
    /// How objects are written; nil for what suits the cluster.
    package var serverSideApply: ServerSideApply?

    package init(timeout: Duration) {
        self.timeout = timeout
    }
}
