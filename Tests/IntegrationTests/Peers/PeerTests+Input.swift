import Foundation
import TestSupport
import Testing

extension PeerTests {
    @Test(
        "15: encrypted bytes left in an object, and plaintext that should be encrypted, are refused before any write",
        arguments: Engine.allCases,
    )
    func encryption(engine: Engine) async throws {
        func secret(_ kind: String, _ value: String) -> String {
            "apiVersion: v1\nkind: \(kind)\nmetadata: { name: login, namespace: app }\n\(value)\n"
        }
        let encrypted = Data([0] + "GITCRYPT".utf8 + [0, 1, 2, 3, 4, 5])
        let overlay = [BadInputTests.overlay: Samples.overlay("secret.yaml")]
        let attributes = [".gitattributes": "overlays/*/secret.yaml filter=git-crypt diff=git-crypt\n"]
        let inSecret = secret("Secret", "data: { password: \(encrypted.base64EncodedString()) }")
        let inConfig = secret("ConfigMap", "binaryData: { file: \(encrypted.base64EncodedString()) }")
        let plain = secret("Secret", "data: { password: cGxhaW4= }")
        try await Scenario.with(engine: engine) { scenario in
            try await scenario.expectRefusal(of: [
                Mistake(
                    description: "encrypted bytes in a Secret",
                    files: overlay.merging(["overlays/one/secret.yaml": inSecret]) { $1 },
                    told: ["overlays/one/secret.yaml", "holds bytes that git-crypt encrypted, at .data.password"],
                ),
                Mistake(
                    description: "encrypted bytes in a ConfigMap",
                    files: overlay.merging(["overlays/one/secret.yaml": inConfig]) { $1 },
                    told: ["overlays/one/secret.yaml", "holds bytes that git-crypt encrypted, at .binaryData.file"],
                ),
                Mistake(
                    description: "an encrypted file that a generator takes up",
                    files: [
                        BadInputTests.overlay: Samples.overlay() + """
                            configMapGenerator:
                              - { name: files, namespace: app, files: [secret.bin] }
                            """
                    ],
                    told: ["secret.bin", "git-crypt"],
                    bytes: ["overlays/one/secret.bin": Array(encrypted)],
                ),
                Mistake(
                    description: "a secret in plaintext",
                    files: overlay.merging(attributes) { $1 }.merging(["overlays/one/secret.yaml": plain]) { $1 },
                    told: ["overlays/one/secret.yaml", "git-crypt"],
                ),
            ])
        }
    }

    @Test(
        "16: paths and links out of the repository, remote bases, huge files and YAML bombs are refused before any write",
        arguments: Engine.allCases,
    )
    func hostileInput(engine: Engine) async throws {
        func leads(to resource: String) -> [String: String] {
            [BadInputTests.overlay: Samples.overlay(resource)]
        }
        try await Scenario.with(engine: engine) { scenario in
            try await scenario.expectRefusal(of: [
                Mistake(
                    description: "a path that leaves the repository",
                    files: leads(to: "../../../outside"),
                    told: ["overlays/one/kustomization.yaml", "../../../outside"],
                ),
                Mistake(
                    description: "an absolute path",
                    files: leads(to: "/etc/hostname"),
                    told: ["overlays/one/kustomization.yaml", "/etc/hostname"],
                ),
                Mistake(
                    description: "a link that leaves the repository",
                    files: leads(to: "outside.yaml"),
                    told: ["overlays/one/outside.yaml", "symbolic link out of the repository"],
                    links: ["overlays/one/outside.yaml": "/etc/hostname"],
                ),
                Mistake(
                    description: "links in a circle",
                    files: leads(to: "here.yaml"),
                    told: ["overlays/one/", "here.yaml", "link"],
                    links: ["overlays/one/here.yaml": "there.yaml", "overlays/one/there.yaml": "here.yaml"],
                ),
                Mistake(
                    description: "a remote base",
                    files: leads(to: "https://example.invalid/repo//base?ref=v1"),
                    told: ["overlays/one/kustomization.yaml", "https://example.invalid/repo//base?ref=v1"],
                ),
                Mistake(
                    description: "a huge file",
                    files: leads(to: "huge.yaml"),
                    told: ["overlays/one/kustomization.yaml:3", "'huge.yaml': is larger than 50 MiB"],
                    bytes: ["overlays/one/huge.yaml": Array(repeating: UInt8(ascii: "#"), count: 51 << 20)],
                ),
                Mistake(
                    description: "a few hundred bytes of aliases that mean a billion nodes",
                    files: [BadInputTests.settings: Self.bomb],
                    told: ["base/app/config.yaml"],
                ),
            ])
        }
    }

    /// Nine levels of ten aliases each.
    private static let bomb: String = {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        return text
    }()

    @Test("16: a hundred commits in a row end in the last one, with nothing left over", arguments: Engine.allCases)
    func manyCommits(engine: Engine) async throws {
        try await Scenario.with(engine: engine) { scenario in
            try await scenario.push(
                Samples.app().merging([
                    "clusters/one/cluster.yaml": scenario.cluster("one", engine.watchful, "pruneLimit: 100%")
                ]) { $1 }
            )
            let daemon = try DaemonProcess(scenario)
            try await daemon.line(with: "converged")
            // Each commit makes one object, changes another and takes a third away.
            for number in 1...100 {
                if number > 2 { try scenario.remove("overlays/one/item-\(number - 2).yaml") }
                let names = (max(1, number - 1)...number).map { "item-\($0).yaml" }
                var resources = ["resources:", "  - ../../base/app"]
                resources += names.map { "  - \($0)" }
                try await scenario.push([
                    "overlays/one/kustomization.yaml": resources.joined(separator: "\n") + "\n",
                    "overlays/one/item-\(number).yaml": Samples.configMap("item-\(number)", "a: b"),
                    "base/app/config.yaml": Samples.configMap("settings", "greeting: \"\(number)\""),
                ])
            }
            let last = try await scenario.repository.head()
            try await daemon.line(with: "info ", " converged", "commit=\(last.prefix(8))")
            #expect(try await daemon.end().code == 0)
            let plane = try scenario.plane
            let names = try await plane.kubectl([
                "get", "configmaps", "--namespace", "app", "--selector", "fettle.dev/owner=one", "--output", "name",
            ])
            #expect(names == "configmap/item-100\nconfigmap/item-99\nconfigmap/settings\n")
            #expect(try await plane.field(".data.greeting", of: "configmap/settings") == "100")
            #expect(try await scenario.sync().errors.isEmpty)
        }
    }

    @Test(
        "16: 3,000 objects, 500 with kubectl, are applied, left as they are and taken away again",
        .timeLimit(.minutes(30)),
        arguments: [(Engine.api, 3_000), (.kubectl, 500)],
    )
    func manyObjects(engine: Engine, count: Int) async throws {
        try await Scenario.with(engine: engine) { scenario in
            func files(_ count: Int) -> [String: String] {
                var files: [String: String] = [:]
                let names = (1...count).map { "item-\($0)" }
                // Some hundred in each file.
                for (number, first) in stride(from: 0, to: count, by: 250).enumerated() {
                    let objects = names[first..<min(first + 250, count)].map { Samples.configMap($0, "a: b") }
                    files["overlays/one/items-\(number).yaml"] = objects.joined(separator: "---\n")
                }
                files["overlays/one/kustomization.yaml"] =
                    (["resources:", "  - ../../base/app"] + files.keys.sorted().map { "  - \($0.dropFirst(13))" })
                    .joined(separator: "\n") + "\n"
                return files
            }
            let plane = try scenario.plane
            func counted() async throws -> Int {
                try await plane.kubectl([
                    "get", "configmaps", "--namespace", "app", "--selector", "fettle.dev/owner=one", "--output", "name",
                ]).split(separator: "\n").count
            }
            try await scenario.push(Samples.app().merging(files(count)) { $1 })
            let result = try await scenario.sync()
            #expect(result.errors.contains("created=\(count + 3)"))
            #expect(try await counted() == count + 1)
            #expect(try await scenario.sync().errors.isEmpty)

            // A quarter, which the limit allows, goes again.
            let left = count * 3 / 4
            try scenario.remove("overlays/one")
            try await scenario.push(files(left))
            #expect(try await scenario.sync().errors.contains("deleted=\(count - left)"))
            #expect(try await counted() == left + 1)
        }
    }
}
