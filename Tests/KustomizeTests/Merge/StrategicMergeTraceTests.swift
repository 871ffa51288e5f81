import Testing
import YAML

@testable import Kustomize

struct TheTraceOfAMergedValue {
    private let fixture = StrategicMergeFixture()

    /// The places of a value, the oldest first, with what wrote there.
    private func places(_ value: TracedValue?) -> [String] {
        (value?.trace.places ?? []).map { "\(fixture.context.files.description(of: $0)) \($0.writer)" }
    }

    @Test func `leads from the object to the patch`() throws {
        let merged = try fixture.merge(
            """
            spec:
              replicas: 3
              paused: false
              template:
                spec:
                  containers:
                  - name: web
                    image: web:2
                    args: [--new]
                  - name: log
            """,
            into: """
                apiVersion: apps/v1
                kind: Deployment
                spec:
                  replicas: 1
                  paused: false
                  template:
                    spec:
                      containers:
                      - name: web
                        image: web:1
                        args: [--old]
                """,
        )
        let spec = merged?["spec"]
        #expect(places(merged) == ["base/object.yaml:1 source"])
        #expect(places(spec?["replicas"]) == ["base/object.yaml:4 source", "overlay/patch.yaml:2 patch"])
        #expect(places(spec?["paused"]) == ["base/object.yaml:5 source"])
        let containers = spec?.at("template", "spec", "containers")
        #expect(places(containers) == ["base/object.yaml:9 source"])
        let web = containers?.elements.first
        #expect(places(web?["name"]) == ["base/object.yaml:9 source"])
        #expect(places(web?["image"]) == ["base/object.yaml:10 source", "overlay/patch.yaml:8 patch"])
        #expect(places(web?["args"]) == ["base/object.yaml:11 source", "overlay/patch.yaml:9 patch"])
        #expect(places(web?["args"]?.elements.first) == ["overlay/patch.yaml:9 patch"])
        let log = containers?.elements.last
        #expect(places(log) == ["overlay/patch.yaml:10 patch"])
        #expect(places(log?["name"]) == ["overlay/patch.yaml:10 patch"])
    }

    @Test func `is the place of the kustomization where the patch is of no file`() throws {
        var target = try fixture.document("data: {a: 1, b: 2}", file: "base/object.yaml")
        let kustomization = try fixture.document("- one\n- two", file: "overlay/kustomization.yaml").elements[1]
        let patch = TracedValue(["data": ["a": .integer(5)]])
        let place = kustomization.trace.place
        #expect(try StrategicMerge.merge(patch, into: &target, at: place, in: fixture.context))
        #expect(
            places(target.at("data", "a")) == ["base/object.yaml:1 source", "overlay/kustomization.yaml:2 patch"]
        )
        #expect(places(target.at("data", "b")) == ["base/object.yaml:1 source"])
    }

    @Test func `says that an encrypted file had a part in it`() throws {
        var target = try fixture.document("data: {a: old, b: old}", file: "base/object.yaml", isEncrypted: true)
        let patch = try fixture.document("data: {a: new}\nmore: {c: d}", file: "overlay/patch.yaml")
        #expect(try StrategicMerge.merge(patch, into: &target, at: .unknown, in: fixture.context))
        let files = fixture.context.files
        #expect(target.at("data", "a").map { files.isEncrypted($0.trace) } == true)
        #expect(target.at("more", "c").map { files.isEncrypted($0.trace) } == false)
    }
}
