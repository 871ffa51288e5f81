import Foundation
import Kubernetes
import Manifests
import SystemPackage
import TestSupport
import Testing
import YAML

private let canary = "kubeconfig-canary"

private func repository(_ text: String, context: String? = nil) throws(Problems) -> Kubeconfig {
    try Kubeconfig(bytes: Array(text.utf8), subject: "clusters/lab/kubeconfig.yaml", context: context)
}

private func kubeconfig(cluster: String = "", user: String = "token: \(canary)", more: String = "") -> String {
    """
    apiVersion: v1
    kind: Config
    current-context: lab
    clusters:
      - name: lab
        cluster:
          server: https://10.0.0.1:6443
          \(cluster)
    users:
      - name: admin
        user:
          \(user)
    contexts:
      - name: lab
        context: {cluster: lab, user: admin}
      - name: other
        context: {cluster: lab, user: admin, namespace: apps}
    \(more)
    """
}

struct AKubeconfigInTheRepository {
    @Test func `lies in memory, sealed, and only as long as it is used`() throws {
        let canary = UUID().uuidString
        var config: Kubeconfig? = try repository(kubeconfig(user: "token: \(canary)"), context: "other")
        let path = try #require(config?.path)
        #expect(path.hasPrefix("/proc/\(ProcessInfo.processInfo.processIdentifier)/fd/"))
        #expect(config?.context == "other")
        #expect(config?.server == "https://10.0.0.1:6443")
        #expect(config?.namespace == "apps")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains(canary))
        #expect(throws: (any Error).self) { try FileDescriptor.open(path, .writeOnly).writeAll(Array("x".utf8)) }
        config = nil
        let after = FileManager.default.contents(atPath: path)
        #expect(after.map { !String(decoding: $0, as: UTF8.self).contains(canary) } ?? true)
    }

    @Test(arguments: [
        ("certificate-authority: ca.crt", "", "clusters[0].cluster.certificate-authority: names a file"),
        ("", "client-key: /etc/key", "users[0].user.client-key: names a file"),
        ("", "client-certificate: key", "users[0].user.client-certificate: names a file"),
        ("", "tokenFile: /var/run/token", "users[0].user.tokenFile: names a file"),
        ("", "exec: {command: aws}", "users[0].user.exec: would run a program on the daemon's host"),
        ("", "auth-provider: {name: gcp}", "users[0].user.auth-provider: would run a program"),
        ("", "tokn: \(canary)", "users[0].user.tokn: unknown field"),
        ("", "token: [\(canary)]", "users[0].user.token: is a list, not a string"),
    ])
    func `is refused when it reads files, runs programs or is misspelt`(
        cluster: String,
        user: String,
        message: String,
    ) throws {
        let text = kubeconfig(cluster: cluster, user: user.isEmpty ? "token: \(canary)" : user)
        let problems = try #require(throws: Problems.self) { try repository(text) }
        #expect(problems.description.hasPrefix("clusters/lab/kubeconfig.yaml: \(message)"))
        #expect(!problems.description.contains(canary))
    }

    @Test func `may skip the check of the server's certificate`() throws {
        _ = try repository(kubeconfig(cluster: "insecure-skip-tls-verify: true"))
    }

    @Test(arguments: [
        (
            kubeconfig(), "nope",
            "clusters/lab/kubeconfig.yaml: has no context 'nope'; it has lab, other"
        ),
        (
            kubeconfig().replacing("current-context: lab", with: ""), nil,
            "clusters/lab/kubeconfig.yaml: current-context is not set; set it, or spec.kubeconfig.context to lab, other"
        ),
        (
            kubeconfig().replacing("cluster: lab, user: admin", with: "cluster: a, user: b"), nil,
            """
            clusters/lab/kubeconfig.yaml: context 'lab' names cluster 'a', which is not there
            clusters/lab/kubeconfig.yaml: context 'lab' names user 'b', which is not there
            """
        ),
        (
            kubeconfig().replacing("https://", with: "https://me:\(canary)@"), nil,
            "clusters/lab/kubeconfig.yaml: cluster 'lab': server holds a user or password; put them into the user's entry"
        ),
        ("just text", nil, "clusters/lab/kubeconfig.yaml: is no kubeconfig; it must hold one object of kind Config"),
        ("a: [", nil, "clusters/lab/kubeconfig.yaml:2: did not find expected node content"),
    ])
    func `must lead to a cluster`(text: String, context: String?, message: String) throws {
        let problems = try #require(throws: Problems.self) { try repository(text, context: context) }
        #expect(problems.description == message)
    }

    @Test(arguments: EngineKind.allCases)
    func `drives kubectl`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            let engine = try lab.engine(try lab.kubeconfig())
            let results = try await engine.apply([lab.configMap("a")], mode: .persist)
            #expect(results.first?.error == nil)
        }
    }
}

struct AKubeconfigOfTheHost {
    @Test func `may read files and run programs, and counts as it is now`() async throws {
        let plane = try await ControlPlane.shared()
        try await withTemporaryDirectory { folder in
            let config = try Value(json: [UInt8](Data(contentsOf: URL(filePath: plane.kubeconfig.string))))
            let cluster = try #require(config["clusters"]?.array?.first?["cluster"])
            let user = try #require(config["users"]?.array?.first?["user"])
            let ca = try #require(Data(base64Encoded: cluster["certificate-authority-data"]?.string ?? ""))
            let credential: Value = [
                "apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential",
                "status": ["token": user["token"] ?? ""],
            ]
            try write(
                [
                    "ca.crt": String(decoding: ca, as: UTF8.self),
                    "credential.json": credential.jsonText,
                    "kubeconfig.yaml": """
                    apiVersion: v1
                    kind: Config
                    current-context: lab
                    clusters:
                    - {name: lab, cluster: {server: "\(cluster["server"]?.string ?? "")", certificate-authority: ca.crt}}
                    users:
                    - name: admin
                      user:
                        exec:
                          apiVersion: client.authentication.k8s.io/v1
                          command: cat
                          args: ["\(folder)/credential.json"]
                          interactiveMode: Never
                    contexts:
                    - {name: lab, context: {cluster: lab, user: admin}}
                    """,
                ],
                below: folder
            )
            let engine = KubectlEngine(
                tools: RecordingToolRunner(),
                kubeconfig: try Kubeconfig(path: folder.appending("kubeconfig.yaml"), context: nil, plugins: .allowed),
                cluster: "lab",
                cacheFolder: folder.appending("cache"),
            )
            let namespace = Manifest(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "default"]])
            let read = try await engine.read([KindedReference(namespace)])
            #expect(read.first?.live != nil)
            try write(["credential.json": "{}"], below: folder)
            let error = await #expect(throws: KubernetesError.self) {
                _ = try await engine.read([KindedReference(namespace)])
            }
            #expect(error?.reason == .configuration)
        }
    }

    @Test func `that is not there is named`() throws {
        let problems = try #require(throws: Problems.self) {
            try Kubeconfig(path: "/nowhere/kubeconfig", context: nil)
        }
        #expect(
            problems.description
                == "/nowhere/kubeconfig: no such kubeconfig, or not readable; put it there, or correct spec.kubeconfig.path"
        )
    }
}

struct TheClusterThatFettleRunsIn {
    @Test(arguments: EngineKind.allCases)
    func `is reached with the pod's service account`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            let config = try Value(json: [UInt8](Data(contentsOf: URL(filePath: lab.plane.kubeconfig.string))))
            let cluster = try #require(config["clusters"]?.array?.first?["cluster"])
            let ca = try #require(Data(base64Encoded: cluster["certificate-authority-data"]?.string ?? ""))
            let token = try #require(config["users"]?.array?.first?["user"]?["token"]?.string)
            let port = try #require(cluster["server"]?.string?.split(separator: ":").last)
            try write(
                ["token": token, "ca.crt": String(decoding: ca, as: UTF8.self), "namespace": lab.namespace],
                below: lab.folder
            )
            let kubeconfig = try Kubeconfig.inCluster(
                folder: lab.folder,
                environment: ["KUBERNETES_SERVICE_HOST": "127.0.0.1", "KUBERNETES_SERVICE_PORT": String(port)],
                subject: "cluster lab",
            )
            #expect(kubeconfig.namespace == lab.namespace)
            let engine = try lab.engine(kubeconfig)
            let results = try await engine.apply([lab.configMap("a")], mode: .persist)
            #expect(results.first?.error == nil)
        }
    }

    @Test func `is named when it is not there, with what to set`() throws {
        let outside = try #require(throws: Problems.self) {
            try Kubeconfig.inCluster(environment: [:], subject: "cluster lab")
        }
        #expect(
            outside.description
                == "cluster lab: no kubeconfig is named and fettle does not run in a cluster (KUBERNETES_SERVICE_HOST and "
                + "KUBERNETES_SERVICE_PORT are not set); set spec.kubeconfig.file or spec.kubeconfig.path"
        )
        let noAccount = try #require(throws: Problems.self) {
            try Kubeconfig.inCluster(
                folder: "/nowhere",
                environment: ["KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443"],
                subject: "cluster lab",
            )
        }
        #expect(noAccount.description.hasPrefix("cluster lab: /nowhere has no readable token and no ca.crt; mount"))
    }
}
