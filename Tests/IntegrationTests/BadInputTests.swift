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
            description: "an object without a namespace",
            files: [
                overlay: Samples.overlay("lost.yaml"),
                "overlays/one/lost.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: lost\n",
            ],
            told: ["overlays/one/lost.yaml", "ConfigMap/lost has no namespace"],
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
            try await scenario.expectRefusal(of: Self.mistakes)
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
}

extension Scenario {
    /// Makes each of the mistakes in a commit of its own, on top of what is right, and checks what comes of it.
    func expectRefusal(of mistakes: [Mistake]) async throws {
        try await push(Samples.app())
        try await sync()
        let versions = try await plane.versions()
        for mistake in mistakes {
            try await repository.git("checkout", "--quiet", "-B", "bad", "main")
            try make(mistake)
            try await repository.git("add", "--all")
            try await repository.git("commit", "--quiet", "--message", mistake.description)
            try await repository.git("push", "--quiet", "--force", "origin", "HEAD:main")
            let result = try await fettle("sync")
            #expect(result.exitCode == 1, "\(mistake): \(result.errors)")
            for part in mistake.told {
                #expect(result.errors.contains(part), "\(mistake): '\(part)' is not in:\n\(result.errors)")
            }
            #expect(!result.errors.contains("/dev/shm"), "\(mistake): names a place that the user does not know")
            #expect(try await plane.versions() == versions, "\(mistake)")
            try await repository.git("checkout", "--quiet", "--force", "main")
        }
        try await repository.git("push", "--quiet", "--force", "origin", "main")
        try await sync()
        #expect(try await plane.versions() == versions)
    }

    private func make(_ mistake: Mistake) throws {
        if mistake.spec == ["KUBECONFIG"] {
            let text = cluster("one").replacing(/path: .*/, with: "file: kubeconfig.yaml")
            try write(["clusters/one/cluster.yaml": text])
        } else if !mistake.spec.isEmpty {
            let text = cluster("one") + mistake.spec.map { "  \($0)\n" }.joined()
            try write(["clusters/one/cluster.yaml": text])
        }
        try write(mistake.files)
        for (path, target) in mistake.links {
            let place = repository.work.appending(path).string
            try FileManager.default.createSymbolicLink(atPath: place, withDestinationPath: target)
        }
        for (path, bytes) in mistake.bytes {
            try Data(bytes).write(to: URL(fileURLWithPath: repository.work.appending(path).string))
        }
    }
}
