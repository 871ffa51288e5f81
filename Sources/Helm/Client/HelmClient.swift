internal import Foundation
internal import Manifests
package import SystemPackage
package import Tools
internal import YAML

/// Drives helm on one cluster.
///
/// Only one call at a time may concern one release; calls for different releases may run together.
package struct HelmClient: Sendable {
    /// Finds the charts for this client's releases.
    package let charts: ChartCache
    let cluster: String
    private let call: HelmCall
    private let clusterArguments: [String]
    private let writing: WritingMethod

    /// - Parameters:
    ///   - tools: runs helm, and kubectl once to ask for the server's version.
    ///   - kubeconfig: a file that helm can read as long as this client is used.
    ///   - context: the context in it; nil for its current one.
    ///   - folders: for charts of the repository and for credentials.
    ///   - cacheFolder: where charts and helm's own caches are kept; made when it is not there.
    ///   - cluster: the cluster's name, which becomes the owner of its releases.
    ///   - charts: a cache that several clients share; nil for one in `cacheFolder`.
    package init(
        tools: any ToolRunner,
        kubeconfig: String,
        context: String?,
        folders: PrivateFolders,
        cacheFolder: FilePath,
        cluster: String,
        charts: ChartCache? = nil,
    ) {
        self.cluster = cluster
        self.charts = charts ?? ChartCache(folder: cacheFolder, folders: folders)
        call = HelmCall(tools: tools, home: cacheFolder)
        clusterArguments = ["--kubeconfig", kubeconfig] + (context.map { ["--kube-context", $0] } ?? [])
        writing = WritingMethod(tools: tools, kubeconfig: kubeconfig, context: context, cluster: cluster)
    }

    /// What converging a release did.
    package struct ReleaseOutcome: Hashable, Sendable {
        package enum Action: String, Hashable, Sendable {
            case unchanged
            case installed
            case upgraded
        }

        package let action: Action
        /// The revision that is deployed now.
        package let revision: Int
        package let took: Duration
        /// What a killed helm had left, if anything had to be put right first.
        package let recovered: ReleaseRecord?
    }

    /// Brings one release to what is planned.
    ///
    /// Runs nothing when `state` says that it is so already.
    ///
    /// - Parameters:
    ///   - planned: what is wanted.
    ///   - state: as `ReleaseState.of` decided it from the records of now.
    ///   - records: for looking again after a recovery, and for forgetting what a killed helm left.
    ///   - lookup: reads the credentials of a registry.
    /// - Returns: what was done, and the revision that is deployed now.
    /// - Throws: `HelmError`; `CancellationError`, after helm has ended; what `records` and `lookup` throw.
    package func converge(
        _ planned: PlannedRelease,
        from state: ReleaseState,
        records: any ReleaseRecords,
        lookup: @escaping ValuesLookup,
    ) async throws -> ReleaseOutcome {
        let start = ContinuousClock.now
        if case .inSync(let record) = state {
            return ReleaseOutcome(action: .unchanged, revision: record.revision, took: .zero, recovered: nil)
        }
        let release = planned.release
        try HelmCall.makeFolder(call.home, subject: release.subject)
        let isRecovered = try await recover(from: state, planned, records)
        let known = try await records.list(namespace: release.namespace, name: release.name)
        let last = known.max { $0.revision < $1.revision }
        // Rolling back makes a new record beside the one that a killed helm left.
        for record in known where record.status.isPending && record != last { try await records.delete(record) }
        let isInstall = last == nil || last?.status == .uninstalled
        let revision = (last?.revision ?? 0) + 1
        let method = try await method(for: release, isInstall: isInstall)
        let text = try await charts.withChart(planned.chart, subject: release.subject, lookup: lookup) { chart in
            try await change(planned, chart: chart, isInstall: isInstall, revision: revision, method)
        }
        return ReleaseOutcome(
            action: isInstall ? .installed : .upgraded,
            revision: Self.revision(in: text) ?? revision,
            took: start.duration(to: .now),
            recovered: isRecovered ? state.record : nil,
        )
    }

    private func change(
        _ planned: PlannedRelease,
        chart: FilePath,
        isInstall: Bool,
        revision: Int,
        _ method: HelmArguments.Method,
    ) async throws -> String {
        let release = planned.release
        let labels = [
            LoadBearingNames.ownerLabel: cluster,
            LoadBearingNames.releaseDigestLabel: planned.digest,
            LoadBearingNames.releaseRevisionLabel: String(revision),
        ]
        let action = isInstall ? release.install.action : release.upgrade.action
        let result = try await call.run(
            HelmArguments.change(release, chart: chart.string, isInstall: isInstall, labels: labels, method)
                + clusterArguments,
            input: planned.values.values.json(),
            timeout: Self.limit(action.timeout),
            subject: release.subject,
        )
        guard result.succeeded else {
            throw HelmError(
                subject: release.subject,
                errors: result.errors,
                exitCode: result.exitCode,
                mask: planned.values.mask,
            )
        }
        return String(decoding: result.output, as: UTF8.self)
    }

    /// Removes a release, and waits as its options say.
    ///
    /// One that is not there counts as removed.
    ///
    /// - Parameters:
    ///   - name: what helm calls the release.
    ///   - namespace: where its records lie.
    ///   - options: of the HelmRelease, or the defaults when that is gone from the repository.
    ///   - subject: what errors begin with.
    /// - Throws: `HelmError`; `CancellationError`, after helm has ended.
    package func uninstall(
        name: String,
        namespace: String,
        options: UninstallOptions = UninstallOptions(),
        subject: String,
    ) async throws {
        try HelmCall.makeFolder(call.home, subject: subject)
        let result = try await call.run(
            HelmArguments.uninstall(name, namespace: namespace, options) + clusterArguments,
            timeout: Self.limit(options.timeout),
            subject: subject,
        )
        // What helm prints here is of the cluster; no values of ours are in it.
        guard result.succeeded else {
            throw HelmError(
                subject: subject,
                errors: result.errors,
                exitCode: result.exitCode,
            )
        }
    }

    // MARK: Recovery

    /// Puts right what a killed helm left, and says whether there was anything.
    private func recover(
        from state: ReleaseState,
        _ planned: PlannedRelease,
        _ records: any ReleaseRecords,
    ) async throws -> Bool {
        let release = planned.release
        switch state {
        case .absent, .inSync, .outOfSync, .failed: return false
        case .pending(let record, .forget):
            try await records.delete(record)
        case .pending(_, .rollBack(let revision)):
            let result = try await call.run(
                HelmArguments.rollBack(release, to: revision) + clusterArguments,
                timeout: Self.limit(release.upgrade.action.timeout),
                subject: release.subject,
            )
            guard result.succeeded else {
                throw HelmError(
                    subject: release.subject,
                    errors: result.errors,
                    exitCode: result.exitCode,
                    mask: planned.values.mask,
                )
            }
        case .uninstalling:
            var options = release.uninstall
            options.keepsHistory = false
            try await uninstall(
                name: release.name,
                namespace: release.namespace,
                options: options,
                subject: release.subject,
            )
        }
        return true
    }

    // MARK: Details

    private func method(for release: HelmRelease, isInstall: Bool) async throws -> HelmArguments.Method {
        let action = isInstall ? release.install.action : release.upgrade.action
        // helm refuses to force the replacement of objects that the server merges.
        if !isInstall, release.upgrade.forces { return .client }
        switch action.serverSideApply {
        case .enabled: return .server
        case .disabled: return .client
        case .auto: return .asBefore
        case nil: return try await writing.serverMerges(subject: release.subject) ? .server : .client
        }
    }

    /// helm's time-out counts for each hook and each wait anew, so the whole may take longer; this is only there to end
    /// a helm that hangs.
    private static func limit(_ timeout: Duration) -> Duration {
        timeout * 4 + .seconds(120)
    }

    private static func revision(in text: String) -> Int? {
        for line in text.split(whereSeparator: \.isNewline) where line.hasPrefix("REVISION:") {
            return Int(line.dropFirst("REVISION:".count).filter(\.isNumber))
        }
        return nil
    }
}
