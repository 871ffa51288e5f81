import Foundation
import HTTP
import Manifests
import SystemPackage
import TestSupport
import Testing
import Tools
import YAML

@testable import Kubernetes

private let v1: Value = "client.authentication.k8s.io/v1"

/// A shell script that logs in: it prints the next of its answers, the last one again and again, and notes each run.
private struct Plugin {
    let folder: FilePath

    init(in folder: FilePath, answers: [Value]) throws {
        self.folder = folder
        var files = [
            "login.sh": """
            cd "$(dirname "$0")"
            echo run >> runs
            printf %s "$KUBERNETES_EXEC_INFO" > info
            printf %s "$GREETING" > greeting
            number=$(wc -l < runs)
            while [ ! -e "answer-$number" ]; do number=$((number - 1)); done
            cat "answer-$number"
            """
        ]
        for (index, answer) in answers.enumerated() { files["answer-\(index + 1)"] = answer.jsonText }
        try write(files, below: folder)
    }

    /// The user's `exec`, whose program is the shell.
    func exec(command: Value = "sh", _ more: [String: Value] = [:]) -> Value {
        let fields: [String: Value] = [
            "apiVersion": v1, "command": command, "args": [.string(folder.appending("login.sh").string)],
            "interactiveMode": "IfAvailable",
        ]
        return .object(fields.merging(more) { $1 })
    }

    func text(_ name: String) throws -> String {
        try String(contentsOfFile: folder.appending(name).string, encoding: .utf8)
    }

    var runs: Int {
        get throws { try text("runs").split(separator: "\n").count }
    }
}

private func answer(_ status: Value) -> Value {
    ["apiVersion": v1, "kind": "ExecCredential", "status": status]
}

extension EngineFixture {
    fileprivate func token() throws -> Value {
        let config = try Value(json: [UInt8](Data(contentsOf: URL(filePath: plane.kubeconfig.string))))
        return try #require(config["users"]?.array?.first?.at("user", "token"))
    }

    fileprivate func engine(
        _ plugin: Plugin,
        _ exec: [String: Value] = [:],
        cluster: [String: Value] = [:],
    ) throws -> any ClusterEngine {
        try engine(
            kubeconfig(
                cluster: cluster,
                user: ["token": .null, "exec": plugin.exec(exec)],
                plugins: .allowed,
            )
        )
    }

    fileprivate func readNamespace(_ engine: any ClusterEngine) async throws -> ReadResult? {
        try await engine.read([KindedReference(Manifest(namespaceObject(namespace)))]).first
    }

    /// A certificate of the control plane's authority for the user `name`, and its key.
    fileprivate func certificate(of name: String) async throws -> Value {
        let authority = plane.kubeconfig.removingLastComponent()
        let own = folder.appending("certificate-\(name)")
        try FileManager.default.createDirectory(atPath: own.string, withIntermediateDirectories: true)
        try await run(
            "openssl",
            "req",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-batch",
            "-keyout",
            "key",
            "-out",
            "request",
            "-subj",
            "/CN=\(name)",
            in: own
        )
        try await run(
            "openssl",
            "x509",
            "-req",
            "-in",
            "request",
            "-CA",
            authority.appending("ca.crt").string,
            "-CAkey",
            authority.appending("ca.key").string,
            "-set_serial",
            "\(abs(name.hashValue))",
            "-out",
            "certificate",
            "-days",
            "1",
            in: own
        )
        return [
            "clientCertificateData": .string(
                try String(contentsOfFile: own.appending("certificate").string, encoding: .utf8)
            ),
            "clientKeyData": .string(try String(contentsOfFile: own.appending("key").string, encoding: .utf8)),
        ]
    }
}

struct AProgramThatLogsIn {
    @Test(arguments: EngineKind.allCases)
    func `gives a token, knows of which cluster, and runs once for many requests`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            let plugin = try Plugin(in: lab.folder.appending("plugin"), answers: [answer(["token": lab.token()])])
            let extensions: Value = [
                ["name": "client.authentication.k8s.io/exec", "extension": ["audience": "lab"]],
                ["name": "other", "extension": ["a": "b"]],
            ]
            let engine = try lab.engine(
                plugin,
                ["provideClusterInfo": true, "env": [["name": "GREETING", "value": "hello"]]],
                cluster: ["extensions": extensions],
            )
            let results = try await engine.apply([lab.configMap("a"), lab.configMap("b")], mode: .persist)
            #expect(results.allSatisfy { $0.error == nil })
            #expect(try await lab.readNamespace(engine)?.live != nil)
            #expect(try plugin.text("greeting") == "hello")
            let info = try Value(json: Array(plugin.text("info").utf8))
            #expect(info["apiVersion"] == v1)
            #expect(info["kind"] == "ExecCredential")
            #expect(info.at("spec", "interactive") == false)
            #expect(info.at("spec", "cluster", "config", "audience") == "lab")
            #expect(info.at("spec", "cluster", "server")?.string?.hasPrefix("https://127.0.0.1:") == true)
            let authorities = info.at("spec", "cluster", "certificate-authority-data")?.string ?? ""
            #expect(
                Data(base64Encoded: authorities).map { String(decoding: $0, as: UTF8.self) }?.contains("BEGIN CERT")
                    == true
            )
            if kind == .api { #expect(try plugin.runs == 1) }
        }
    }

    @Test(arguments: [("2020-01-01T00:00:00Z", 3), ("2120-01-01T00:00:00.5+01:00", 1)])
    func `runs again when its login has ended, and not before`(end: String, runs: Int) async throws {
        try await EngineFixture.with(.api) { lab in
            let plugin = try Plugin(
                in: lab.folder.appending("plugin"),
                answers: [answer(["token": lab.token(), "expirationTimestamp": .string(end)])],
            )
            let engine = try lab.engine(plugin)
            // One request asks which kinds there are.
            for _ in 1...2 { #expect(try await lab.readNamespace(engine)?.live != nil) }
            #expect(try plugin.runs == runs)
        }
    }

    @Test func `runs once more when the server does not take its login`() async throws {
        try await EngineFixture.with(.api) { lab in
            let first = try Plugin(
                in: lab.folder.appending("first"),
                answers: [answer(["token": "token-canary"]), answer(["token": lab.token()])],
            )
            let engine = try lab.engine(first)
            let made = try await engine.create(lab.configMap("a"))
            #expect(!made.uid.isEmpty)
            #expect(try first.runs == 2)

            let second = try Plugin(in: lab.folder.appending("second"), answers: [answer(["token": "token-canary"])])
            let lost = try lab.engine(second)
            let error = await #expect(throws: KubernetesError.self) { _ = try await lab.readNamespace(lost) }
            #expect(error?.reason == .forbidden)
            #expect(error?.description.contains("token-canary") == false)
            #expect(try second.runs == 2)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `gives a client certificate, which may be another one later`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            var answers: [Value] = []
            for name in ["first", "second"] {
                var status = try await lab.certificate(of: name)
                status["expirationTimestamp"] = "2020-01-01T00:00:00Z"
                answers.append(answer(status))
            }
            // kubectl asks for a login several times in one process.
            let plugin = try Plugin(in: lab.folder.appending("plugin"), answers: kind == .api ? answers : [answers[1]])
            let engine = try lab.engine(plugin)
            let secret = KindedReference(
                Manifest([
                    "apiVersion": "v1", "kind": "Secret",
                    "metadata": ["name": "a", "namespace": .string(lab.namespace)],
                ])
            )
            // The first run is spent on asking which kinds there are.
            let refused = try await engine.read([secret]).first?.error
            #expect(
                refused?.message.contains(#"User "second" cannot get resource "secrets""#) == true,
                "\(String(describing: refused))"
            )
            if kind == .api {
                #expect(try plugin.runs == 2)
                try write(["answer-3": answers[0].jsonText], below: plugin.folder)
                let other = try await engine.read([secret]).first?.error
                #expect(other?.message.contains(#"User "first" cannot get"#) == true, "\(String(describing: other))")
            }
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `stands beside the kubeconfig or on PATH`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            let plugin = try Plugin(in: lab.folder.appending("plugin"), answers: [answer(["token": lab.token()])])
            let shell = lab.folder.appending("bin/login").string
            try FileManager.default.createDirectory(
                atPath: lab.folder.appending("bin").string,
                withIntermediateDirectories: true
            )
            try FileManager.default.createSymbolicLink(atPath: shell, withDestinationPath: "/bin/sh")
            var config = try Value(json: [UInt8](Data(contentsOf: URL(filePath: lab.plane.kubeconfig.string))))
            let name = config["users"]?.array?.first?["name"] ?? .null
            config["users"] = [["name": name, "user": ["exec": plugin.exec(command: "bin/login")]]]
            try write(["kubeconfig": config.jsonText], below: lab.folder)
            let path = lab.folder.appending("kubeconfig")
            let refused = try #require(throws: Problems.self) { try Kubeconfig(path: path, context: nil) }
            #expect(
                refused.description
                    == "\(path): has a program log in (exec), which fettle does not run; use a token or a client certificate, "
                    + "or start fettle with --allow-kubeconfig-exec (FETTLE_ALLOW_KUBECONFIG_EXEC=true) if whoever writes "
                    + "kubeconfigs may run programs here"
            )
            let engine = try lab.engine(try Kubeconfig(path: path, context: nil, plugins: .allowed))
            #expect(try await lab.readNamespace(engine)?.live != nil)

            // What a repository holds is not run.
            let problems = try #require(throws: Problems.self) {
                try Kubeconfig(bytes: config.json(), subject: "kubeconfig.yaml", context: nil, plugins: .allowed)
            }
            #expect(
                problems.description
                    == "kubeconfig.yaml: users[0].user.exec.command: is a path from the folder of the kubeconfig, and what a "
                    + "repository holds is not run; write a name that is on PATH, or an absolute path"
            )
        }
    }
}

/// What is wrong with a login is said without the login.
struct ALoginThatFails {
    /// The error of an engine whose kubeconfig logs in with `sh -c script`.
    private func error(
        _ script: String,
        _ more: [String: Value] = [:],
        timeout: Duration = .seconds(60),
    ) async throws -> KubernetesError? {
        let exec: Value = .object(
            [
                "apiVersion": v1, "command": "sh", "args": ["-c", .string(script)], "interactiveMode": "Never",
            ].merging(more) { $1 }
        )
        let fields = try FieldReader.read(["exec": exec], subject: "test") { $0.object("exec", ExecFields.init) }
        let plugin = ExecPlugin(try #require(fields), from: nil, cluster: [:], authorities: nil)
        let logins = ExecLogins(
            plugin,
            to: HTTPServer(),
            cluster: "lab",
            tools: SubprocessToolRunner(grace: .milliseconds(100)),
            timeout: timeout,
        )
        return await #expect(throws: KubernetesError.self) { _ = try await logins.login() }
    }

    private static let head = #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1""#
    private static let look = "; run it by hand to see what it prints, and see its own documentation"

    @Test(arguments: [
        ("", "printed nothing\(look)"),
        ("c4n4ry", "printed no JSON\(look)"),
        (#"{"kind":"c4n4ry"}"#, "printed no ExecCredential\(look)"),
        (
            #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"c4n4ry"}}"#,
            "should print an ExecCredential of client.authentication.k8s.io/v1, as the kubeconfig says, and printed "
                + "client.authentication.k8s.io/v1beta1; make exec.apiVersion in the kubeconfig the version that the program prints"
        ),
        ("\(head)}", "printed an ExecCredential without a status\(look)"),
        ("\(head),\"status\":{}}", "gave neither a token nor a client certificate\(look)"),
        (
            #"\#(head),"status":{"clientKeyData":"c4n4ry"}}"#,
            "gave a client certificate without clientCertificateData, and they go together\(look)"
        ),
        (
            #"\#(head),"status":{"clientCertificateData":"c4n4ry"}}"#,
            "gave a client certificate without clientKeyData, and they go together\(look)"
        ),
        (
            #"\#(head),"status":{"clientCertificateData":"c4n4ry","clientKeyData":"c4n4ry"}}"#,
            "gave a client certificate or a key that is no PEM text\(look)"
        ),
        (
            #"\#(head),"status":{"token":"c4n4ry","clientCertificateData":"a","clientKeyData":"b"}}"#,
            "gave both a token and a client certificate; have it give the one that the cluster should go by"
        ),
        (
            #"\#(head),"status":{"token":"c4n4ry","expirationTimestamp":"c4n4ry"}}"#,
            "gave an expirationTimestamp that is no time like 2026-01-31T12:00:00Z\(look)"
        ),
    ])
    func `because of what the program prints is explained`(output: String, message: String) async throws {
        let error = try await error("printf '%s' '\(output)'")
        #expect(error?.description == "lab: sh, with which the kubeconfig logs in, \(message)")
        #expect(error?.reason == .configuration)
    }

    @Test func `because the program fails is explained in its own words without secrets`() async throws {
        let failed = try await error(
            #"echo token-c4n4ry; echo "no session for token-c4n4ry, $PASSWORD and 4bCdEfGh1jKlMn0pQrStUvWxYz" >&2; exit 3"#,
            ["env": [["name": "PASSWORD", "value": "passw0rd-c4n4ry"]]],
        )
        #expect(
            failed?.description
                == "lab: sh, with which the kubeconfig logs in, exited with code 3 and did not log in (no session for "
                + "«secret», «secret» and «secret»); run it by hand on this host to see what it needs"
        )
        #expect(failed?.isTransient == true)

        let slow = try await error("sleep 600", timeout: .milliseconds(200))
        #expect(slow?.message.contains("did not log in within 0.2 seconds and was stopped; run it by hand") == true)
        #expect(slow?.isTransient == true)

        let missing = try await error(
            "",
            ["command": "no-such-login", "installHint": "Install it:\n  apt install \u{1B}[1mlogin"],
        )
        #expect(
            missing?.description
                == "lab: no-such-login, with which the kubeconfig logs in, is not there; install it, or put its folder on PATH "
                + "(Install it:   apt install [1mlogin)"
        )
    }

    @Test func `is shared by all who wait for it, and so is one that succeeds`() async throws {
        try await withTemporaryDirectory { folder in
            let plugin = try Plugin(in: folder, answers: [[:], answer(["token": "t"])])
            let exec: Value = ["exec": plugin.exec()]
            let fields = try FieldReader.read(exec, subject: "test") { $0.object("exec", ExecFields.init) }
            // Begins only when everybody waits.
            let gate = Gate()
            let logins = ExecLogins(
                ExecPlugin(try #require(fields), from: nil, cluster: [:], authorities: nil),
                to: HTTPServer(),
                cluster: "lab",
                tools: GatedToolRunner(gate: gate),
            )
            for (runs, succeeded) in [(1, 0), (2, 8)] {
                let results = await withTaskGroup(of: Bool.self) { group in
                    for _ in 1...8 {
                        group.addTask { (try? await logins.login()) != nil }
                    }
                    group.addTask {
                        while await logins.waitingCount < 7 { await Task.yield() }
                        await gate.open()
                        return false
                    }
                    return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
                }
                #expect(results == succeeded)
                #expect(try plugin.runs == runs)
                await gate.close()
            }
        }
    }
}

/// Lets nobody through before it is opened.
private actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func open() {
        isOpen = true
        for waiter in waiting { waiter.resume() }
        waiting = []
    }

    func close() {
        isOpen = false
    }

    func pass() async {
        if !isOpen { await withCheckedContinuation { waiting.append($0) } }
    }
}

private struct GatedToolRunner: ToolRunner {
    let gate: Gate

    func run(_ invocation: ToolInvocation) async throws -> ToolResult {
        await gate.pass()
        return try await SubprocessToolRunner().run(invocation)
    }
}
