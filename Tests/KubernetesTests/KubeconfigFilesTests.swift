import Foundation
import Manifests
import SystemPackage
import TestSupport
import Testing
import YAML

@testable import Kubernetes

private let first = """
    apiVersion: v1
    kind: Config
    clusters:
    - name: red
      cluster: {server: "https://10.0.0.1:6443", certificate-authority: pki/ca.crt}
    users:
    - name: admin
      user: {client-certificate: ../shared/cert, client-key: ../shared/key}
    - name: both
      user: {username: first}
    contexts:
    - name: red
      context: {cluster: red, user: admin}
    current-context: ""
    """

private let second = """
    current-context: blue
    clusters:
    - name: red
      cluster: {server: "https://10.0.0.2:6443", tls-server-name: api.lab, insecure-skip-tls-verify: true}
    - name: blue
      cluster: {server: "https://10.0.0.3:6443"}
    users:
    - name: both
      user: {username: second, password: hidden}
    - name: token
      user: {tokenFile: token}
    - name: program
      user:
        exec:
          apiVersion: client.authentication.k8s.io/v1
          command: ./bin/login
          interactiveMode: Never
    - name: path
      user:
        exec:
          apiVersion: client.authentication.k8s.io/v1
          command: login
          interactiveMode: Never
    contexts:
    - name: red
      context: {cluster: blue, user: both, namespace: other}
    - name: blue
      context: {cluster: blue, user: both}
    """

private let third = "current-context: red\ncontexts:\n- name: green\n  context: {cluster: red, user: token}\n"

struct AListOfKubeconfigs {
    private func with(_ body: (FilePath) async throws -> Void) async throws {
        try await withTemporaryDirectory { folder in
            try write(
                [
                    "one/config": first, "one/pki/ca.crt": "authority", "shared/cert": "certificate",
                    "shared/key": "key",
                    "two/config": second, "two/token": "token", "three": third, "empty": "",
                ],
                below: folder,
            )
            try await body(folder)
        }
    }

    /// What kubectl makes of it, every file's content put in its place.
    private func flattened(_ arguments: [String], list: String) async throws -> String {
        let result = try await attempt(
            ["kubectl", "config", "view", "--raw", "--flatten"] + arguments,
            environment: ["KUBECONFIG": list],
        )
        guard result.exitCode == 0 else { throw Unexpected(result.errors) }
        return result.output
    }

    @Test(arguments: [
        ["one/config", "two/config", "three"],
        ["two/config", "one/config"],
        ["three", "missing", "", "empty", "two/config", "one/config", "two/config"],
        ["empty", "one/config"],
    ])
    func `is merged as kubectl merges it`(files: [String]) async throws {
        try await with { folder in
            let list = files.map { $0.isEmpty ? "" : folder.appending($0).string }.joined(separator: ":")
            let kubeconfig = try Kubeconfig(path: FilePath(list), context: "red", plugins: .allowed)
            #expect(kubeconfig.path.hasPrefix("/proc/"))
            let ours = try await flattened(["--kubeconfig", kubeconfig.path], list: "")
            // `kubectl config` leaves these as they are written; a client takes them from the folder of their file.
            let theirs = try await flattened([], list: list)
                .replacing("tokenFile: token", with: "tokenFile: \(folder)/two/token")
                .replacing("command: ./bin/login", with: "command: \(folder)/two/bin/login")
            #expect(theirs == ours)
            let firstIsOne = files.firstIndex(of: "one/config") ?? 9 < files.firstIndex(of: "two/config") ?? 9
            #expect(kubeconfig.server == (firstIsOne ? "https://10.0.0.1:6443" : "https://10.0.0.3:6443"))
        }
    }

    @Test func `says what is wrong with each of its files, and when none is there`() async throws {
        try await with { folder in
            try write(["bad": "a: [", "text": "just text"], below: folder)
            let list = ["bad", "one/config", "text"].map { folder.appending($0).string }.joined(separator: ":")
            var problems = try #require(throws: Problems.self) { try Kubeconfig(path: FilePath(list), context: nil) }
            #expect(
                problems.description == """
                    \(folder)/bad:2: did not find expected node content
                    \(folder)/text: is no kubeconfig; it must hold one object of kind Config
                    """
            )
            problems = try #require(throws: Problems.self) {
                try Kubeconfig(path: "/nowhere/a:/nowhere/b", context: nil)
            }
            #expect(
                problems.description
                    == "/nowhere/a:/nowhere/b: none of these kubeconfigs is there; put one there, or correct spec.kubeconfig.path"
            )
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `leads to a cluster`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            var config = try Value(json: [UInt8](Data(contentsOf: URL(filePath: lab.plane.kubeconfig.string))))
            let users = config["users"]
            let user = try #require(users?.array?.first?["name"]?.string)
            let token = try #require(users?.array?.first?.at("user", "token")?.string)
            config["users"] = nil
            try write(
                [
                    "clusters/config": config.jsonText, "users/token": token,
                    "users/config": "users:\n- name: \(user)\n  user: {tokenFile: token}\n",
                ],
                below: lab.folder,
            )
            let list = ["clusters/config", "users/config"].map { lab.folder.appending($0).string }
            let engine = try lab.engine(try Kubeconfig(path: FilePath(list.joined(separator: ":")), context: nil))
            #expect(try await engine.apply([lab.configMap("a")], mode: .persist).single.error == nil)
        }
    }
}
