internal import Git
internal import Helm
internal import Kubernetes
package import Logging
internal import Manifests
internal import YAML

/// Writes what happens to one cluster; the keys are those of `docs/operations.md`.
package struct RunLog: Sendable {
    private var logger: Logger

    /// - Parameter logger: carries nothing yet; this adds the cluster's name.
    package init(_ logger: Logger, cluster: String) {
        var logger = logger
        logger[metadataKey: "cluster"] = "\(cluster)"
        self.logger = logger
    }

    /// The same, with the commit in every line.
    func at(_ revision: Revision) -> RunLog {
        var result = self
        result.logger[metadataKey: "commit"] = "\(revision.short)"
        return result
    }

    func drift(
        of object: Manifest,
        _ difference: FieldDifference,
        action: String,
        took: Duration? = nil,
        level: Logger.Level = .warning,
    ) {
        var metadata: Logger.Metadata = [
            "object": "\(object.reference)",
            "want": "\(Self.shown(difference.want, of: object))",
            "live": "\(Self.shown(difference.live, of: object))",
            "action": "\(action)",
        ]
        if !difference.path.isEmpty { metadata["field"] = "\(difference.path)" }
        if let manager = difference.manager { metadata["by"] = "\(manager)" }
        if let time = difference.time { metadata["at"] = "\(time)" }
        if let origin = object.origin(of: difference) { metadata["from"] = "\(origin)" }
        if let took { metadata["took"] = "\(took.logged)" }
        logger.log(level: level, "drift", metadata: metadata)
    }

    func applied(_ object: Manifest, action: String) {
        var metadata: Logger.Metadata = [
            "object": "\(object.reference)", "action": "\(action)",
        ]
        if let origin = object.writtenLast { metadata["from"] = "\(origin)" }
        logger.info("applied", metadata: metadata)
    }

    func note(_ message: Logger.Message, object: String, reason: String, level: Logger.Level = .warning) {
        logger.log(level: level, message, metadata: ["object": "\(object)", "reason": "\(reason)"])
    }

    func note(_ message: Logger.Message, release: HelmRelease, reason: Problem, level: Logger.Level) {
        let name: Logger.MetadataValue = "\(release.namespace)/\(release.name)"
        logger.log(level: level, message, metadata: ["release": name, "reason": "\(reason)"])
    }

    /// Says that a kind cannot be watched, or can be again.
    func watch(of kind: GroupVersionKind, failedWith error: KubernetesError?) {
        let name: Logger.MetadataValue = "\(kind.apiVersion)/\(kind.kind)"
        guard let error else { return logger.info("watched again", metadata: ["kind": name]) }
        logger.warning(
            "not watched",
            metadata: [
                "kind": name, "error": "\(error)", "reason": "drift in such objects is found at the next interval only",
            ],
        )
    }

    func deleted(_ object: String) {
        logger.info("pruned", metadata: ["object": "\(object)", "action": "deleted"])
    }

    /// Says which step was done for a release, and why.
    func release(_ name: String, action: String, state: String, reason: String, took: Duration) {
        logger.info(
            "release",
            metadata: [
                "release": "\(name)", "state": "\(state)", "action": "\(action)", "reason": "\(reason)",
                "took": "\(took.logged)",
            ],
        )
    }

    package func failed(_ failure: RunReport.Failure, level: Logger.Level = .error) {
        logger.log(level: level, "failed", metadata: ["error": "\(failure.problem)"])
    }

    /// Says that a cluster has not answered for some runs in a row, or that one that was away has answered.
    func tell(_ news: CircuitBreaker.News?) {
        switch news {
        case nil: break
        case .away:
            logger.warning(
                "cluster is away",
                metadata: ["reason": "it is asked less and less often, every five minutes at last, and at each commit"],
            )
        case .back(let time): logger.info("cluster is back", metadata: ["took": "\(time.logged)"])
        }
    }

    func ended(_ report: RunReport) {
        var metadata: Logger.Metadata = ["took": "\(report.took.logged)"]
        let counts: [(String, Int)] = [
            ("created", report.created), ("configured", report.configured), ("recreated", report.recreated),
            ("deleted", report.deleted), ("corrected", report.corrected), ("installed", report.installed),
            ("upgraded", report.upgraded), ("uninstalled", report.uninstalled), ("failed", report.failures.count),
            ("rendered", report.rendered), ("reused", report.reused),
        ]
        for (key, count) in counts where count > 0 { metadata[key] = "\(count)" }
        switch (report.isConverged, report.hasChanged) {
        case _ where report.isSuperseded && report.failures.isEmpty: logger.info("superseded", metadata: metadata)
        case (true, true): logger.info("converged", metadata: metadata)
        case (true, false): logger.debug("unchanged", metadata: metadata)
        case (false, false) where report.failures.allSatisfy(\.isOld): logger.debug("not converged", metadata: metadata)
        case (false, _): logger.error("not converged", metadata: metadata)
        }
    }

    /// Says that an object is changed each time after it was corrected.
    func contested(_ object: Manifest, by managers: [String]) {
        let who = managers.isEmpty ? "somebody" : managers.joined(separator: ", ")
        var metadata: Logger.Metadata = [
            "object": "\(object.reference)", "by": "\(who)", "action": "slowed down",
            "error": """
            \(object.reference): is changed again and again by \(who); end one of the two, take the fields out of the \
            repository, or set the annotation \(LoadBearingNames.driftAnnotation): ignore
            """,
        ]
        if let origin = object.writtenLast { metadata["from"] = "\(origin)" }
        logger.error("contested", metadata: metadata)
    }

    /// Says what counts while a commit cannot be applied.
    func kept(_ revision: Revision?, isRefused: Bool) {
        var metadata: Logger.Metadata = [:]
        if let revision { metadata["kept"] = "\(revision.short)" }
        logger.warning(
            isRefused ? "commit refused; nothing of it was applied" : "commit not applied yet; it is tried again",
            metadata: metadata,
        )
    }

    package func message(_ text: Logger.Message, level: Logger.Level) {
        logger.log(level: level, text)
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

extension Manifest {
    /// Where the field is written that a cluster has otherwise; for a field that is not wanted, where what holds it is.
    func origin(of difference: FieldDifference) -> Origin? {
        guard let fields, !difference.steps.isEmpty else { return writtenLast }
        let writings = fields.writings(at: difference.steps.places(in: object))
        return writings.last { $0.writer != .substitution }?.origin ?? writtenLast
    }
}

extension [FieldStep] {
    /// The same path with the items of lists by their numbers in `value`; ends where nothing lies.
    fileprivate func places(in value: Value) -> [FieldOrigins.Step] {
        var places: [FieldOrigins.Step] = []
        var value = value
        for step in self {
            guard let next = step.resolve(in: value) else { break }
            if case .field(let name) = step {
                places.append(.field(name))
            } else {
                guard let index = value.array?.firstIndex(of: next) else { break }
                places.append(.index(index))
            }
            value = next
        }
        return places
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
