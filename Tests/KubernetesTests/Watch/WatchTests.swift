import Kubernetes
import Manifests
import TestSupport
import Testing
import YAML

struct AnObjectThatIsWatched {
    @Test func `is listed once with its kind, and then known without asking`() async throws {
        try await WatchFixture.with { fixture in
            let (a, b) = (fixture.configMap("a"), fixture.configMap("b"))
            try await fixture.settle(a, b)
            #expect(fixture.tap.calls.filter { $0.hasPrefix("snapshot") } == ["snapshot ConfigMap"])
            guard case .asWanted(let uid) = fixture.state.standing(of: a, digest: "1") else {
                Issue.record("\(fixture.state.standing(of: a, digest: "1"))")
                return
            }
            #expect(!uid.isEmpty)
            guard case .asWantedBefore = fixture.state.standing(of: a, digest: "2") else {
                Issue.record("\(fixture.state.standing(of: a, digest: "2"))")
                return
            }
            #expect(fixture.state.standing(of: fixture.configMap("c"), digest: "1") == .unknown)
        }
    }

    @Test func `is changed when somebody changes, deletes or unlabels it, and not when others add something`()
        async throws
    {
        try await WatchFixture.with { fixture in
            let (a, b, c) = (fixture.configMap("a"), fixture.configMap("b"), fixture.configMap("c"))
            try await fixture.settle(a, b, c)
            let kubectl = ["--namespace", fixture.namespace]
            try await fixture.edit(a, #"{"theirs":"1"}"#)
            try await fixture.plane.kubectl(["annotate", "configmap/a", "theirs=1"] + kubectl)
            try await fixture.edit(b, #"{"a":"2"}"#)
            // Events of one kind come in order, so the first two were seen.
            try await fixture.expectChanged(b)
            try await fixture.plane.kubectl(["delete", "configmap/c"] + kubectl)
            try await fixture.expectChanged(b, c)
            try await fixture.plane.kubectl(["label", "configmap/a", "fettle.dev/owner-"] + kubectl)
            try await fixture.expectChanged(a, b, c)
            // Put back by somebody else, which is as good.
            try await fixture.edit(b, #"{"a":"1"}"#)
            let comparisons = try await fixture.applier.compare([a, b, c])
            #expect(comparisons.map(\.state).last == .absent)
            for outcome in try await fixture.applier.apply(comparisons) {
                fixture.state.confirm(try #require(outcome.live), wanted: "1")
            }
            try await fixture.expectChanged()
        }
    }

    @Test func `is seen again after the connection was lost, by a new list`() async throws {
        try await WatchFixture.with { fixture in
            let (a, b) = (fixture.configMap("a"), fixture.configMap("b"))
            try await fixture.settle(a, b)
            let lost = KubernetesError(.unreachable, subject: "lab", "cut")
            fixture.tap.breakWatches([lost, lost])
            try await fixture.edit(a, #"{"a":"2"}"#)
            try await fixture.edit(b, #"{"a":"2"}"#)
            try await fixture.expectChanged(a, b)
            // Whether the server was put back meanwhile nobody can know.
            #expect(fixture.tap.calls.filter { $0.hasPrefix("snapshot") }.count >= 2)
            #expect(fixture.tap.calls.filter { $0.hasPrefix("watch") }.count >= 2)
            #expect(fixture.reports.all.isEmpty)
        }
    }

    @Test func `is listed anew when the server has forgotten what happened since`() async throws {
        try await WatchFixture.with { fixture in
            let (a, b) = (fixture.configMap("a"), fixture.configMap("b"))
            try await fixture.settle(a, b)
            fixture.tap.breakWatches([SnapshotExpired()])
            try await fixture.edit(a, #"{"a":"2"}"#)
            try await fixture.plane.kubectl(["delete", "configmap/b", "--namespace", fixture.namespace])
            try await fixture.expectChanged(a, b)
            #expect(fixture.tap.calls.filter { $0.hasPrefix("snapshot") }.count == 2)
        }
    }

    @Test func `is taken as a new list has it, whatever was seen before`() async throws {
        try await WatchFixture.with { fixture in
            let (a, b) = (fixture.configMap("a"), fixture.configMap("b"))
            try await fixture.settle(a, b)
            // A watch that tells nothing, and a cluster that was put back to an earlier state.
            fixture.tap.breakWatches(Array(repeating: KubernetesError(.unreachable, subject: "lab", "cut"), count: 50))
            var later = try #require(try await fixture.tap.read([KindedReference(a)]).first?.live).object
            later["metadata"]?["resourceVersion"] = "999999999"
            later["data"] = ["a": "later"]
            fixture.state.confirm(LiveObject(later), wanted: "1")
            try await fixture.plane.kubectl(["delete", "configmap/b", "--namespace", fixture.namespace])
            fixture.watched.stop()
            try await fixture.watched.follow(a.kind)
            #expect(fixture.state.changed == [a.reference, b.reference])
        }
    }

    @Test func `is not known any more while nobody watches`() async throws {
        try await WatchFixture.with { fixture in
            let a = fixture.configMap("a")
            try await fixture.settle(a)
            fixture.watched.stop()
            for _ in 0..<600 where fixture.state.standing(of: a, digest: "1") != .unknown {
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(fixture.state.standing(of: a, digest: "1") == .unknown)
        }
    }
}

struct AWatch {
    @Test func `of a kind that the cluster does not know says so`() async throws {
        try await WatchFixture.with { fixture in
            let kind = GroupVersionKind(group: "example.org", version: "v1", kind: "Nothing")
            let error = await #expect(throws: KubernetesError.self) {
                try await fixture.tap.watch(kind, selector: "", after: "1") { _ in }
            }
            #expect(error?.reason == .unknownKind)
        }
    }
}

struct AnObjectThatIsKnownToBeAsItWasApplied {
    private func outdated(_ manifest: Manifest, _ fixture: WatchFixture) throws -> Comparison {
        guard case .asWantedBefore(_, let version) = fixture.state.standing(of: manifest, digest: "2") else {
            throw Unexpected("\(fixture.state.standing(of: manifest, digest: "2"))")
        }
        return Comparison(manifest: manifest, state: .outdated(version: version))
    }

    @Test func `takes one request to change`() async throws {
        try await WatchFixture.with { fixture in
            try await fixture.settle(fixture.configMap("a"), fixture.configMap("b"))
            fixture.tap.forget()
            let manifests = [fixture.configMap("a", ["b": "2"]), fixture.configMap("b")]
            let outcomes = try await fixture.applier.apply(manifests.map { try outdated($0, fixture) })
            #expect(outcomes.map(\.action) == [.configured, .unchanged])
            #expect(fixture.tap.calls.filter { !$0.hasPrefix("watch") } == ["persist 2"])
            #expect(outcomes.first?.live?.object["data"] == ["b": "2"])
        }
    }

    @Test func `is looked at again when the server refuses the change`() async throws {
        try await WatchFixture.with { fixture in
            func fixed(_ value: Value, _ annotations: Value = [:]) -> Manifest {
                var manifest = fixture.configMap("fixed", ["a": value])
                manifest.object["immutable"] = true
                manifest.object["metadata"]?["annotations"] = annotations
                return manifest
            }
            try await fixture.settle(fixed("1"), fixture.configMap("b"))
            let refused = try await fixture.applier.apply([try outdated(fixed("2"), fixture)])
            guard case .failed(let error) = refused.first?.action else {
                Issue.record("\(refused.map(\.action))")
                return
            }
            #expect(error.reason == .immutable && error.message.contains("fettle.dev/recreate: orphan"), "\(error)")
            let forced = fixed("2", ["kustomize.toolkit.fluxcd.io/force": "enabled"])
            let recreated = try await fixture.applier.apply([try outdated(forced, fixture)])
            #expect(recreated.map(\.action) == [.recreated])
            #expect(recreated.first?.live?.object["data"] == ["a": "2"])
        }
    }
}
