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
    let call: HelmCall
    let clusterArguments: [String]
    let postRendering: PostRenderStage
    let folders: PrivateFolders
    private let writing: WritingMethod

    /// - Parameters:
    ///   - tools: runs helm, and kubectl once to ask for the server's version.
    ///   - kubeconfig: a file that helm can read as long as this client is used.
    ///   - context: the context in it; nil for its current one.
    ///   - folders: for charts of the repository and for credentials.
    ///   - cacheFolder: where charts and helm's own caches are kept; made when it is not there.
    ///   - cluster: the cluster's name, which becomes the owner of its releases.
    ///   - charts: a cache that several clients share; nil for one in `cacheFolder`.
    ///   - program: fettle's executable, which helm runs as its post-renderer; nil where no release needs one.
    package init(
        tools: any ToolRunner,
        kubeconfig: String,
        context: String?,
        folders: PrivateFolders,
        cacheFolder: FilePath,
        cluster: String,
        charts: ChartCache? = nil,
        program: FilePath? = nil,
    ) {
        self.cluster = cluster
        self.folders = folders
        self.charts = charts ?? ChartCache(folder: cacheFolder, folders: folders)
        call = HelmCall(tools: tools, home: cacheFolder, discovery: DiscoveryCache(in: folders))
        postRendering = PostRenderStage(folders: folders, program: program, call: call)
        clusterArguments = ["--kubeconfig", kubeconfig] + (context.map { ["--kube-context", $0] } ?? [])
        writing = WritingMethod(tools: tools, kubeconfig: kubeconfig, context: context, cluster: cluster)
    }

    // MARK: Actions

    /// Installs or upgrades a release.
    ///
    /// - Parameters:
    ///   - planned: what is wanted.
    ///   - action: whether something is there already.
    ///   - revision: the one that helm will make.
    ///   - recorded: what is upgraded, where its values stay.
    ///   - chartName: that of the chart; nil where it is not known.
    ///   - context: reads credentials, makes definitions, and may end the wait for what was written.
    /// - Throws: `HelmError`; `Superseded`; `CancellationError`, after helm has ended; what `context` throws.
    func change(
        _ planned: PlannedRelease,
        _ action: ReleaseAttempt.Action,
        revision: Int,
        over recorded: RecordedRelease?,
        chartName: String?,
        _ context: ReleaseContext,
    ) async throws {
        let release = planned.release
        let isInstall = action == .install
        let options = isInstall ? release.install.action : release.upgrade.action
        let method = try await method(for: release, isInstall: isInstall)
        let labels = [
            LoadBearingNames.ownerLabel: cluster,
            LoadBearingNames.releaseDigestLabel: planned.digest,
            LoadBearingNames.releaseRevisionLabel: String(revision),
            LoadBearingNames.releaseCommitLabel: context.commit,
            // helm hands labels on to the next revision, and takes one away for `null`.
            LoadBearingNames.releaseChartLabel: chartName.flatMap { $0.utf8.count <= 63 ? $0 : nil } ?? "null",
        ]
        try await charts.withChart(planned.chart, subject: release.subject, lookup: context.lookup) { chart in
            let hasDefined = try await define(
                planned,
                chart: chart,
                isInstall: isInstall,
                method,
                over: recorded,
                context,
            )
            let defined = hasDefined ? ContinuousClock.now : nil
            let arguments = HelmArguments.change(
                release,
                chart: chart.string,
                isInstall: isInstall,
                labels: labels,
                method
            )
            let phase = HelmPhase()
            try await context.untilNewCommit(once: phase) {
                var result: ToolResult
                repeat {
                    result = try await postRendering.running(planned) { rendering in
                        try await call.run(
                            arguments + rendering.arguments + clusterArguments,
                            input: planned.values.values.json(),
                            plugins: rendering.plugins,
                            timeout: Self.limit(options.timeout),
                            subject: release.subject,
                            onErrorLine: phase.read,
                        )
                    }
                } while try await isEarly(result, after: defined)
                try Self.check(result, planned)
            }
        }
    }

    /// Runs the chart's tests; whether all have passed, and what helm says otherwise.
    ///
    /// - Throws: `HelmError` when they could not be run.
    func test(_ planned: PlannedRelease) async throws -> HelmError? {
        do {
            try await run(
                HelmArguments.test(planned.release),
                timeout: Self.limit(planned.release.test.timeout),
                planned,
            )
            return nil
        } catch let error as HelmError where error.reason != .clusterUnreachable && error.reason != .tool {
            return error
        }
    }

    /// Undoes an upgrade.
    func rollBack(_ planned: PlannedRelease, to revision: Int) async throws {
        let method: HelmArguments.Method =
            switch planned.release.rollback.serverSideApply {
            case .enabled: .server
            case .disabled: .client
            case .auto, nil: planned.release.rollback.forces ? .client : .asBefore
            }
        try await run(
            HelmArguments.rollBack(planned.release, to: revision, method),
            timeout: Self.limit(planned.release.rollback.timeout),
            planned,
        )
    }

    /// Puts right what a killed helm left.
    func unlock(
        _ planned: PlannedRelease,
        _ record: ReleaseRecord,
        _ recovery: ReleaseState.Recovery,
        _ context: ReleaseContext,
    ) async throws {
        let release = planned.release
        switch recovery {
        case .forget:
            try await context.records.delete(record)
        case .rollBack(let revision):
            try await run(
                HelmArguments.unlock(release, to: revision),
                timeout: Self.limit(release.upgrade.action.timeout),
                planned,
            )
        case .uninstall:
            var options = release.uninstall
            options.keepsHistory = false
            try await uninstall(
                name: release.name,
                namespace: release.namespace,
                options: options,
                subject: release.subject,
            )
        }
    }

    /// Runs helm on the cluster.
    ///
    /// - Throws: as `check`.
    private func run(
        _ arguments: [String],
        timeout: Duration,
        _ planned: PlannedRelease,
    ) async throws {
        let result = try await call.run(
            arguments + clusterArguments,
            timeout: timeout,
            subject: planned.release.subject,
        )
        try Self.check(result, planned)
    }

    /// - Throws: `HelmError` with helm's words, the release's secrets taken out, when it did not succeed.
    static func check(_ result: ToolResult, _ planned: PlannedRelease) throws {
        guard result.succeeded else {
            throw HelmError(
                subject: planned.release.subject,
                errors: result.errors,
                exitCode: result.exitCode,
                mask: planned.values.mask,
            )
        }
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

    // MARK: Details

    func method(for release: HelmRelease, isInstall: Bool) async throws -> HelmArguments.Method {
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
    static func limit(_ timeout: Duration) -> Duration {
        timeout * 4 + .seconds(120)
    }
}
