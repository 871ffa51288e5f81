internal import Git
internal import Kubernetes
package import Logging
internal import Manifests
internal import YAML

/// Writes what happens to one cluster; the keys are those of `docs/operations.md`.
package struct RunLog: Sendable {
    private let logger: Logger

    /// - Parameter logger: carries nothing yet; this adds the cluster's name.
    package init(_ logger: Logger, cluster: String) {
        var logger = logger
        logger[metadataKey: "cluster"] = "\(cluster)"
        self.logger = logger
    }

    func drift(
        of object: Manifest,
        _ difference: FieldDifference,
        commit: String,
        action: String,
        took: Duration? = nil,
        level: Logger.Level = .warning,
    ) {
        var metadata: Logger.Metadata = [
            "object": "\(object.reference)",
            "want": "\(Self.shown(difference.want, of: object))",
            "live": "\(Self.shown(difference.live, of: object))",
            "commit": "\(commit)",
            "action": "\(action)",
        ]
        if !difference.path.isEmpty { metadata["field"] = "\(difference.path)" }
        if let manager = difference.manager { metadata["by"] = "\(manager)" }
        if let time = difference.time { metadata["at"] = "\(time)" }
        if let origin = object.writtenLast { metadata["from"] = "\(origin)" }
        if let took { metadata["took"] = "\(took.logged)" }
        logger.log(level: level, "drift", metadata: metadata)
    }

    func applied(_ object: Manifest, action: String, commit: String) {
        var metadata: Logger.Metadata = [
            "object": "\(object.reference)", "action": "\(action)", "commit": "\(commit)",
        ]
        if let origin = object.writtenLast { metadata["from"] = "\(origin)" }
        logger.info("applied", metadata: metadata)
    }

    func note(_ message: Logger.Message, object: String, reason: String, level: Logger.Level = .warning) {
        logger.log(level: level, message, metadata: ["object": "\(object)", "reason": "\(reason)"])
    }

    func deleted(_ object: String, commit: String) {
        logger.info("pruned", metadata: ["object": "\(object)", "action": "deleted", "commit": "\(commit)"])
    }

    func release(_ name: String, action: String, commit: String, took: Duration) {
        logger.info(
            "release",
            metadata: [
                "release": "\(name)", "action": "\(action)", "commit": "\(commit)", "took": "\(took.logged)",
            ],
        )
    }

    package func failed(_ failure: RunReport.Failure, commit: String?) {
        var metadata: Logger.Metadata = ["error": "\(failure.problem)"]
        if let commit { metadata["commit"] = "\(commit)" }
        logger.error("failed", metadata: metadata)
    }

    func ended(_ report: RunReport, revision: Revision) {
        var metadata: Logger.Metadata = ["commit": "\(revision.short)", "took": "\(report.took.logged)"]
        let counts: [(String, Int)] = [
            ("created", report.created), ("configured", report.configured), ("recreated", report.recreated),
            ("deleted", report.deleted), ("corrected", report.corrected), ("installed", report.installed),
            ("upgraded", report.upgraded), ("uninstalled", report.uninstalled), ("failed", report.failures.count),
        ]
        for (key, count) in counts where count > 0 { metadata[key] = "\(count)" }
        switch (report.isConverged, report.hasChanged) {
        case (true, true): logger.info("converged", metadata: metadata)
        case (true, false): logger.debug("unchanged", metadata: metadata)
        case (false, _): logger.error("not converged", metadata: metadata)
        }
    }

    /// Says what counts while a commit is refused.
    func kept(_ revision: Revision?, insteadOf refused: Revision) {
        var metadata: Logger.Metadata = ["commit": "\(refused.short)"]
        if let revision { metadata["kept"] = "\(revision.short)" }
        logger.warning("commit refused; nothing of it was applied", metadata: metadata)
    }

    package func message(_ text: Logger.Message, level: Logger.Level, _ metadata: Logger.Metadata = [:]) {
        logger.log(level: level, text, metadata: metadata)
    }

    /// A value as a log line shows it: one line, short, and never a secret.
    private static func shown(_ value: Value?, of object: Manifest) -> String {
        guard let value else { return "absent" }
        guard !object.isSensitive else { return SecretMask.mark }
        let text = value.string ?? value.jsonText
        return text.count <= 200 ? text : "\(text.prefix(200))…"
    }
}

extension Manifest {
    /// The file that most likely says what the object is: the last one that changed it, but for the cluster's own files,
    /// which only give values to variables.
    var writtenLast: Origin? {
        touchedBy.last { !$0.file.hasPrefix("\(ClusterDefinition.folder)/") } ?? origin
    }
}

extension Duration {
    /// As a log line shows it: `84ms`, `2.5s`, `3m20s`.
    package var logged: String {
        let seconds = Double(components.seconds) + Double(components.attoseconds) / 1e18
        if seconds < 1 { return "\(Int((seconds * 1000).rounded()))ms" }
        if seconds < 60 { return "\((seconds * 10).rounded() / 10)s" }
        return "\(Int(seconds) / 60)m\(Int(seconds) % 60)s"
    }
}
