internal import Git
internal import GitCrypt
internal import Helm
internal import Manifests
internal import SourceTrees
internal import SystemPackage

/// Checks a commit as far as that can be done without a cluster.
package struct RepositoryCheck: Sendable {
    private let workshop: Workshop

    package init(_ workshop: Workshop) {
        self.workshop = workshop
    }

    /// Everything that is wrong, in all clusters.
    ///
    /// What takes values that only a cluster has (`substituteFrom`) cannot be checked, and is told as well.
    ///
    /// - Throws: what the repository throws.
    package func problems(in files: RepositoryFiles) async throws -> [RunReport.Failure] {
        var failures: [RunReport.Failure] = []
        for violation in try files.decrypted.plaintextViolations() {
            failures += RunReport.Failure.failures(from: violation, subject: "\(TreePath.root)")
        }
        for name in try ClusterDefinition.names(in: files.decrypted) {
            do {
                let desired = try await workshop.desiredState(of: name, files) { reference in
                    throw Problems(name, "takes values from \(reference), which is in the cluster only")
                }
                failures += try chartProblems(in: desired)
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                failures += RunReport.Failure.failures(from: error, subject: name)
            }
        }
        var seen: Set<Problem> = []
        return failures.filter { seen.insert($0.problem).inserted }
    }

    /// What is wrong with the places of charts in this repository; other repositories are not asked.
    private func chartProblems(in desired: DesiredState) throws -> [RunReport.Failure] {
        var failures: [RunReport.Failure] = []
        for release in desired.releases {
            do {
                let request = try desired.sources.request(for: release)
                try ChartCache.check(request, subject: release.subject, in: desired.files.decrypted)
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                failures += RunReport.Failure.failures(from: error, subject: release.subject)
            }
        }
        return failures
    }
}
