internal import Helm
internal import Kubernetes
internal import Logging
internal import Manifests

extension ClusterAccess {
    /// Makes the definitions that a chart brings, or replaces those that are there, and logs each that was written.
    ///
    /// - Throws: `HelmError` with every definition that could not be made and the server's words; `KubernetesError` when
    ///   the cluster could not be asked.
    func define(_ chart: ChartDefinitions, replaces: Bool, for release: HelmRelease, _ log: RunLog) async throws {
        for other in chart.others {
            log.note(
                "passed over",
                object: "\(other.reference)",
                reason: "\(release.subject): the chart's folder crds is for CustomResourceDefinitions; "
                    + "move it to its templates",
            )
        }
        var errors: [KubernetesError] = []
        for outcome in try await definitions.apply(chart.unique(last: replaces), replaces: replaces) {
            switch outcome.action {
            case .created: log.applied(outcome.manifest, action: "created")
            case .configured: log.applied(outcome.manifest, action: "configured")
            case .recreated: log.applied(outcome.manifest, action: "recreated")
            case .unchanged: break
            case .failed(let error): errors.append(error)
            case .skipped(let cause): errors.append(outcome.error("is not made, since \(cause)"))
            case .unknownKind:
                errors.append(outcome.error("the cluster does not know \(outcome.manifest.kind.apiVersion)"))
            }
        }
        guard !errors.isEmpty else { return }
        throw HelmError(
            .rejected,
            subject: release.subject,
            errors.map(\.description).joined(separator: "; "),
            isTransient: errors.allSatisfy(\.isTransient),
        )
    }
}

extension ApplyOutcome {
    fileprivate func error(_ text: String) -> KubernetesError {
        KubernetesError(.unknownKind, subject: "\(manifest.reference)", text)
    }
}
