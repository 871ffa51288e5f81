internal import Git
internal import GitCrypt
internal import Helm
package import Manifests
internal import SourceTrees
internal import SystemPackage

/// Checks a commit as far as that can be done without a cluster.
package struct RepositoryCheck: Sendable {
    /// What was found.
    package struct Findings: Sendable {
        package var failures: [RunReport.Failure] = []
        /// What keeps nothing from being applied.
        package var warnings: [Problem] = []
    }

    private let workshop: Workshop

    package init(_ workshop: Workshop) {
        self.workshop = workshop
    }

    /// Everything that is wrong, in all clusters.
    ///
    /// What takes values that only a cluster has (`substituteFrom`) cannot be checked, and is told as well; so are releases
    /// whose values cannot be looked at, as their charts cannot be had now.
    ///
    /// - Throws: what the repository throws.
    package func findings(in files: RepositoryFiles) async throws -> Findings {
        var findings = Findings()
        for violation in try files.decrypted.plaintextViolations() {
            findings.failures += RunReport.Failure.failures(from: violation, subject: "\(TreePath.root)")
        }
        for name in try ClusterDefinition.names(in: files.decrypted) {
            do {
                let desired = try await workshop.desiredState(of: name, files) { reference in
                    throw Problems(name, "takes values from \(reference), which is in the cluster only")
                }
                for release in desired.releases {
                    let problems = try chartProblems(of: release, desired)
                    findings.failures += problems
                    if problems.isEmpty { try await checkValues(of: release, desired, &findings) }
                }
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                findings.failures += RunReport.Failure.failures(from: error, subject: name)
            }
        }
        // What lies in a base is found in every cluster that takes it.
        var seen: Set<Problem> = []
        findings.failures = findings.failures.filter { seen.insert($0.problem).inserted }
        findings.warnings = findings.warnings.filter { seen.insert($0).inserted }
        return findings
    }

    /// What is wrong with the place of a chart in this repository; other repositories are not asked.
    private func chartProblems(of release: HelmRelease, _ desired: DesiredState) throws -> [RunReport.Failure] {
        do {
            let request = try desired.sources.request(for: release)
            try ChartCache.check(request, subject: release.subject, in: desired.files.decrypted)
            return []
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return RunReport.Failure.failures(from: error, subject: release.subject)
        }
    }

    // MARK: Values

    private func checkValues(of release: HelmRelease, _ desired: DesiredState, _ findings: inout Findings) async throws
    {
        do {
            let found = try await valuesFindings(of: release, desired).map(\.problem)
            if release.valuesCheck == .error {
                findings.failures += found.map { RunReport.Failure($0, isTransient: false) }
            } else {
                findings.warnings += found
            }
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            findings.warnings += Problem.unchecked(error, release)
        }
    }

    private func valuesFindings(of release: HelmRelease, _ desired: DesiredState) async throws -> [ValuesFinding] {
        guard release.valuesCheck != .off else { return [] }
        let committed = desired.committed
        let lookup: ValuesLookup = { reference in
            try await committed.data(of: reference) { reference in
                throw Problems(release.subject, "\(reference) is in the cluster only")
            }
        }
        let planned = try await PlannedRelease.plan(
            release,
            sources: desired.sources,
            charts: ChartResolver(workshop.charts, in: desired.files.decrypted, lookup: lookup),
            lookup: lookup,
            // Nothing is compared with what a cluster has.
            key: [],
        )
        return try await workshop.valuesCheck.findings(
            of: planned,
            in: desired.files.decrypted,
            lookup: lookup,
            dataOrigin: committed.origin,
        )
    }
}
