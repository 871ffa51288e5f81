import Foundation
import HTTP
import Manifests
import SystemPackage
import TestSupport
import Testing
import YAML

@testable import Kubernetes

/// What the engine on the API takes out of a kubeconfig.
struct AnAccessToAnAPIServer {
    private func access(
        cluster: [String: Value] = [:],
        user: [String: Value] = [:],
        folder: FilePath? = nil,
    ) throws -> APIAccess {
        let config: Value = [
            "current-context": "a",
            "contexts": [["name": "a", "context": ["cluster": "c", "user": "u"]]],
            "clusters": [
                ["name": "c", "cluster": .object(cluster.merging(["server": "https://10.0.0.1:6443/"]) { $1 })]
            ],
            "users": [["name": "u", "user": .object(user)]],
        ]
        return try KubeconfigTarget(config, context: nil, subject: "kubeconfig").access(
            from: folder,
            subject: "kubeconfig"
        )
    }

    private func problems(cluster: [String: Value] = [:], user: [String: Value] = [:]) -> String {
        do {
            _ = try access(cluster: cluster, user: user)
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test func `has the address without a slash at its end, and verifies the server unless told otherwise`() throws {
        #expect(try access().url == "https://10.0.0.1:6443")
        #expect(try access().server.verifiesServer)
        #expect(try !access(cluster: ["insecure-skip-tls-verify": true]).server.verifiesServer)
        #expect(try access(cluster: ["tls-server-name": "api.lab"]).server.serverName == "api.lab")
    }

    @Test func `reads a token anew each time from its file, and else from the kubeconfig`() async throws {
        try await withTemporaryDirectory { folder in
            try write(["token": "first\n"], below: folder)
            let credential = try access(user: ["tokenFile": "token", "token": "other"], folder: folder).credential
            guard case .bearer(let first) = try credential.authorization() else { throw Unexpected("no token") }
            #expect(first.revealed == "first")
            try write(["token": "second"], below: folder)
            guard case .bearer(let second) = try credential.authorization() else { throw Unexpected("no token") }
            #expect(second.revealed == "second")
            try FileManager.default.removeItem(atPath: folder.appending("token").string)
            let error = #expect(throws: Problems.self) { try credential.authorization() }
            #expect(error?.description.contains("holds no token, or cannot be read") == true)
        }
        guard case .bearer(let token) = try access(user: ["token": "t"]).credential.authorization() else {
            throw Unexpected("no token")
        }
        #expect(token.revealed == "t")
    }

    @Test func `says for whom it acts`() throws {
        let headers = try access(
            user: ["as": "me", "as-groups": ["a", "b"], "as-user-extra": ["team/x": ["y"]]]
        ).headers
        let lines = headers.map { "\($0.name): \($0.value)" }
        #expect(
            lines == [
                "Impersonate-User: me", "Impersonate-Group: a", "Impersonate-Group: b",
                "Impersonate-Extra-team%2Fx: y",
            ]
        )
    }

    @Test func `needs what belongs together, in base64 or in files that are there`() {
        #expect(
            problems(user: ["client-certificate-data": "YQ=="]).contains(
                "client-certificate and client-key go together"
            )
        )
        #expect(
            problems(cluster: ["certificate-authority-data": "#"]).contains("certificate-authority-data is no base64")
        )
        let missing = problems(cluster: ["certificate-authority": "/nowhere/ca.crt"])
        #expect(missing.contains("certificate-authority: /nowhere/ca.crt cannot be read"))
    }

    @Test func `leaves an auth-provider to kubectl`() {
        let error = problems(user: ["auth-provider": ["name": "oidc"]])
        #expect(
            error
                == "kubeconfig: auth-provider needs kubectl to log in; set engine: kubectl for this cluster, or use a token"
        )
    }

    @Test func `lets what is written out count before what a program says`() throws {
        let exec: Value = ["command": "aws", "apiVersion": "client.authentication.k8s.io/v1beta1"]
        guard case .program(let plugin) = try access(user: ["exec": exec]).credential else {
            throw Unexpected("no program")
        }
        #expect(plugin.command == "aws")
        guard case .token = try access(user: ["exec": exec, "token": "t"]).credential else {
            throw Unexpected("no token")
        }
        guard case .basic = try access(user: ["exec": exec, "username": "u"]).credential else {
            throw Unexpected("no user")
        }
    }

    @Test func `names everything that is wrong with the program that logs in`() {
        let bad: Value = [
            "apiVersion": "client.authentication.k8s.io/v1", "args": ["a", 1], "env": [["value": "x"]], "comand": "aws",
        ]
        #expect(
            problems(user: ["exec": bad]) == """
                kubeconfig: exec.command: is missing
                kubeconfig: exec.args: is a list, not a list of strings
                kubeconfig: exec.env[0].name: is missing
                kubeconfig: exec.interactiveMode: is missing; write Never or IfAvailable
                kubeconfig: exec.comand: unknown field; remove it or correct its name
                """
        )
        let old = problems(user: ["exec": ["command": "aws", "apiVersion": "client.authentication.k8s.io/v1alpha1"]])
        #expect(
            old == "kubeconfig: exec.apiVersion: 'client.authentication.k8s.io/v1alpha1' is none of: "
                + "client.authentication.k8s.io/v1, client.authentication.k8s.io/v1beta1; update the program and the "
                + "kubeconfig that was made for it"
        )
        let asking = problems(
            user: [
                "exec": [
                    "command": "aws", "apiVersion": "client.authentication.k8s.io/v1beta1", "interactiveMode": "Always",
                ]
            ]
        )
        #expect(asking.hasPrefix("kubeconfig: exec.interactiveMode: is Always: the program wants to ask a person"))
    }
}
