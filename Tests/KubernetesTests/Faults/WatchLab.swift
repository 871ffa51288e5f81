import Foundation
import HTTP
import Manifests
import Synchronization
import Testing
import YAML

@testable import Kubernetes

/// Objects that are watched through a proxy, kept as they are wanted, and somebody who changes them.
struct WatchLab: Sendable {
    /// What was told of kinds that cannot be watched.
    final class Reports: Sendable {
        private let list = Mutex<[KubernetesError?]>([])
        var all: [KubernetesError?] { list.withLock { $0 } }
        func add(_ error: KubernetesError?) { list.withLock { $0.append(error) } }
    }

    let lab: FaultLab
    let watched: WatchedEngine
    let clock: HurriedClock
    let reports: Reports
    /// Reaches the cluster whatever watches meet.
    private let sound: APIEngine

    /// - Parameters:
    ///   - idleLimit: how long a watch may tell nothing.
    ///   - length: after which time the server is to end its answer to a watch.
    ///   - body: the test.
    /// - Throws: what `body` throws.
    static func with(
        idleLimit: Duration = .seconds(150),
        length: Duration = .seconds(300),
        _ body: (WatchLab) async throws -> Void,
    ) async throws {
        try await FaultLab.with { lab in
            let (clock, reports) = (HurriedClock(), Reports())
            let watched = WatchedEngine(
                try lab.proxy.engine(watchIdleLimit: idleLimit, watchLength: length),
                selector: "\(LoadBearingNames.ownerLabel)=\(lab.id)",
                clock: clock,
            ) { reports.add($1) }
            defer { watched.stop() }
            let sound = try lab.proxy.engine()
            try await body(WatchLab(lab: lab, watched: watched, clock: clock, reports: reports, sound: sound))
        }
    }

    var state: ClusterState { watched.state }
    var proxy: FaultProxy { lab.proxy }

    // MARK: What is wanted

    func object(_ name: String, kind: String = "ConfigMap") -> Manifest {
        var manifest = lab.configMap(name)
        if kind != "ConfigMap" {
            manifest.object["kind"] = .string(kind)
            manifest.object["data"] = ["value": .string(Base64Value.encoded("1"))]
        }
        manifest.setLabel(LoadBearingNames.ownerLabel, to: lab.id)
        return manifest
    }

    /// Brings objects to what is wanted, as a run does; what the cluster does not take now is tried again.
    func correct(_ manifests: [Manifest]) async throws {
        for _ in 0..<100 {
            let error = try await kubernetesError {
                for outcome in try await Applier(engine: watched, cluster: lab.id).apply(manifests) {
                    if case .failed(let error) = outcome.action { throw error }
                    state.confirm(try #require(outcome.live, "\(outcome.action)"), wanted: "1")
                }
            }
            guard let error else { return }
            guard error.isTransient else { throw error }
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record("\(manifests.map(\.reference)) cannot be corrected")
    }

    /// The versions of objects as they are in the cluster; nil for what is not there.
    func versions(_ manifests: [Manifest]) async throws -> [String?] {
        try await sound.read(manifests.map(KindedReference.init)).map { result in
            if let error = result.error { throw error }
            return result.live?.resourceVersion
        }
    }

    /// Whether the cluster has exactly what is wanted.
    func areAsWanted(_ manifests: [Manifest]) async throws -> Bool {
        let live = try await sound.read(manifests.map(KindedReference.init))
        return zip(manifests, live).allSatisfy { wanted, result in
            guard let live = result.live else { return false }
            return live.object["data"] == wanted.object["data"]
                && live.manifest.label(LoadBearingNames.ownerLabel) == lab.id
        }
    }

    // MARK: What is seen

    /// Waits until exactly these objects are otherwise than they were found; none but these ever may be.
    func expectChanged(_ manifests: [Manifest], _ comment: Comment) async throws {
        let wanted = Set(manifests.map(\.reference))
        try await wait(comment) {
            let changed = state.changed
            #expect(changed.isSubset(of: wanted), comment)
            return changed == wanted
        }
    }

    /// Waits for a condition, however slow the machine is.
    func wait(
        _ comment: Comment,
        every pause: Duration = .milliseconds(20),
        until isMet: () async throws -> Bool,
    ) async throws {
        let end = ContinuousClock.now + .seconds(240)
        while try await !isMet() {
            guard ContinuousClock.now < end else {
                Issue.record("\(comment): \(state.changed), \(proxy.watches.hits) hits, \(reports.all)")
                throw Unexpected("waited in vain")
            }
            try await Task.sleep(for: pause)
        }
    }

    /// The lists of watched objects that were asked for, pages after the first not counted.
    var lists: Int {
        proxy.requests.count { sent in
            let isList = sent.method == "GET" && !sent.isWatch && sent.query.contains("owner%3D")
            return isList && !sent.query.contains("continue=")
        }
    }

    var watches: Int { proxy.requests.count(where: \.isWatch) }

    // MARK: What somebody does

    func edit(_ manifest: Manifest, _ value: String = "theirs") async throws {
        let text = manifest.kind.kind == "Secret" ? Base64Value.encoded(value) : value
        try await proxy.change(.patch, path(of: manifest), ["data": ["value": .string(text)]])
    }

    func delete(_ manifest: Manifest) async throws {
        try await proxy.change(.delete, path(of: manifest))
    }

    func unlabel(_ manifest: Manifest) async throws {
        let labels: Value = .object([LoadBearingNames.ownerLabel: .null])
        try await proxy.change(.patch, path(of: manifest), ["metadata": ["labels": labels]])
    }

    /// Makes an object that is not there any more, or one that nobody watches.
    func create(_ manifest: Manifest) async throws {
        try await proxy.change(.post, collection(of: manifest), manifest.object)
    }

    private func collection(of manifest: Manifest) -> String {
        "/api/v1/namespaces/\(lab.namespace)/\(manifest.kind.kind.lowercased())s"
    }

    private func path(of manifest: Manifest) -> String {
        "\(collection(of: manifest))/\(manifest.name)"
    }
}

private enum Base64Value {
    static func encoded(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
}
