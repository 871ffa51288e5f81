import Helm
import Manifests
import SystemPackage
import TestSupport
import Testing
import YAML

/// Flux's `upgrade.preserveValues`, on the real control plane.
struct PreservedValues {
    private static let preserving: [String: Value] = [
        "install": ["disableWait": true], "upgrade": ["disableWait": true, "preserveValues": true],
    ]

    @Test func `stay where the release gives none, and go when they are no longer preserved`() async throws {
        try await Workplace.with { place in
            try await place.converge(try await place.plan(["text": "first", "extra": true], Self.preserving))
            let less = try await place.plan(["text": "second"], Self.preserving)
            let shown = try await place.client.objects(of: less, isInstall: false) { _ in nil }
            #expect(shown.contains { $0.name == "web-extra" })
            #expect(try await place.converge(less).steps == [.upgrade])
            #expect(try await place.configMaps() == ["configmap/web", "configmap/web-extra"])
            #expect(try await place.text() == "second")
            // Whoever looks next needs only the commit and the cluster, whatever was merged.
            place.runner.forget()
            #expect(try await place.converge(try await place.plan(["text": "second"], Self.preserving)).steps == [])
            #expect(place.runner.helmCommands == [])
            // A value that somebody set by hand stays as well.
            let chart = place.folder.appending("by-hand")
            try write(Workplace.chart, below: chart)
            try await place.helm("upgrade", "web", chart.string, "--reuse-values", "--set", "text=theirs")
            #expect(try await place.converge(try await place.plan([:], Self.preserving)).steps == [.upgrade])
            #expect(try await place.text() == "theirs")

            let strict = try await place.plan(["text": "third"])
            let preview = try await place.client.objects(of: strict, isInstall: false) { _ in nil }
            #expect(!preview.contains { $0.name == "web-extra" })
            #expect(try await place.converge(strict).steps == [.upgrade])
            #expect(try await place.configMaps() == ["configmap/web"])
        }
    }

    @Test func `are not taken from a revision that failed`() async throws {
        try await Workplace.with { place in
            try await place.converge(try await place.plan(["text": "good"], Self.preserving))
            let bad = try await place.plan(["broken": true, "secret": "nonsense"], Self.preserving)
            let failed = try await place.tried(bad)
            #expect(failed.error != nil)
            let next = try await place.plan(["extra": true], Self.preserving)
            #expect(try await place.tried(next, after: failed.attempt).error == nil)
            #expect(try await place.configMaps() == ["configmap/web", "configmap/web-extra"])
            #expect(try await place.text() == "good")
        }
    }

    @Test func `are secret in what is told, since nobody knows which of them were`() async throws {
        try await Workplace.with { place in
            let secret: [String: Value] = Self.preserving.merging([
                "valuesFrom": [["kind": "Secret", "name": "login", "valuesKey": "word", "targetPath": "secret"]]
            ]) { $1 }
            try await place.converge(
                try await place.plan(["text": "good"], secret, secrets: ["login": ["word": "open-sesame"]])
            )
            // The release names it no more, and helm gives it to the template that is refused.
            let bad = try await place.plan(["text": "good", "broken": true], Self.preserving)
            let outcome = try await place.tried(bad)
            let message = try #require(outcome.error?.message)
            #expect(message.contains("broken"), "\(message)")
            #expect(!message.contains("sesame"), "\(message)")
        }
    }
}
