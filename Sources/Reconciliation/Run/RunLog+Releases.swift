internal import Helm
internal import Logging
internal import Manifests

extension RunLog {
    /// Says which step was done for a release, and why.
    func release(_ release: HelmRelease, _ state: ReleaseState, _ step: ReleaseStep, took: Duration) {
        guard let action = step.done else { return }
        self.release(
            "\(release.namespace)/\(release.name)",
            action: action,
            state: state.name,
            reason: state.reason,
            took: took,
        )
    }

    /// Says that a key of a release's values does not do what it seems to.
    func values(of release: HelmRelease, _ finding: ValuesFinding) {
        note("values", release: release, reason: finding.problem, level: .warning)
    }

    /// Says that nobody could look at the values of a release.
    func valuesUnchecked(_ release: HelmRelease, why problems: [Problem]) {
        for problem in problems { note("values not checked", release: release, reason: problem, level: .info) }
    }
}

extension ReleaseStep {
    /// What was done, as the log has it; nil for a step that does nothing.
    fileprivate var done: String? {
        switch self {
        case .install: "installed"
        case .upgrade: "upgraded"
        case .unlock: "unlocked"
        case .test: "tested"
        case .correct: "corrected"
        case .rollBack(let revision): "rolled back to \(revision)"
        case .uninstall: "uninstalled"
        case .nothing, .wait, .giveUp: nil
        }
    }
}
