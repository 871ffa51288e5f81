import Kubernetes
import Manifests
import Testing
import YAML

struct DriftOfLiveObjects {
    @Test(arguments: EngineKind.allCases)
    func `tells who patched a field, when, and what it was`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            let wanted = try await fixture.apply(Samples.deployment)
            try await fixture.kubectl("patch", "deployment/app", "-p", #"{"spec":{"replicas":5}}"#)
            let difference = try #require(try await fixture.compare(wanted).differences.first)
            #expect(difference.line == ".spec.replicas want=2 live=5 by=kubectl-patch")
            let time = try #require(difference.time)
            #expect(time.hasPrefix("20") && time.hasSuffix("Z"))
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `finds replicas that were scaled`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            let wanted = try await fixture.apply(Samples.deployment)
            try await fixture.kubectl("scale", "deployment/app", "--replicas=5")
            // Before 1.22 a server does not record who scales; newer ones say kubectl-scale.
            let difference = try #require(try await fixture.compare(wanted).differences.first)
            #expect(difference.path == ".spec.replicas" && difference.want == 2 && difference.live == 5)
            #expect(difference.manager == nil || difference.manager == "kubectl-scale")
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `names a changed variable by its container and its name`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            let wanted = try await fixture.apply(Samples.deployment)
            try await fixture.kubectl("set", "env", "deployment/app", "B=9", "C=3")
            #expect(
                try await fixture.differences(wanted) == [
                    #".spec.template.spec.containers[name=app].env[name=B].value want="2" live="9" by=kubectl-set"#
                ]
            )
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `names an argument by its place`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            let wanted = try await fixture.apply(Samples.deployment)
            let path = "/spec/template/spec/containers/0/args/1"
            try await fixture.kubectl(
                "patch",
                "deployment/app",
                "--type=json",
                "-p",
                #"[{"op":"replace","path":"\#(path)","value":"--slow"}]"#,
            )
            #expect(
                try await fixture.differences(wanted) == [
                    #".spec.template.spec.containers[name=app].args[1] want="--fast" live="--slow" by=kubectl-patch"#
                ]
            )
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `reports a removed container once`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            let wanted = try await fixture.apply(
                Samples.deployment + "\n      - {name: side, image: 'example.org/side:1'}\n"
            )
            try await fixture.nextSecond()
            try await fixture.kubectl(
                "patch",
                "deployment/app",
                "--type=json",
                "-p",
                #"[{"op":"remove","path":"/spec/template/spec/containers/1"}]"#,
            )
            let found = try await fixture.compare(wanted).differences
            #expect(found.map(\.path) == [".spec.template.spec.containers[name=side]"])
            #expect(found.first?.want?["image"] == "example.org/side:1" && found.first?.live == nil)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `reports the removal of our label`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            let wanted = try await fixture.apply(Samples.configMap)
            try await fixture.kubectl("label", "configmap/settings", "other=1", "fettle.dev/owner-")
            #expect(
                try await fixture.differences(wanted).map { $0.prefix { $0 != " " } } == [
                    #".metadata.labels["fettle.dev/owner"]"#
                ]
            )
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `suspects who wrote last when a field is gone`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            let wanted = try await fixture.apply(Samples.configMap)
            try await fixture.nextSecond()
            try await fixture.kubectl(
                "patch",
                "configmap/settings",
                "-p",
                #"{"data":{"tls.crt":null,"extra":"1"}}"#,
            )
            #expect(try await fixture.differences(wanted) == [#".data["tls.crt"] want="none" live=- by=kubectl-patch"#])
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `keeps what people and controllers add`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            let wanted = try await fixture.apply(Samples.deployment)
            try await fixture.kubectl("annotate", "deployment/app", "note=by hand")
            try await fixture.kubectl("label", "deployment/app", "team=blue")
            #expect(try await fixture.compare(wanted).isInSync)
            #expect(try await fixture.applier.apply([wanted]).map(\.action) == [.unchanged])
            #expect(try await fixture.live("deployment/app", ".metadata.annotations.note") == "by hand")
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `leaves replicas alone that are not in the manifest`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            let wanted = try await fixture.apply(
                Samples.deployment.replacing("  replicas: 2\n", with: "")
            )
            try await fixture.kubectl("scale", "deployment/app", "--replicas=4")
            #expect(try await fixture.compare(wanted).isInSync)
            try await fixture.kubectl("patch", "deployment/app", "-p", #"{"spec":{"replicas":3}}"#)
            #expect(try await fixture.compare(wanted).isInSync)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `sees what the repository no longer wants`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            try await fixture.apply(Samples.configMap)
            let shorter = try fixture.manifest(Samples.configMap.replacing("mode: fast, ", with: ""))
            #expect(try await fixture.differences(shorter) == [#".data.mode want=- live="fast" by=-"#])
            #expect(try await fixture.applier.apply([shorter]).map(\.action) == [.configured])
            #expect(try await fixture.live("configmap/settings", ".data") == #"{"tls.crt":"none"}"#)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `takes a changed manifest for nobody's doing`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            try await fixture.apply(Samples.deployment)
            let newer = try fixture.manifest(Samples.deployment.replacing("app:1", with: "app:2"))
            #expect(
                try await fixture.differences(newer) == [
                    ".spec.template.spec.containers[name=app].image"
                        + #" want="example.org/app:2" live="example.org/app:1" by=-"#
                ]
            )
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `removes keys of a secret that were written as text`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            let text = """
                apiVersion: v1
                kind: Secret
                metadata: {name: keys}
                stringData: {a: one, b: two}
                """
            let wanted = try await fixture.apply(text)
            #expect(try await fixture.compare(wanted).isInSync)
            let shorter = try fixture.manifest(text.replacing("a: one, ", with: ""))
            #expect(try await fixture.compare(shorter).differences.map(\.path) == [".data.a"])
            _ = try await fixture.applier.apply([shorter])
            #expect(try await fixture.live("secret/keys", ".data") == #"{"b":"dHdv"}"#)
            #expect(try await fixture.compare(shorter).isInSync)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `corrects what it finds and then finds nothing`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            let wanted = try await fixture.apply(Samples.deployment)
            try await fixture.kubectl("set", "image", "deployment/app", "app=example.org/evil:1")
            try await fixture.kubectl("scale", "deployment/app", "--replicas=0")
            #expect(try await fixture.compare(wanted).differences.count == 2)
            #expect(try await fixture.applier.apply([wanted]).map(\.action) == [.configured])
            #expect(try await fixture.compare(wanted).isInSync)
            #expect(
                try await fixture.live("deployment/app", ".spec.template.spec.containers[*].image")
                    == "example.org/app:1"
            )
        }
    }
}
