internal import Git
internal import GitCrypt
internal import Helm
internal import Kubernetes
internal import Manifests
internal import SourceTrees
internal import Tools

extension RunReport.Failure {
    /// What went wrong, from any error of the modules below.
    ///
    /// - Parameter subject: what the message begins with when the error names no subject of its own.
    package static func failures(from error: any Error, subject: String) -> [RunReport.Failure] {
        switch error {
        case let error as Problems:
            error.list.map { RunReport.Failure($0, isTransient: error.isTransient) }
        case let error as KubernetesError:
            [RunReport.Failure(Problem(error.subject, error.message), isTransient: error.isTransient)]
        case let error as HelmError:
            [RunReport.Failure(Problem(error.subject, error.message), isTransient: error.isTransient)]
        case let error as GitError:
            [RunReport.Failure(Problem(error.subject, error.message), isTransient: error.isTransient)]
        case let error as GitCryptError:
            [
                RunReport.Failure(
                    Problem(error.subject, "\(error.problem); \(error.advice)"),
                    isTransient: error.isTransient,
                )
            ]
        case let error as SourceTreeError:
            [RunReport.Failure(Problem(error.subject, error.message), isTransient: false)]
        case let error as ToolError:
            [RunReport.Failure(Problem(subject, "\(error)"), isTransient: error.reason != .notFound)]
        default:
            [RunReport.Failure(Problem(subject, "\(error)"), isTransient: true)]
        }
    }
}

extension Problem {
    /// Says why nobody could look at the values of a release.
    static func unchecked(_ error: any Error, _ release: HelmRelease) -> [Problem] {
        RunReport.Failure.failures(from: error, subject: release.subject).map {
            Problem($0.problem.subject, "values are not checked: \($0.problem.message)")
        }
    }
}
