internal import ArgumentParser
internal import Kubernetes
internal import Manifests
internal import Reconciliation
internal import YAML

extension ClusterPreview {
    /// Prints what would change, a line each, and ends the command when there is anything.
    ///
    /// - Throws: `ExitCode`: 1 for changes, 2 for what could not be found out.
    func show() throws {
        for change in changes {
            StandardOutput.print("\(change.action.rawValue) \(change.name)\(change.origin)")
            change.showDetails(behind: "    ")
            for object in change.objects {
                // Every object of a release comes from the same place, its HelmRelease.
                StandardOutput.print("    \(object.action.rawValue) \(object.name)")
                object.showDetails(behind: "        ")
            }
        }
        Failure.print(warnings: warnings)
        Failure.print(failures)
        if !failures.isEmpty { throw ExitCode(2) }
        if !changes.isEmpty { throw ExitCode(1) }
    }
}

extension ClusterPreview.Change {
    fileprivate var origin: String {
        manifest?.origin.map { " (\($0))" } ?? ""
    }

    fileprivate func showDetails(behind indent: String) {
        if let note { StandardOutput.print("\(indent)(\(note))") }
        for difference in differences { StandardOutput.print("\(indent)\(text(of: difference))") }
    }

    private func text(of difference: FieldDifference) -> String {
        let by = difference.manager.map { " (by \($0)\(difference.time.map { " at \($0)" } ?? ""))" } ?? ""
        return "\(difference.path): \(shown(difference.live)) → \(shown(difference.want))\(by)"
    }

    private func shown(_ value: Value?) -> String {
        guard let value else { return "absent" }
        guard manifest?.isSensitive == false, value != .string(SecretMask.mark) else { return SecretMask.mark }
        return value.jsonText
    }
}
