package import Manifests

/// What one run did with one cluster.
package struct RunReport: Sendable {
    package var created = 0
    package var configured = 0
    package var recreated = 0
    package var unchanged = 0
    package var deleted = 0
    /// Objects that differed from what was applied last, corrected or not.
    package var drifted = 0
    package var corrected = 0
    package var installed = 0
    package var upgraded = 0
    package var uninstalled = 0
    /// How many stages were rendered for this run.
    package var rendered = 0
    /// How many stages were taken from an earlier commit, since nothing that made them has changed.
    package var reused = 0
    /// Everything that went wrong.
    package var failures: [Failure] = []
    package var took: Duration = .zero
    /// Whether the run ended early because there is a new commit.
    package var isSuperseded = false

    package init() {}

    /// Something that went wrong in a run.
    package struct Failure: Sendable, CustomStringConvertible {
        package let problem: Problem
        /// Whether another try may succeed without a new commit.
        package let isTransient: Bool
        /// When that try makes sense; nil when nobody knows.
        package let retryAfter: Duration?
        /// Whether it was told before, and is so still.
        package let isOld: Bool

        package init(_ problem: Problem, isTransient: Bool, retryAfter: Duration? = nil, isOld: Bool = false) {
            self.problem = problem
            self.isTransient = isTransient
            self.retryAfter = retryAfter
            self.isOld = isOld
        }

        package var description: String { problem.description }
    }

    /// Adds what another part of the same run did.
    mutating func add(_ other: RunReport) {
        created += other.created
        configured += other.configured
        recreated += other.recreated
        unchanged += other.unchanged
        deleted += other.deleted
        drifted += other.drifted
        corrected += other.corrected
        installed += other.installed
        upgraded += other.upgraded
        uninstalled += other.uninstalled
        rendered += other.rendered
        reused += other.reused
        failures += other.failures
        took += other.took
        isSuperseded = isSuperseded || other.isSuperseded
    }

    /// Whether the cluster is what the commit wants it to be.
    package var isConverged: Bool { failures.isEmpty && !isSuperseded }

    /// Whether anything was written.
    package var hasChanged: Bool {
        created + configured + recreated + deleted + installed + upgraded + uninstalled > 0
    }

    /// How long to wait for the next try, where each failure that does not know takes `pause`.
    func nextTry(_ pause: Duration) -> Duration {
        failures.filter(\.isTransient).map { $0.retryAfter ?? pause }.min() ?? pause
    }

    /// Whether the cluster may become right without a new commit.
    package var mayRecover: Bool { failures.contains(where: \.isTransient) }
}
