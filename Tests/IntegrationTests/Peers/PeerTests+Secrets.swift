import Foundation
import Glibc
import SystemPackage
import TestSupport
import Testing

extension PeerTests {
    @Test(
        "14: no log, error, argument, environment or file has a secret, in good runs, failed runs and killed runs",
        arguments: Engine.allCases,
    )
    func canary(engine: Engine) async throws {
        try await Scenario.with(engine: engine) { scenario in
            let canary = "canary\(UUID().uuidString.replacing("-", with: "").lowercased())"
            let key = try await scenario.encrypt("secrets/**")
            let watch = ProcessWatch(for: canary)
            async let watched: Void = watch.run()
            func pass(_ arguments: [String], expecting code: Int32 = 0, telling told: String = "") async throws {
                let result = try await attempt(
                    [Scenario.executable.string] + arguments + scenario.options
                        + ["--git-crypt-key", key.string, "--log-level", "trace"],
                    environment: scenario.environment,
                )
                let text = result.errors + result.output
                #expect(!text.contains(canary), "\(arguments)")
                #expect(result.exitCode == code && (told.isEmpty || text.contains(told)), "\(arguments): \(text)")
            }

            try await scenario.push(Self.files(password: canary))
            try await pass(["sync"])
            let stored = try await scenario.plane.field(".data.password", of: "secret/login")
            #expect(Data(base64Encoded: stored).map { String(decoding: $0, as: UTF8.self) } == canary)

            // Drift in the secret itself.
            try await scenario.plane.kubectl([
                "patch", "secret/login", "--namespace", "app", "--patch", "{\"data\":{\"password\":\"b3RoZXI=\"}}",
            ])
            try await pass(["drift", "one"], expecting: 1, telling: ".data.password: «secret» → «secret»")
            try await pass(["diff", "one"], expecting: 1, telling: ".data.password: «secret» → «secret»")
            try await pass(["sync"], telling: "Secret/app/login")
            try await pass(["render", "one", "--provenance"], telling: "password: «secret»")
            try await pass(["check"])

            // An object that the server refuses, and whose error would quote it.
            try await scenario.push(["secrets/bad.yaml": Self.refused(canary)])
            try await pass(["sync"], expecting: 1, telling: "Invalid value: «secret»")
            // A file that is no YAML at the place of the secret.
            try await scenario.push(["secrets/bad.yaml": "apiVersion: v1\nkind: Secret\n\t\(canary): [\n"])
            try await pass(["sync"], expecting: 1, telling: "secrets/bad.yaml:3")
            // Values that are no YAML, and a chart that fails over them.
            try await scenario.push([
                "secrets/bad.yaml": Self.accepted,
                "overlays/one/release.yaml": Chart.release(
                    values: "round: 1",
                    more: "  valuesFrom: [{ kind: Secret, name: extra, valuesKey: password }]",
                ),
                "secrets/extra.yaml": Self.extra("[\(canary)"),
            ])
            try await pass(["sync"], expecting: 1, telling: "overlays/one/release.yaml")
            try await scenario.push([
                "secrets/extra.yaml": Self.extra("round: \(canary)"),
                "charts/shop/templates/config.yaml": "{{ fail .Values.round }}\n",
                "overlays/one/release.yaml": Chart.release(
                    values: "other: 1",
                    more: "  valuesFrom: [{ kind: Secret, name: extra, valuesKey: password }]",
                ),
            ])
            try await pass(["sync"], expecting: 1, telling: "overlays/one/release.yaml")
            try await scenario.push(Chart.files)
            try await pass(["sync"], telling: "upgraded")

            for number in 1...8 {
                try await scenario.push(["secrets/extra.yaml": Self.extra("round: \(canary)\(number)")])
                try await Self.killed(scenario, key)
            }
            watch.stop()
            await watched
            #expect(watch.found.isEmpty, "\(watch.found)")
            try await scenario.expectNoFolderLeft()
            let state = scenario.folder.appending("state").string
            for folder in [state, "/dev/shm"] {
                let grep = try await attempt(["grep", "--recursive", "--files-with-matches", canary, folder])
                #expect(grep.output.isEmpty, "\(grep.output)")
            }
        }
    }

    @Test("14: a secret whose file was encrypted anew is not written again and not told of", arguments: Engine.allCases)
    func sameSecret(engine: Engine) async throws {
        try await Scenario.with(engine: engine) { scenario in
            let key = try await scenario.encrypt("secrets/**")
            func sync() async throws -> CommandResult {
                let result = try await scenario.fettle("sync", "--git-crypt-key", key.string)
                #expect(result.exitCode == 0, "\(result.errors)")
                return result
            }
            let secret = """
                apiVersion: v1
                kind: Secret
                metadata: { name: login, namespace: app }
                stringData: { password: open-sesame }

                """
            try await scenario.push(
                Samples.app().merging([
                    "overlays/one/kustomization.yaml": Samples.overlay("../../secrets"),
                    "secrets/kustomization.yaml": "resources: [login.yaml]\n",
                    "secrets/login.yaml": secret,
                ]) { $1 }
            )
            _ = try await sync()
            let versions = try await scenario.plane.versions()
            let first = try await scenario.repository.id(of: "HEAD:secrets/login.yaml")
            try await scenario.push(["secrets/login.yaml": "# The same, said otherwise.\n" + secret])
            #expect(try await scenario.repository.id(of: "HEAD:secrets/login.yaml") != first)
            #expect(try await sync().errors.isEmpty)
            #expect(try await scenario.plane.versions() == versions)
        }
    }

    private static func files(password: String) -> [String: String] {
        Samples.app().merging(Chart.files) { $1 }.merging([
            "overlays/one/kustomization.yaml": Samples.overlay("../../secrets", "release.yaml"),
            "overlays/one/release.yaml": Chart.release(
                values: "round: 1",
                more: "  valuesFrom: [{ kind: Secret, name: extra, valuesKey: password }]",
            ),
            "secrets/kustomization.yaml": "resources: [login.yaml, bad.yaml, extra.yaml]\n",
            "secrets/bad.yaml": accepted,
            "secrets/extra.yaml": extra("round: \(password)"),
            "secrets/login.yaml": """
            apiVersion: v1
            kind: Secret
            metadata: { name: login, namespace: app }
            stringData: { password: \(password) }
            """,
        ]) { $1 }
    }

    private static let accepted = """
        apiVersion: v1
        kind: Secret
        metadata: { name: bad, namespace: app }
        stringData: { word: fine }
        """

    /// A Secret whose only fault is one that the server finds, in a place that it quotes.
    private static func refused(_ text: String) -> String {
        """
        apiVersion: v1
        kind: Secret
        metadata: { name: bad, namespace: app }
        stringData: { "not a key \(text)": \(text) }
        """
    }

    private static func extra(_ text: String) -> String {
        """
        apiVersion: v1
        kind: Secret
        metadata: { name: extra, namespace: app }
        stringData:
          password: |
            \(text)
        """
    }

    /// A run that is killed somewhere in its middle.
    private static func killed(_ scenario: Scenario, _ key: FilePath) async throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Scenario.executable.string)
        process.arguments = ["sync"] + scenario.options + ["--git-crypt-key", key.string]
        process.environment = ProcessInfo.processInfo.environment.merging(scenario.environment) { $1 }
        process.standardError = FileHandle.nullDevice
        try process.run()
        try await Task.sleep(for: .milliseconds(Int.random(in: 50...2000)))
        kill(process.processIdentifier, SIGKILL)
        while process.isRunning { try await Task.sleep(for: .milliseconds(5)) }
    }
}
