import Foundation
import SystemPackage
import TestSupport
import Testing

/// One thing that a user gets wrong, as files over a repository that is right.
struct Mistake: Sendable, CustomStringConvertible {
    let description: String
    /// Files over the good ones.
    let files: [String: String]
    /// Parts that the error must have.
    let told: [String]
    /// Lines of the only cluster's `spec`.
    var spec: [String] = []
    /// Symbolic links to make: path and target.
    var links: [String: String] = [:]
    /// Files that are no text.
    var bytes: [String: [UInt8]] = [:]
}

@Suite("A mistake in the repository is told, and no cluster is touched")
struct BadInputTests {
    static let settings = "base/app/config.yaml"
    static let overlay = "overlays/one/kustomization.yaml"

    static let mistakes: [Mistake] = [
        Mistake(
            description: "an unknown field of ours",
            files: [:],
            told: ["clusters/one/cluster.yaml:", "spec.Interval: unknown field; did you mean interval"],
            spec: ["Interval: 5m"],
        ),
        Mistake(
            description: "two mistakes at once",
            files: [settings: Samples.configMap("settings", "greeting: ${nobody}")],
            told: [
                "clusters/one/cluster.yaml:", "spec.intervall: unknown field",
                "spec.drift: 'maybe' is none of: correct, report",
            ],
            spec: ["intervall: 5m", "drift: maybe"],
        ),
        Mistake(
            description: "a kind that nobody reads in the cluster's folder",
            files: ["clusters/one/more.yaml": Samples.configMap("more", "a: b")],
            told: ["clusters/one/more.yaml:1", "v1 ConfigMap is not read here", "objects go into an overlay"],
        ),
        Mistake(
            description: "a field of a Flux Kustomization that is not supported",
            files: ["clusters/one/stages.yaml": stage("apps", "overlays/one", "  decryption: { provider: sops }")],
            told: ["clusters/one/stages.yaml:2", "spec.decryption: is not supported; fettle decrypts with git-crypt"],
        ),
        Mistake(
            description: "a field of a HelmRelease that nobody knows",
            files: [
                overlay: Samples.overlay("release.yaml"), "overlays/one/release.yaml": release("chart", "  valuez: {}"),
            ],
            told: ["overlays/one/release.yaml", "spec.valuez: unknown field"],
        ),
        Mistake(
            description: "a folder and a cluster of two names",
            files: [
                "clusters/one/cluster.yaml": """
                apiVersion: fettle.dev/v1alpha1
                kind: Cluster
                metadata:
                  name: uno
                spec: {}
                """
            ],
            told: ["metadata.name: 'uno' is not the folder's name 'one'; make them the same"],
        ),
        Mistake(
            description: "two stages with the same object",
            files: [
                "clusters/one/stages.yaml": stage("first", "overlays/one") + stage("second", "overlays/two"),
                "overlays/two/config.yaml": Samples.configMap("settings", "greeting: again"),
            ],
            told: [
                "ConfigMap/app/settings is rendered by stage first (base/app/config.yaml",
                "and again by stage second; keep it in one of them",
            ],
        ),
        Mistake(
            description: "a file that is not there",
            files: [overlay: Samples.overlay("nothing.yaml")],
            told: ["overlays/one/kustomization.yaml", "nothing.yaml"],
        ),
        Mistake(
            description: "keys that stand twice",
            files: [settings: Samples.configMap("settings", "greeting: hello", "greeting: again")],
            told: ["base/app/config.yaml:8", "greeting"],
        ),
        Mistake(
            description: "a tab",
            files: [settings: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n\tname: settings\n"],
            told: ["base/app/config.yaml:4"],
        ),
        Mistake(
            description: "a hundred megabytes of aliases",
            files: [settings: bomb],
            told: ["base/app/config.yaml"],
        ),
        Mistake(
            description: "bytes that are no UTF-8",
            files: [:],
            told: ["base/app/config.yaml"],
            bytes: [
                settings: Array(
                    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: app}\ndata: {a: \"".utf8
                ) + [0xC3, 0x28] + Array("\"}\n".utf8)
            ],
        ),
        Mistake(
            description: "a path that leaves the repository",
            files: [overlay: Samples.overlay("../../../outside")],
            told: ["overlays/one/kustomization.yaml", "../../../outside"],
        ),
        Mistake(
            description: "a link that leaves the repository",
            files: [overlay: Samples.overlay("outside.yaml")],
            told: ["overlays/one/outside.yaml", "symbolic link out of the repository"],
            links: ["overlays/one/outside.yaml": "/etc/hostname"],
        ),
        Mistake(
            description: "a remote base",
            files: [overlay: Samples.overlay("https://example.invalid/repo//base?ref=v1")],
            told: ["overlays/one/kustomization.yaml", "https://example.invalid/repo//base?ref=v1"],
        ),
        Mistake(
            description: "an object without a namespace",
            files: [
                overlay: Samples.overlay("lost.yaml"),
                "overlays/one/lost.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: lost\n",
            ],
            told: ["overlays/one/lost.yaml", "ConfigMap/lost has no namespace"],
        ),
        Mistake(
            description: "a secret in plaintext",
            files: [
                ".gitattributes": "overlays/*/secret.yaml filter=git-crypt diff=git-crypt\n",
                overlay: Samples.overlay("secret.yaml"),
                "overlays/one/secret.yaml": secret("cGxhaW4="),
            ],
            told: ["overlays/one/secret.yaml", "git-crypt"],
        ),
        Mistake(
            description: "encrypted bytes in an object",
            files: [
                overlay: Samples.overlay("secret.yaml"),
                "overlays/one/secret.yaml": secret(
                    Data([0] + "GITCRYPT".utf8 + [0, 1, 2, 3, 4, 5]).base64EncodedString()
                ),
            ],
            told: ["overlays/one/secret.yaml", "holds bytes that git-crypt encrypted, at .data.password"],
        ),
        Mistake(
            description: "a kubeconfig that is not encrypted",
            files: ["clusters/one/kubeconfig.yaml": "apiVersion: v1\nkind: Config\n"],
            told: ["clusters/one/kubeconfig.yaml", "is a kubeconfig that git-crypt does not encrypt"],
            spec: ["KUBECONFIG"],
        ),
        Mistake(
            description: "releases that wait for each other",
            files: [
                overlay: Samples.overlay("release.yaml", "other.yaml"),
                "overlays/one/release.yaml": release("chart", "  dependsOn: [{ name: other }]"),
                "overlays/one/other.yaml": release("other", "  dependsOn: [{ name: chart }]"),
            ],
            told: ["spec.dependsOn: HelmReleases wait for each other"],
        ),
    ]

    @Test("each mistake is told with its place, and the cluster stays as it is")
    func mistakes() async throws {
        try await Scenario.with { scenario in
            try await scenario.push(Samples.app())
            try await scenario.sync()
            let versions = try await scenario.plane.versions()
            for mistake in Self.mistakes {
                try await scenario.repository.git("checkout", "--quiet", "-B", "bad", "main")
                try Self.make(mistake, in: scenario)
                try await scenario.repository.git("add", "--all")
                try await scenario.repository.git("commit", "--quiet", "--message", mistake.description)
                try await scenario.repository.git("push", "--quiet", "--force", "origin", "HEAD:main")
                let result = try await scenario.fettle("sync")
                #expect(result.exitCode == 1, "\(mistake): \(result.errors)")
                for part in mistake.told {
                    #expect(result.errors.contains(part), "\(mistake): '\(part)' is not in:\n\(result.errors)")
                }
                #expect(!result.errors.contains("/dev/shm"), "\(mistake): names a place that the user does not know")
                #expect(try await scenario.plane.versions() == versions, "\(mistake)")
                try await scenario.repository.git("checkout", "--quiet", "--force", "main")
            }
            try await scenario.repository.git("push", "--quiet", "--force", "origin", "main")
            try await scenario.sync()
            #expect(try await scenario.plane.versions() == versions)
        }
    }

    private static func make(_ mistake: Mistake, in scenario: Scenario) throws {
        if mistake.spec == ["KUBECONFIG"] {
            let text = scenario.cluster("one").split(separator: "\n").dropLast(1).joined(separator: "\n")
            try scenario.write(["clusters/one/cluster.yaml": "\(text)\n    file: kubeconfig.yaml\n"])
        } else if !mistake.spec.isEmpty {
            let text = scenario.cluster("one") + mistake.spec.map { "  \($0)\n" }.joined()
            try scenario.write(["clusters/one/cluster.yaml": text])
        }
        try scenario.write(mistake.files)
        for (path, target) in mistake.links {
            let place = scenario.repository.work.appending(path).string
            try FileManager.default.createSymbolicLink(atPath: place, withDestinationPath: target)
        }
        for (path, bytes) in mistake.bytes {
            try Data(bytes).write(to: URL(fileURLWithPath: scenario.repository.work.appending(path).string))
        }
    }

    private static func stage(_ name: String, _ path: String, _ more: String = "") -> String {
        """
        ---
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata:
          name: \(name)
          namespace: flux-system
        spec:
          interval: 10m
          path: \(path)
          prune: true
          sourceRef: { kind: GitRepository, name: flux-system }
        \(more)

        """
    }

    private static func release(_ name: String, _ more: String) -> String {
        """
        apiVersion: helm.toolkit.fluxcd.io/v2
        kind: HelmRelease
        metadata:
          name: \(name)
          namespace: app
        spec:
          interval: 10m
          chart:
            spec:
              chart: charts/\(name)
              sourceRef: { kind: GitRepository, name: homelab }
        \(more)
        ---
        apiVersion: source.toolkit.fluxcd.io/v1
        kind: GitRepository
        metadata:
          name: homelab-\(name)
          namespace: app
          annotations: { fettle.dev/repository: self }
        spec:
          interval: 10m
          url: https://git.invalid/homelab
        """
    }

    private static func secret(_ password: String) -> String {
        """
        apiVersion: v1
        kind: Secret
        metadata:
          name: login
          namespace: app
        data:
          password: \(password)
        """
    }

    /// Nine levels of ten aliases each: a few hundred bytes that mean a billion nodes.
    private static let bomb: String = {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        return text
    }()
}
