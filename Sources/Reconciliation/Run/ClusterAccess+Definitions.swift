internal import Helm
internal import Kubernetes
internal import Logging
internal import Manifests

extension ClusterAccess {
    /// Makes the definitions that a chart brings, or replaces those that are there, and logs each that was written.
    ///
    /// - Returns: whether any was written.
    /// - Throws: `HelmError` with every definition that could not be made and the server's words; `KubernetesError` when
    ///   the cluster could not be asked.
    func define(_ chart: ChartDefinitions, replaces: Bool, for release: HelmRelease, _ log: RunLog) async throws
        -> Bool
    {
        for other in chart.others {
            log.note(
                "passed over",
                object: "\(other.reference)",
                reason: "\(release.subject): the chart's folder crds is for CustomResourceDefinitions; "
                    + "move it to its templates",
            )
        }
        var errors: [KubernetesError] = []
        var written = 0
        func note(_ manifest: Manifest, _ action: String) {
            log.applied(manifest, action: action)
            written += 1
        }
        for outcome in try await definitions.apply(chart.unique(last: replaces), replaces: replaces) {
            switch outcome.action {
            case .created: note(outcome.manifest, "created")
            case .configured: note(outcome.manifest, "configured")
            case .recreated: note(outcome.manifest, "recreated")
            case .unchanged: break
            case .failed(let error): errors.append(error)
            case .skipped(let cause): errors.append(outcome.error("is not made, since \(cause)"))
            case .unknownKind:
                errors.append(outcome.error("the cluster does not know \(outcome.manifest.kind.apiVersion)"))
            }
        }
        guard !errors.isEmpty else { return written > 0 }
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
