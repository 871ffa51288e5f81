internal import Git
internal import GitCrypt
internal import Manifests
internal import SourceTrees

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
                _ = try await workshop.desiredState(of: name, files) { reference in
                    throw Problems(name, "takes values from \(reference), which is in the cluster only")
                }
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                failures += RunReport.Failure.failures(from: error, subject: name)
            }
        }
        var seen: Set<Problem> = []
        return failures.filter { seen.insert($0.problem).inserted }
    }
}
