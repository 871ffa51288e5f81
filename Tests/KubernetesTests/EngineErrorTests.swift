import Kubernetes
import Manifests
import Synchronization
import SystemPackage
import TestSupport
import Testing
import Tools
import YAML

/// A kubectl that always fails in the same way.
private struct FailingToolRunner: ToolRunner {
    let outcome: Result<ToolResult, ToolError>

    init(errors: String) {
        outcome = .success(ToolResult(exitCode: 1, output: [], errors: errors))
    }

    init(_ error: ToolError) {
        outcome = .failure(error)
    }

    func run(_ invocation: ToolInvocation) async throws -> ToolResult {
        try outcome.get()
    }

    var engine: KubectlEngine {
        get throws {
            let config = """
                {"kind": "Config", "current-context": "a", "clusters": [{"name": "a", "cluster": {"server": "https://a:1"}}],
                 "contexts": [{"name": "a", "context": {"cluster": "a"}}]}
                """
            return KubectlEngine(
                tools: self,
                kubeconfig: try Kubeconfig(bytes: Array(config.utf8), subject: "kubeconfig", context: nil),
                cluster: "lab",
                cacheFolder: "/nowhere",
                timeout: .seconds(7),
            )
        }
    }

    func errorOfApply() async throws -> KubernetesError? {
        let map = Manifest(["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "namespace": "b"]])
        do {
            return try await engine.apply([map], mode: .persist).single.error
        } catch let error as KubernetesError {
            return error
        }
    }
}

struct WhatAServerRefuses {
    @Test(arguments: [
        (
            "(InternalError): Internal error occurred: failed calling webhook \"a.b\": Post \"https://a\": dial tcp: refused",
            KubernetesError.Reason.serverFailure
        ),
        (": etcdserver: request timed out", .serverFailure),
        ("(TooManyRequests): too many requests, please try again later", .serverFailure),
        ("(ServiceUnavailable): apiserver is shutting down", .serverFailure),
        ("(Timeout): Timeout: request did not complete within requested timeout", .serverFailure),
        ("(Forbidden): admission webhook \"a.b\" denied the request: no", .invalid),
        ("(BadRequest): admission webhook \"a.b\" denied the request: no", .invalid),
        ("(Forbidden): pods \"a\" is forbidden: exceeded quota: q, requested: cpu=2", .invalid),
        ("(Forbidden): pods \"a\" is forbidden: violates PodSecurity \"restricted:latest\"", .invalid),
        (
            "(Forbidden): configmaps \"a\" is forbidden: unable to create new content in namespace b because it is being "
                + "terminated", .serverFailure
        ),
        ("(Forbidden): configmaps \"a\" is forbidden: User \"u\" cannot patch resource \"configmaps\"", .forbidden),
        ("(NotFound): the server could not find the requested resource", .unknownKind),
        ("(AlreadyExists): object is being deleted: configmaps \"a\" already exists", .conflict),
        ("(RequestEntityTooLarge): limit is 3145728", .invalid),
        (
            ": failed to create typed patch object (b/a; /v1, Kind=ConfigMap): .x: field not declared in schema",
            .invalid
        ),
        (
            "(Invalid): Service \"a\" is invalid: [spec.clusterIP: Invalid value: \"\": field is immutable, "
                + "spec.ports: Required value]", .invalid
        ),
        (
            "(Invalid): Service \"a\" is invalid: [spec.clusterIP: Invalid value: \"\": field is immutable, "
                + "spec.clusterIPs[0]: Invalid value: \"x\": may not change once set]", .immutable
        ),
        (
            "(Invalid): StorageClass.storage.k8s.io \"a\" is invalid: [parameters: Forbidden: updates to parameters are "
                + "forbidden., provisioner: Forbidden: updates to provisioner are forbidden.]", .immutable
        ),
    ])
    func `has a reason, and keeps the server's words`(said: String, reason: KubernetesError.Reason) async throws {
        let said = said.hasPrefix(":") ? said : " \(said)"
        let error = try await FailingToolRunner(errors: "Warning: old\nError from server\(said)\n").errorOfApply()
        #expect(error?.reason == reason)
        #expect(error?.subject == "ConfigMap/b/a")
        #expect(said.hasSuffix(error?.message ?? "nothing"))
        #expect(error?.isTransient == [.serverFailure, .conflict].contains(reason))
    }

    @Test func `over several lines becomes one`() async throws {
        let errors = """
            Error from server (Forbidden): admission webhook "a.b" denied the request: two things:
            * first
            * second
            and more
            """
        let error = try await FailingToolRunner(errors: errors).errorOfApply()
        #expect(error?.message == "admission webhook \"a.b\" denied the request: two things: first, second, and more")
    }
}

struct AKubectlThatFails {
    @Test func `without a word is named`() async throws {
        let error = try await FailingToolRunner(errors: "").errorOfApply()
        #expect(error?.reason == .tool)
        #expect(error?.description == "ConfigMap/b/a: kubectl exited with code 1 and said nothing")
    }

    @Test func `because it is not there, or does not end, fails the cluster`() async throws {
        let missing = ToolError(.notFound, tool: "kubectl", "no such program; install it, or put its folder on PATH")
        let error = try await FailingToolRunner(missing).errorOfApply()
        #expect(error?.reason == .tool)
        #expect(error?.description == "lab: kubectl: no such program; install it, or put its folder on PATH")
        let late = try await FailingToolRunner(ToolError(.timedOut, tool: "kubectl", "late")).errorOfApply()
        #expect(late?.reason == .unreachable)
        #expect(late?.description == "lab: https://a:1 gave no answer within 7s; check that it is up and reachable")
    }

    @Test func `because of its kubeconfig says so`() async throws {
        let errors = "error: error loading config file \"/proc/1/fd/2\": yaml: line 1"
        let error = try await FailingToolRunner(errors: errors).errorOfApply()
        #expect(error?.reason == .configuration)
        #expect(error?.subject == "lab")
    }
}

struct AClusterWithAnApiThatIsDown {
    @Test func `serves the others, and names the one`() async throws {
        try await withControlPlane(name: "partial") { plane in
            try await withTemporaryDirectory("partial") { folder in
                let service = """
                    {"apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService",
                     "metadata": {"name": "v1beta1.down.test.dev"},
                     "spec": {"group": "down.test.dev", "version": "v1beta1", "groupPriorityMinimum": 100,
                              "versionPriority": 100, "insecureSkipTLSVerify": true,
                              "service": {"name": "none", "namespace": "default"}}}
                    """
                try await plane.kubectl(["apply", "-f", "-"], input: service)
                let engine = KubectlEngine(
                    tools: SubprocessToolRunner(),
                    kubeconfig: try Kubeconfig(path: plane.kubeconfig, context: nil),
                    cluster: "partial",
                    cacheFolder: folder,
                )
                var known = try await engine.kinds()
                for _ in 0..<100 where known.unavailable.isEmpty {
                    try await Task.sleep(for: .milliseconds(100))
                    known = try await engine.kinds()
                }
                #expect(known.unavailable == ["down.test.dev/v1beta1"])
                #expect(known.kinds.contains { $0.kind.kind == "Deployment" })
                let map = Manifest([
                    "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "namespace": "default"],
                ])
                let live = try await engine.apply([map], mode: .persist).single.live
                let read = try await engine.read([KindedReference(map)])
                #expect(read.first?.live == live)
                try await engine.delete(live, propagation: .background)
            }
        }
    }
}
