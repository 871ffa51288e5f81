import Foundation
import Helm
import Kubernetes
import Manifests
import SystemPackage
import Testing
import YAML

@testable import Reconciliation

@Suite("An interval's pass over a watched cluster")
struct QuietPassTests {
    private let inventory = MemoryCluster.reference("ConfigMap", "fettle-system", "fettle-inventory")

    private func files(_ fixture: RunFixture, a value: String = "1") -> [String: String] {
        [
            "clusters/one/cluster.yaml": fixture.clusterFile("  interval: 10m\n"),
            "overlays/one/kustomization.yaml": "resources: [a.yaml, b.yaml]\n",
            "overlays/one/a.yaml": """
            apiVersion: v1
            kind: ConfigMap
            metadata: { name: a, namespace: app }
            data: { a: "\(value)" }
            """,
            "overlays/one/b.yaml": """
            apiVersion: v1
            kind: Secret
            metadata: { name: b, namespace: app }
            data: { a: Mg== }
            """,
        ]
    }

    /// Brings a watched cluster to a commit, and says when its next pass is.
    private func converged(_ fixture: RunFixture, _ files: [String: String]) async throws -> (
        ClusterReconciler, Duration
    ) {
        let reconciler = ClusterReconciler("one", fixture.workshop)
        reconciler.offer(try await fixture.push(files))
        let pause = try #require(await reconciler.turn())
        #expect(fixture.log(with: "error").isEmpty, "\(fixture.log)")
        try await fixture.watched.settle()
        return (reconciler, pause)
    }

    @Test("asks nothing where nobody changed anything, and logs nothing")
    func objects() async throws {
        try await RunFixture.with(watches: true) { fixture in
            var (reconciler, pause) = try await converged(fixture, files(fixture))
            let (calls, lines) = (await fixture.cluster.calls, fixture.log.count)
            for _ in 0..<5 {
                try await fixture.clock.sleep(for: pause)
                pause = try #require(await reconciler.turn())
                #expect(pause > .seconds(500))
            }
            #expect(await fixture.cluster.calls == calls)
            #expect(fixture.log.count == lines, "\(fixture.log)")
            #expect(fixture.tools.count == 0)
        }
    }

    @Test("asks nothing of a cluster that has no ConfigMap but the inventory, either")
    func onlyInventory() async throws {
        try await RunFixture.with(watches: true) { fixture in
            var files = files(fixture)
            files["overlays/one/kustomization.yaml"] = "resources: [b.yaml]\n"
            let (reconciler, pause) = try await converged(fixture, files)
            let calls = await fixture.cluster.calls
            try await fixture.clock.sleep(for: pause)
            _ = await reconciler.turn()
            #expect(await fixture.cluster.calls == calls)
        }
    }

    @Test("with 30 releases asks for helm's records, once, and starts no process")
    func releases() async throws {
        try await RunFixture.with(watches: true) { fixture in
            let reconciler = ClusterReconciler("one", fixture.workshop)
            reconciler.offer(try await Releases.install(30, fixture, files(fixture)))
            var pause = try #require(await reconciler.turn())
            try await fixture.watched.settle()
            #expect(fixture.log(with: "error").isEmpty, "\(fixture.log)")
            #expect(try await fixture.recorded().releases.count == 30)
            let (calls, lines) = (await fixture.cluster.calls, fixture.log.count)
            let passes = 5
            for _ in 0..<passes {
                try await fixture.clock.sleep(for: pause)
                pause = try #require(await reconciler.turn())
            }
            #expect(await fixture.cluster.calls == calls + passes)
            #expect(fixture.log.count == lines, "\(fixture.log)")
            #expect(fixture.tools.count == 0)

            // What a release made is watched as well.
            await fixture.cluster.edit(MemoryCluster.reference("ConfigMap", "app", "release-7"), "a", to: "edited")
            try await fixture.watched.settle()
            _ = await reconciler.turn()
            #expect(fixture.log(with: "object=ConfigMap/app/release-7").count == 1, "\(fixture.log)")
        }
    }

    /// What somebody does to the inventory.
    enum Deed: CaseIterable, Sendable {
        case edit, deletion, replacement
    }

    private func act(_ deed: Deed, _ fixture: RunFixture) async throws {
        let cluster = fixture.cluster
        let before = try #require(await cluster.objects[inventory])
        if deed == .edit { return await cluster.edit(inventory, "objects", to: "") }
        await cluster.remove(inventory)
        guard deed == .replacement else { return }
        var other = before
        other["data"]?["objects"] = ""
        other["metadata"]?["uid"] = nil
        await cluster.put(other)
    }

    @Test("finds that somebody changed the inventory, and writes down what is there", arguments: Deed.allCases)
    func inventoryChanged(_ deed: Deed) async throws {
        try await RunFixture.with(watches: true) { fixture in
            let (reconciler, pause) = try await converged(fixture, files(fixture))
            #expect(try await fixture.recorded().objects.count == 2)
            try await act(deed, fixture)
            try await fixture.watched.settle()
            try await fixture.clock.sleep(for: pause)
            _ = await reconciler.turn()
            #expect(try await fixture.recorded().objects.count == 2)
            #expect(fixture.log(with: "error").isEmpty, "\(fixture.log)")
        }
    }

    @Test("reads the inventory while its watch is broken off", arguments: Deed.allCases)
    func watchDown(_ deed: Deed) async throws {
        try await RunFixture.with(watches: true) { fixture in
            let (reconciler, pause) = try await converged(fixture, files(fixture))
            try await fixture.watched.breakOff()
            try await act(deed, fixture)
            try await fixture.clock.sleep(for: pause)
            _ = await reconciler.turn()
            #expect(try await fixture.recorded().objects.count == 2)
        }
    }

    @Test("writes nothing beside an inventory that was changed while its watch was late", arguments: Deed.allCases)
    func watchLate(_ deed: Deed) async throws {
        try await RunFixture.with(watches: true) { fixture in
            let (reconciler, _) = try await converged(fixture, files(fixture))
            fixture.watched.fallSilent()
            try await act(deed, fixture)
            let writes = await fixture.cluster.writes
            reconciler.offer(try await fixture.push(files(fixture, a: "next")))
            let pause = try #require(await reconciler.turn())
            #expect(fixture.log(with: "somebody else wrote it").count == 1, "\(fixture.log)")
            #expect(await fixture.cluster.writes == writes)
            #expect(await fixture.cluster.contents["a"] == "1")

            try await fixture.clock.sleep(for: pause)
            _ = await reconciler.turn()
            #expect(await fixture.cluster.contents["a"] == "next")
            #expect(try await fixture.recorded().objects.count == 2)
        }
    }
}

/// Releases that are in a cluster as helm and fettle would have put them there.
private enum Releases {
    private static let chart = [
        "charts/plain/Chart.yaml": "apiVersion: v2\nname: plain\nversion: 1.0.0\n",
        "charts/plain/templates/config.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: x}}\n",
    ]

    /// Pushes a repository with so many releases, and puts helm's record and the object of each into the cluster.
    static func install(
        _ count: Int,
        _ fixture: RunFixture,
        _ files: [String: String],
    ) async throws -> RepositoryFiles {
        let names = (0..<count).map { "release-\($0)" }
        var files = files.merging(chart) { $1 }
        files["overlays/one/kustomization.yaml"] = "resources: [a.yaml, b.yaml, releases.yaml]\n"
        files["overlays/one/releases.yaml"] = source + names.map(release).joined()
        let pushed = try await fixture.push(files)
        let desired = try await fixture.workshop.desiredState(of: "one", pushed)
        let key = try await DigestKey(engine: fixture.cluster).bytes()
        let charts = ChartResolver(fixture.workshop.charts, in: desired.files.decrypted, lookup: { _ in nil })
        for release in desired.releases {
            let planned = try await PlannedRelease.plan(
                release,
                sources: desired.sources,
                charts: charts,
                lookup: { _ in nil },
                key: key,
            )
            let object = configMap(release.name, "1").marked(asOf: release)
            await fixture.cluster.put(object.object)
            await fixture.cluster.put(record(of: planned, object))
        }
        return pushed
    }

    private static let source = """
        apiVersion: source.toolkit.fluxcd.io/v1
        kind: GitRepository
        metadata: { name: here, namespace: app, annotations: { fettle.dev/repository: self } }
        spec: { interval: 10m, url: "https://git.invalid/here" }

        """

    private static func release(_ name: String) -> String {
        """
        ---
        apiVersion: helm.toolkit.fluxcd.io/v2
        kind: HelmRelease
        metadata: { name: \(name), namespace: app }
        spec:
          interval: 10m
          chart: { spec: { chart: charts/plain, sourceRef: { kind: GitRepository, name: here } } }

        """
    }

    private static func record(of planned: PlannedRelease, _ object: Manifest) -> Value {
        let (release, manifest) = (planned.release, configMap(planned.release.name, "1").object.jsonText)
        let json = Value.object(["manifest": .string(manifest)]).json()
        let packed = Data(Data(json).base64EncodedString().utf8).base64EncodedString()
        let labels = [
            "owner": "helm", "name": release.name, "status": "deployed", "version": "1",
            LoadBearingNames.ownerLabel: "one", LoadBearingNames.releaseDigestLabel: planned.digest,
            LoadBearingNames.releaseRevisionLabel: "1",
        ]
        return [
            "apiVersion": "v1", "kind": "Secret", "type": "helm.sh/release.v1",
            "metadata": [
                "name": .string("sh.helm.release.v1.\(release.name).v1"), "namespace": .string(release.namespace),
                "labels": .object(labels.mapValues { .string($0) }),
            ],
            "data": ["release": .string(packed)],
        ]
    }
}
