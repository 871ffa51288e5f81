internal import Manifests
internal import YAML

extension FailurePolicy {
    private enum Strategy: String, CaseIterable {
        case remediate = "RemediateOnFailure"
        case retry = "RetryOnFailure"
    }

    /// Flux's default for `strategy.retryInterval`.
    private static let retryInterval = Duration.seconds(300)

    /// Reads `strategy` and `remediation` of `install` or `upgrade`.
    ///
    /// Where neither is given, Flux gives up after the first failure. A release shall never need a hand, so here it is tried
    /// again.
    ///
    /// - Parameter isUpgrade: an upgrade can be rolled back, and undoes its last failure by default.
    static func read(_ reader: FieldReader, isUpgrade: Bool) -> FailurePolicy {
        let strategy = reader.object("strategy") { fields in
            let name = fields.choice("name", Strategy.self)
            if fields.value("name") == nil { fields.fail("name", "is missing") }
            let interval = fields.duration("retryInterval")
            if interval != nil, name == .remediate {
                fields.fail("retryInterval", "goes with RetryOnFailure only; remove it")
            }
            return (name: name, interval: interval)
        }
        let remediation = reader.object("remediation") { Remediation.read($0, isUpgrade: isUpgrade) }
        guard strategy?.name != .retry else { return .retry(after: strategy?.interval ?? retryInterval) }
        if let remediation { return .remediate(remediation) }
        return strategy == nil ? .retry(after: nil) : .remediate(Remediation(isUpgrade ? .rollBack : .uninstall))
    }
}

extension Remediation {
    fileprivate static func read(_ fields: FieldReader, isUpgrade: Bool) -> Remediation {
        var result = Remediation(isUpgrade ? .rollBack : .uninstall)
        if isUpgrade { result.means = fields.choice("strategy", Means.self) ?? .rollBack }
        let retries = fields.integer("retries") ?? 0
        result.retries = retries < 0 ? nil : Int(min(retries, 1_000_000))
        // Flux's defaults (HelmRelease v2, MustRemediateLastFailure): only an upgrade with retries undoes its last failure.
        result.undoesLast = fields.bool("remediateLastFailure") ?? (isUpgrade && result.retries != 0)
        result.ignoresTestFailures = fields.bool("ignoreTestFailures")
        return result
    }
}

extension TestOptions {
    static func read(_ fields: FieldReader, timeout: Duration) -> TestOptions {
        var result = TestOptions(timeout: fields.duration("timeout") ?? timeout)
        result.isEnabled = fields.bool("enable") ?? false
        result.ignoresFailures = fields.bool("ignoreFailures") ?? false
        result.filters = fields.objects("filters") { filter in
            Filter(name: filter.requiredString("name"), isExcluded: filter.bool("exclude") ?? false)
        }
        return result
    }
}

extension RollbackOptions {
    static func read(_ fields: FieldReader, timeout: Duration) -> RollbackOptions {
        var result = RollbackOptions(timeout: fields.duration("timeout") ?? timeout)
        result.waits = !(fields.bool("disableWait") ?? false)
        result.waitsForJobs = !(fields.bool("disableWaitForJobs") ?? false)
        result.runsHooks = !(fields.bool("disableHooks") ?? false)
        result.forces = fields.bool("force") ?? false
        result.cleansUpOnFailure = fields.bool("cleanupOnFail") ?? false
        result.serverSideApply = fields.choice("serverSideApply", ServerSideApply.self)
        // Flux does nothing for it either.
        _ = fields.bool("recreate")
        return result
    }
}
