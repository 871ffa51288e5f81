import Glibc
import Kubernetes
import Manifests
import Testing
import Tools
import YAML

struct AClusterThatDoesNotAnswer {
    @Test(
        arguments: EngineKind.allCases,
        [
            ("https://127.0.0.1:1", ["connection refused"]),
            ("https://no-such-host.invalid:6443", ["no such host", "not resolve host"]),
        ]
    )
    func `is unreachable, whatever is asked`(kind: EngineKind, case: (server: String, words: [String])) async throws {
        try await EngineFixture.with(kind) { lab in
            let engine = try lab.engine(
                try lab.kubeconfig(cluster: ["server": .string(`case`.server)]),
                timeout: .seconds(5)
            )
            let map = lab.configMap("a")
            let live = LiveObject(map.object)
            let calls: [() async throws -> Void] = [
                { _ = try await engine.read([KindedReference(map), KindedReference(lab.configMap("b"))]) },
                { _ = try await engine.apply([map, lab.configMap("b")], mode: .persist) },
                { _ = try await engine.create(map) },
                { _ = try await engine.replaceManagedFields(of: live, with: []) },
                { _ = try await engine.delete(live, propagation: .background) },
                { _ = try await engine.list(map.kind, namespace: nil, selector: "", detail: .full) },
                { _ = try await engine.kinds() },
            ]
            for (number, call) in calls.enumerated() {
                lab.tools.forget()
                let error = await #expect(throws: KubernetesError.self) { try await call() }
                #expect(error?.reason == .unreachable, "call \(number): \(String(describing: error))")
                #expect(error?.subject == "lab")
                #expect(error?.isTransient == true)
                #expect(error?.message.contains("\n") == false)
                if lab.kind == .kubectl { #expect(lab.tools.commands.count == 1) }
            }
            let error = await #expect(throws: KubernetesError.self) { try await calls[0]() }
            let message = error?.message.lowercased() ?? ""
            #expect(`case`.words.contains { message.contains($0) }, "\(message)")
        }
    }

    @Test(.timeLimit(.minutes(5)), arguments: EngineKind.allCases)
    func `but takes connections is given up on in time`(kind: EngineKind) async throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                #expect(bind(listener, pointer, length) == 0)
                #expect(listen(listener, 16) == 0)
                #expect(getsockname(listener, pointer, &length) == 0)
            }
        }
        let port = UInt16(bigEndian: address.sin_port)
        try await EngineFixture.with(kind) { lab in
            let server = "https://127.0.0.1:\(port)"
            let engine = try lab.engine(try lab.kubeconfig(cluster: ["server": .string(server)]), timeout: .seconds(1))
            let error = await #expect(throws: KubernetesError.self) {
                _ = try await engine.read([KindedReference(lab.configMap("a"))])
            }
            #expect(error?.reason == .unreachable)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `because its certificate is not trusted is unreachable`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            let config = try lab.kubeconfig(cluster: ["certificate-authority-data": .null])
            let error = await #expect(throws: KubernetesError.self) {
                _ = try await lab.engine(config).apply([lab.configMap("a")], mode: .dryRun)
            }
            #expect(error?.reason == .unreachable)
            let words = kind == .kubectl ? "certificate signed by unknown authority" : "certificate"
            #expect(error?.message.contains(words) == true, "\(String(describing: error))")
        }
    }
}

struct CredentialsThatDoNotSuffice {
    @Test(arguments: EngineKind.allCases)
    func `are refused for the cluster as a whole when they are not known`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            let engine = try lab.engine(try lab.kubeconfig(user: ["token": "token-canary"]))
            let map = lab.configMap("a")
            let calls: [() async throws -> Void] = [
                { _ = try await engine.read([KindedReference(map), KindedReference(lab.configMap("b"))]) },
                { _ = try await engine.apply([map, lab.configMap("b")], mode: .persist) },
                { _ = try await engine.list(map.kind, namespace: nil, selector: "", detail: .full) },
                { _ = try await engine.kinds() },
            ]
            for call in calls {
                let error = await #expect(throws: KubernetesError.self) { try await call() }
                #expect(error?.reason == .forbidden)
                #expect(error?.isTransient == false)
                #expect(error?.description.contains("token-canary") == false)
            }
            #expect(!lab.tools.invocations.contains { $0.arguments.joined().contains("token-canary") })
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `fail each object that they do not reach, and only those`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            let engine = try lab.engine(try await lab.weakKubeconfig())
            let results = try await engine.apply(
                [lab.configMap("a", namespace: "default"), lab.configMap("b")],
                mode: .dryRun,
            )
            #expect(results[0].error?.reason == .forbidden)
            #expect(results[0].error?.message.contains("cannot patch resource \"configmaps\"") == true)
            #expect(results[1].error == nil)
            let live = LiveObject(lab.configMap("b").object)
            let error = await #expect(throws: KubernetesError.self) {
                try await engine.delete(live, propagation: .background)
            }
            #expect(error?.reason == .forbidden)
        }
    }
}

struct ASecretThatIsRejected {
    private static let canary = "c4n4ry-in-a-secret-value"

    @Test(arguments: EngineKind.allCases)
    func `is never quoted in the error`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            func secret(_ name: String, _ fields: Value) -> Manifest {
                var object = fields
                object["apiVersion"] = "v1"
                object["kind"] = "Secret"
                object["metadata"] = ["name": .string(name), "namespace": .string(lab.namespace)]
                return Manifest(object)
            }
            let canary = Value.string(Self.canary)
            let bad = [
                secret("not-base64", ["data": ["password": canary]]),
                secret("wrong-type", ["data": ["password": [canary]]]),
                secret(
                    "bad-json",
                    ["type": "kubernetes.io/dockerconfigjson", "stringData": [".dockerconfigjson": canary]]
                ),
                secret("bad-key", ["stringData": ["a/b": canary]]),
            ]
            let encrypted = Manifest(
                [
                    "apiVersion": "v1", "kind": "Service",
                    "metadata": ["name": "encrypted", "namespace": .string(lab.namespace)],
                    "spec": ["ports": [["port": 80]], "type": canary, "externalName": canary],
                ],
                origin: Origin(file: "secret.yaml", isEncrypted: true),
            )
            var errors: [KubernetesError] = []
            for mode in [ApplyMode.persist, .dryRun] {
                let results = try await lab.engine.apply(bad + [encrypted, lab.configMap("good")], mode: mode)
                #expect(results.last?.error == nil)
                errors += results.compactMap(\.error)
            }
            #expect(errors.count == 10)
            for manifest in bad + [encrypted] {
                errors.append(
                    try await #require(throws: KubernetesError.self) { try await lab.engine.create(manifest) }
                )
            }
            for error in errors {
                #expect(error.reason == .invalid, "\(error)")
                #expect(!error.description.contains("c4n4ry"), "\(error)")
                #expect(!error.description.contains("in-a-secret"), "\(error)")
            }
            #expect(errors.contains { $0.description.contains(SecretMask.mark) })
            let arguments = lab.tools.invocations.flatMap { $0.arguments + Array($0.environment.values) }
            #expect(!arguments.contains { $0.contains("c4n4ry") })
        }
    }

    @Test func `is hidden in the words of a webhook, whole, encoded or cut`() {
        let secret = Manifest([
            "apiVersion": "v1", "kind": "Secret",
            "metadata": ["name": "password", "namespace": "default"],
            "data": ["a": "YzRuNHJ5LWluLWEtc2VjcmV0LXZhbHVl", "short": "cGluNA=="],
        ])
        let mask = SecretMask([secret])
        #expect(mask.hide(in: "denied: c4n4ry-in-a-secret-value is weak") == "denied: «secret» is weak")
        #expect(mask.hide(in: "at YzRuNHJ5LWluLWEtc2VjcmV0LXZhbHVl") == "at «secret»")
        #expect(mask.hide(in: "...|-in-a-secret-va|...") == "...|«secret»|...")
        #expect(mask.hide(in: "no pin4 here") == "no «secret» here")
        #expect(mask.hide(in: "Secret password in default") == "Secret password in default")
        #expect(SecretMask([]).hide(in: "a b") == "a b")
    }
}
