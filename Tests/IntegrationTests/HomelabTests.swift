import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite("The homelab of this repository renders, as it is committed, for each of its clusters")
struct HomelabTests {
    @Test(
        "render gives a cluster its releases, its tenant and its names",
        arguments: ["foundation", "cryptellation", "perso"],
    )
    func render(cluster: String) async throws {
        try await Homelab.with { homelab in
            let rendered = try await homelab.rendered(cluster)
            let hasBackends = cluster == "foundation"
            let collectors: Set = ["metallb", "traefik", "metrics-server", "alloy"]
            let backends: Set = ["longhorn", "loki", "tempo", "mimir", "grafana"]
            #expect(rendered.names(of: "HelmRelease") == (hasBackends ? collectors.union(backends) : collectors))

            let alloy = try rendered.object("HelmRelease", "alloy")
            #expect(alloy.count(of: "\"X-Scope-OrgID\" = \"\(cluster)\"") == 4)
            #expect(alloy.count(of: "\"X-Scope-OrgID\"") == 4)
            #expect(alloy.contains(#"replacement   = "${1}:10250""#))
            #expect(alloy.contains("url     = \"https://mimir.lab.x.y.z/api/v1/push\""))
            #expect(alloy.contains("name: ingestion") != hasBackends)

            let services = try rendered.object("DNSEndpoint", "services")
            #expect(services.contains("dnsName: \(cluster).lab.x.y.z"))
            #expect(services.contains("dnsName: grafana.lab.x.y.z") == hasBackends)
            for text in rendered.documents { #expect(!text.contains("${org_id}") && !text.contains("${domain}")) }
        }
    }

    @Test("Grafana's data sources are named and asked by tenant, and its dashboards open on foundation's")
    func dataSources() async throws {
        try await Homelab.with { homelab in
            let rendered = try await homelab.rendered("foundation")
            let grafana = try rendered.object("HelmRelease", "grafana")
            for name in ["loki", "tempo", "mimir"] { #expect(grafana.contains("uid: \(name)-foundation\n")) }
            for tenant in ["cryptellation", "perso"] {
                for name in ["loki", "mimir"] { #expect(grafana.contains("uid: \(name)-\(tenant)\n")) }
            }
            #expect(grafana.count(of: "httpHeaderName1: X-Scope-OrgID\n") == 9)
            #expect(grafana.count(of: "httpHeaderValue1: foundation\n") == 3)
            #expect(grafana.contains("url: http://mimir-gateway:80/prometheus\n"))

            let dashboards = try rendered.object("ConfigMap", "grafana-dashboards")
            for file in ["cluster-health.json", "logs.json", "nodes.json"] { #expect(dashboards.contains("\(file): ")) }
            #expect(dashboards.contains("mimir-foundation") && dashboards.contains("${metrics}"))
            #expect(!dashboards.contains("$$"))
        }
    }

    @Test(
        "secrets are decrypted as the real git-crypt does it, and shown only when asked for",
        arguments: [
            ("foundation", "grafana-admin", "grafana-admin-secret", 2),
            ("foundation", "ingestion-users", "ingestion-users", 1),
            ("cryptellation", "ingestion", "ingestion", 2),
            ("perso", "ingestion", "ingestion", 2),
        ],
    )
    func secrets(cluster: String, file: String, name: String, count: Int) async throws {
        try await Homelab.with { homelab in
            let path = "overlays/\(cluster)/secrets/\(file).yaml"
            let values = try await homelab.values(of: path)
            #expect(values.count == count)
            let masked = try await homelab.rendered(cluster)
            let shown = try await homelab.rendered(cluster, "--show-secrets").object("Secret", name)
            #expect(try masked.object("Secret", name).count(of: ": «secret»\n") == count)
            for value in values { #expect(shown.contains(": \(value)\n")) }
            for value in values where Homelab.isPassword(value) { #expect(!masked.text.contains(value)) }
        }
    }

    @Test("check finds nothing, and every problem is told without the key")
    func check() async throws {
        try await Homelab.with { homelab in
            let result = try await homelab.scenario.fettle("check", "--git-crypt-key", Homelab.key.string)
            #expect(result.output == "ok\n" && result.exitCode == 0, "\(result.errors)")

            let locked = try await homelab.scenario.fettle("render", "perso")
            #expect(locked.exitCode != 0 && locked.output.isEmpty)
            #expect(locked.errors.contains("overlays/perso/secrets/ingestion.yaml"), "\(locked.errors)")
        }
    }

    @Test("check tells a secret that was committed in plaintext")
    func plaintext() async throws {
        try await Homelab.with { homelab in
            let path = "overlays/perso/secrets/ingestion.yaml"
            let plain = try await homelab.plaintext(of: path)
            try await homelab.scenario.push([path: plain])
            for command in [["check"], ["render", "perso"]] {
                let result = try await homelab.fettle(command)
                #expect(result.exitCode == 1 && result.errors.contains(path), "\(result.errors)")
                for value in Homelab.values(in: plain) where Homelab.isPassword(value) {
                    #expect(!result.errors.contains(value))
                }
            }
        }
    }
}

/// A remote whose only commit has the homelab's files, byte for byte as this repository's HEAD has them.
struct Homelab: Sendable {
    let scenario: Scenario

    /// The checkout that the tests were built from.
    static let root = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
    static let key = root.appending("Tests/Fixtures/git-crypt/demo.key")

    static func with(_ body: (Homelab) async throws -> Void) async throws {
        try await Scenario.with(clusters: []) { scenario in
            let archive = scenario.folder.appending("homelab.tar")
            // Without filters: in a checkout that git-crypt has unlocked, an archive would hold the plaintext.
            let unfiltered = ["-c", "filter.git-crypt.smudge=", "-c", "filter.git-crypt.required=false"]
            let paths = [".gitattributes", "base", "overlays", "clusters"]
            let packed = try await attempt(
                ["git"] + unfiltered + ["archive", "--output", archive.string, "HEAD"] + paths,
                in: root,
            )
            try #require(packed.exitCode == 0, "\(packed.errors)")
            try await run("tar", "--extract", "--file", archive.string, in: scenario.repository.work)
            try await scenario.push()
            var offline = scenario
            // A test asks no repository of charts outside this machine.
            offline.variables["https_proxy"] = "http://127.0.0.1:9"
            try await body(Homelab(scenario: offline))
        }
    }

    /// Runs one command of fettle with the demo key.
    func fettle(_ arguments: [String]) async throws -> CommandResult {
        try await attempt(
            [Scenario.executable.string] + arguments + scenario.options + ["--git-crypt-key", Self.key.string],
            environment: scenario.environment,
        )
    }

    /// What `fettle render` prints for a cluster.
    func rendered(_ cluster: String, _ options: String...) async throws -> Rendered {
        let result = try await fettle(["render", cluster] + options)
        try #require(result.exitCode == 0, "\(result.errors)")
        return Rendered(text: result.output)
    }

    /// An encrypted file, as the real git-crypt decrypts it.
    func plaintext(of path: String) async throws -> String {
        let file = scenario.repository.work.appending(path).string
        return try await run("sh", "-c", #"git-crypt smudge --key-file="$0" < "$1""#, Self.key.string, file)
    }

    /// The values of the Secret in an encrypted file.
    func values(of path: String) async throws -> [String] {
        Self.values(in: try await plaintext(of: path))
    }

    /// Whether a value is more than a user's name, which is found in other places, too.
    static func isPassword(_ value: String) -> Bool {
        value.count >= 16
    }

    /// The values of a Secret whose `data` or `stringData` is the last thing in the text.
    static func values(in text: String) -> [String] {
        let lines = text.split(separator: "\n")
        guard let start = lines.lastIndex(where: { $0 == "data:" || $0 == "stringData:" }) else { return [] }
        return lines[(start + 1)...].compactMap { line in
            line.firstRange(of: ": ").map { String(line[$0.upperBound...]) }
        }
    }
}

/// YAML that `fettle render` printed.
struct Rendered {
    let text: String

    /// One text for each object.
    var documents: [String] {
        text.split(separator: "\n---\n").map { $0 + "\n" }
    }

    /// The names of all objects of a kind.
    func names(of kind: String) -> Set<String> {
        Set(documents.filter { $0.contains("\nkind: \(kind)\n") }.compactMap(Self.name))
    }

    /// The text of one object.
    func object(_ kind: String, _ name: String) throws -> String {
        try #require(documents.first { $0.contains("\nkind: \(kind)\n") && Self.name(in: $0) == name })
    }

    /// `metadata.name`: the one with two spaces before it, after `metadata`.
    private static func name(in document: String) -> String? {
        guard let start = document.firstRange(of: "\nmetadata:\n") else { return nil }
        return document[start.upperBound...].firstMatch(of: /(?:^|\n)  name: (.+)/).map { String($0.1) }
    }
}

extension String {
    /// How often `part` is in it.
    func count(of part: String) -> Int {
        ranges(of: part).count
    }
}
