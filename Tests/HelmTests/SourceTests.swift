import Charts
import Helm
import Manifests
import SourceTrees
import Testing
import YAML

struct TheSourceOfAChart {
    private let here = ThisRepository(url: "https://github.com/me/lab.git", branch: "main")

    private func request(_ sources: [Manifest], _ spec: [String: Value] = [:]) throws -> ChartRequest {
        let sources = ChartSources(sources, repository: here)
        guard sources.problems.isEmpty else { throw Problems(sources.problems) }
        return try sources.request(for: try HelmRelease.read(helmRelease(spec)))
    }

    private func template(_ kind: String, _ chart: String, version: String = "*") -> [String: Value] {
        [
            "chart": [
                "spec": [
                    "chart": .string(chart), "version": .string(version),
                    "sourceRef": ["kind": .string(kind), "name": "charts"],
                ]
            ]
        ]
    }

    @Test func `is a repository with an index`() throws {
        let request = try request([
            source("HelmRepository", "charts", ["url": "https://charts.example.org/", "interval": "1h"])
        ])
        #expect(
            request.location
                == .index(url: "https://charts.example.org", chart: "web", version: ChartVersion("1.2.3")),
        )
        #expect(request.interval == .seconds(600))
        #expect(request.location.name == "chart web 1.2.3")
    }

    @Test(arguments: [
        ("1.2.3", true), ("v1.2.3", true), ("1.2.3-rc.1+build", true), ("1.2", false), ("^1.2.3", false), ("*", false),
        ("1.x.x", false), ("latest", false), (">=1.0.0", false),
    ])
    func `has fixed versions and ranges`(text: String, isFixed: Bool) {
        #expect(ChartVersion(text).isFixed == isFixed)
    }

    @Test func `is a registry, by HelmRepository or OCIRepository`() throws {
        let byHelm = try request(
            [source("HelmRepository", "charts", ["url": "oci://ghcr.io/me", "type": "oci", "insecure": true])],
            template("HelmRepository", "web", version: "1.0.0"),
        )
        #expect(byHelm.location == .registry(reference: "oci://ghcr.io/me/web", version: ChartVersion("1.0.0")))
        #expect(byHelm.access.isPlainHTTP)
        let ref: Value = ["chartRef": ["kind": "OCIRepository", "name": "charts"], "chart": nil]
        let byFlux = try request(
            [
                source(
                    "OCIRepository",
                    "charts",
                    [
                        "url": "oci://ghcr.io/me/web", "interval": "5m", "ref": ["tag": "1.0.0", "semver": "^1"],
                        "secretRef": ["name": "login"],
                    ],
                )
            ],
            ref.object ?? [:],
        )
        #expect(byFlux.location == .registry(reference: "oci://ghcr.io/me/web", version: ChartVersion("^1")))
        #expect(byFlux.interval == .seconds(300))
        #expect(byFlux.access.credentials?.description == "Secret/apps/login")
    }

    @Test(arguments: [
        "https://github.com/me/lab", "ssh://git@github.com:22/me/lab.git", "git@github.com:me/lab.git",
        "https://GitHub.com/me/lab.git/",
    ])
    func `is this repository under each of its addresses`(url: String) throws {
        let request = try request(
            [source("GitRepository", "charts", ["url": .string(url), "interval": "1m", "ref": ["branch": "main"]])],
            template("GitRepository", "./charts/web"),
        )
        #expect(request.location == .folder(try TreePath("charts/web")))
    }

    @Test func `is this repository when its annotation says so`() throws {
        let git = source(
            "GitRepository",
            "charts",
            ["url": "https://elsewhere.example.org/x", "interval": "1m", "ref": ["branch": "other"]],
            annotations: ["fettle.dev/repository": "self"],
        )
        #expect(
            try request([git], template("GitRepository", "charts/web")).location == .folder(try TreePath("charts/web")),
        )
    }

    @Test func `is not another repository, another branch or a path outside`() throws {
        let other = source(
            "GitRepository",
            "charts",
            ["url": "https://me:canary@elsewhere.example.org/x", "interval": "1m", "ref": ["tag": "v1"]],
        )
        let error = #expect(throws: Problems.self) { try request([other], template("GitRepository", "charts/web")) }
        #expect(
            error?.list.map(\.description) == [
                "GitRepository/apps/charts: spec.url: 'https://elsewhere.example.org/x' is not this repository, and "
                    + "fettle reads no other; if it is, add the annotation fettle.dev/repository: self",
                "GitRepository/apps/charts: spec.ref: is not the branch that fettle follows; charts come from the "
                    + "commit being applied",
            ],
        )
        let own = source("GitRepository", "charts", ["url": "https://github.com/me/lab", "interval": "1m"])
        let outside = #expect(throws: Problems.self) { try request([own], template("GitRepository", "../web")) }
        #expect(outside?.description.contains("spec.chart.spec.chart: ../web: leaves the repository") == true)
    }

    @Test func `is reached as its source says`() throws {
        let index = try request([
            source(
                "HelmRepository",
                "charts",
                [
                    "url": "https://charts.example.org", "secretRef": ["name": "login"],
                    "certSecretRef": ["name": "tls"],
                    "passCredentials": true, "suspend": true, "timeout": "5s",
                ],
            )
        ])
        func secret(_ name: String) -> ObjectReference {
            ObjectReference(group: "", kind: "Secret", namespace: "apps", name: name)
        }
        #expect(
            index.access
                == RepositoryAccess(
                    credentials: secret("login"),
                    certificates: secret("tls"),
                    passesCredentials: true,
                    isSuspended: true,
                    timeout: .seconds(5),
                ),
        )
        let registry = try request(
            [
                source(
                    "OCIRepository",
                    "charts",
                    [
                        "url": "oci://ghcr.io/me/web", "interval": "5m", "proxySecretRef": ["name": "proxy"],
                        "certSecretRef": ["name": "tls"], "ref": ["semver": "^1", "semverFilter": "^v"],
                        "layerSelector": ["mediaType": "x/y", "operation": "copy"],
                    ],
                )
            ],
            ["chartRef": ["kind": "OCIRepository", "name": "charts"], "chart": nil],
        )
        #expect(registry.access == RepositoryAccess(certificates: secret("tls"), proxy: secret("proxy")))
        #expect(registry.artifact == ArtifactChoice(tagFilter: "^v", layer: .mediaType("x/y")))
    }

    @Test func `must be rendered with the release`() {
        let error = #expect(throws: Problems.self) { try request([]) }
        #expect(
            error?.description
                == "base/web/release.yaml: HelmRelease/apps/web: HelmRepository apps/charts is not among "
                + "what the commit renders; add it, or correct the name",
        )
    }

    @Test func `that fettle cannot use is named with its field`() {
        let broken = [
            source("Bucket", "bucket", [:]),
            source("HelmRepository", "login", ["url": "https://me:canary@charts.example.org"]),
            source("HelmRepository", "cloud", ["url": "https://charts.example.org", "provider": "aws"]),
            source(
                "OCIRepository",
                "signed",
                [
                    "url": "oci://ghcr.io/me/web", "interval": "5m", "provider": "azure", "serviceAccountName": "me",
                    "verify": ["provider": "cosign"],
                    "ref": ["semver": "*", "semverFilter": "(", "digest": "sha256:1"],
                ],
            ),
            object("source.toolkit.fluxcd.io/v1beta2", "HelmRepository", "old", "apps", ["url": "https://x.org"]),
        ]
        let texts = ChartSources(broken, repository: here).problems.map(\.description)
        #expect(
            texts == [
                "Bucket/apps/bucket: kind 'Bucket' is not supported by fettle; use HelmRepository, OCIRepository or "
                    + "GitRepository",
                "HelmRepository/apps/login: spec.url: holds a user or password; move them to a Secret and name it in "
                    + "secretRef",
                "HelmRepository/apps/cloud: spec.provider: fettle supports only \"generic\"; remove it",
                "OCIRepository/apps/signed: spec.provider: fettle supports only \"generic\"; remove it",
                "OCIRepository/apps/signed: spec.serviceAccountName: is not supported by fettle; remove it",
                "OCIRepository/apps/signed: spec.verify: is not supported by fettle; remove it",
                "OCIRepository/apps/signed: spec.ref.digest: 'sha256:1' is no digest; write sha256: and 64 hexadecimal digits",
                "OCIRepository/apps/signed: spec.ref.semverFilter: '(' is no regular expression: error parsing regexp: "
                    + "missing closing ): `(`",
                "HelmRepository/apps/old: apiVersion: 'source.toolkit.fluxcd.io/v1beta2' is not supported; write it as "
                    + "source.toolkit.fluxcd.io/v1",
            ],
        )
    }
}
