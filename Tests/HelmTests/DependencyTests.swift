import Foundation
import Helm
import Manifests
import SourceTrees
import SystemPackage
import TestSupport
import Testing
import YAML

struct ADependencyOfAChartInThisRepository {
    private static func request(_ accesses: [String: RepositoryAccess] = [:]) throws -> ChartRequest {
        var request = ChartRequest(location: .folder(try TreePath("charts/shop")), interval: .zero)
        request.dependencies = accesses
        return request
    }

    private static func shop(_ dependencies: String, _ more: [String: String] = [:]) throws -> InMemoryTree {
        let files = [
            "charts/shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n\(dependencies)",
            "charts/shop/templates/own.yaml": config("own"),
        ]
        return try InMemoryTree(files.merging(more) { $1 })
    }

    private static func config(_ name: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\n"
    }

    /// What helm makes of the chart, by the names of its objects.
    private static func rendered(
        _ fixture: ChartCacheFixture,
        _ tree: InMemoryTree,
        _ request: ChartRequest,
    ) async throws -> [String] {
        let chart = try await fixture.resolve(request, in: tree)
        let output = try await fixture.cache.withChart(chart, subject: "web", lookup: { _ in nil }) { place in
            try await run("helm", "template", "shop", place.string)
        }
        return output.split(separator: "\n").compactMap { line in
            line.hasPrefix("metadata: {name: ") ? String(line.dropFirst("metadata: {name: ".count).dropLast()) : nil
        }.sorted()
    }

    private func failure(_ tree: InMemoryTree) async throws -> String? {
        try await ChartCacheFixture.with { fixture in
            let error = await #expect(throws: HelmError.self) { try await fixture.resolve(Self.request(), in: tree) }
            #expect(error?.reason == .chart)
            #expect(error?.isTransient == false)
            return error?.message
        }
    }

    @Test func `comes from repositories, registries and folders, and is there for helm`() async throws {
        try await ChartCacheFixture.with { fixture in
            let folder = fixture.folder.appending("charts")
            try await ChartServer.with(folder) { server in
                let web = chart("1.2.3", ["templates/a.yaml": Self.config("from-repository")])
                try write(["keep": ""], below: folder)
                try Data(try await packedChart(web)).write(to: URL(filePath: folder.appending("web-1.2.3.tgz").string))
                try await run("helm", "repo", "index", folder.string, "--url", server.url)
                let tree = try Self.shop(
                    """
                    - {name: web, version: ^1.0.0, repository: '\(server.url)/'}
                    - {name: common, version: 0.x, repository: 'file://../common'}
                    - {name: here, version: 1.x}

                    """,
                    [
                        "charts/common/Chart.yaml": "apiVersion: v2\nname: common\nversion: 0.1.0\n",
                        "charts/common/templates/a.yaml": Self.config("from-folder"),
                        "charts/shop/charts/here/Chart.yaml": "apiVersion: v2\nname: here\nversion: 1.0.0\n",
                        "charts/shop/charts/here/templates/a.yaml": Self.config("from-charts"),
                    ],
                )
                let first = try await fixture.resolve(Self.request(), in: tree)
                #expect(
                    try await Self.rendered(fixture, tree, Self.request())
                        == ["from-charts", "from-folder", "from-repository", "own"],
                )
                #expect(first.identity.contains("\(server.url) web 1.2.3"))
                // What changes in one of them makes another chart.
                var changed = tree
                changed.add(Array("a: b\n".utf8), at: try TreePath("charts/common/values.yaml"))
                #expect(try await fixture.resolve(Self.request(), in: changed).identity != first.identity)
                try Data(try await packedChart(chart("1.3.0")))
                    .write(to: URL(filePath: folder.appending("web-1.3.0.tgz").string))
                try await run("helm", "repo", "index", folder.string, "--url", server.url)
                let newer = try await fixture.resolve(Self.request(), in: tree)
                #expect(newer.identity == first.identity.replacing("web 1.2.3", with: "web 1.3.0"))
            }
        }
    }

    @Test func `comes in the version of the lock file that helm wrote`() async throws {
        try await ChartCacheFixture.with { fixture in
            let folder = fixture.folder.appending("charts")
            try await ChartServer.with(folder) { server in
                try await publish(["1.2.3"], in: folder, url: server.url)
                let work = fixture.folder.appending("work")
                let shop = """
                    apiVersion: v2
                    name: shop
                    version: 1.0.0
                    dependencies:
                    - name: web
                      version: '>=1.0.0 <2.0.0 || 3.0.0'
                      repository: \(server.url)
                      condition: web.enabled
                      tags: [a, b]
                      import-values: [data, {parent: a, child: b}]
                    - {name: web, alias: second, version: 1.x.x, repository: '\(server.url)'}

                    """
                try write(["Chart.yaml": shop], below: work)
                let home = [
                    "HELM_CACHE_HOME": work.appending("cache").string, "HELM_CONFIG_HOME": work.appending("c").string,
                ]
                try await run("helm", "dependency", "update", work.string, environment: home)
                let lock = try String(contentsOfFile: work.appending("Chart.lock").string, encoding: .utf8)
                try await publish(["1.5.0"], in: folder, url: server.url)
                let files = ["charts/shop/Chart.yaml": shop, "charts/shop/Chart.lock": lock]
                let locked = try await fixture.resolve(Self.request(), in: try InMemoryTree(files))
                #expect(locked.identity.contains("web 1.2.3"))
                #expect(!locked.identity.contains("web 1.5.0"))
                let other = files.merging(["charts/shop/Chart.yaml": shop.replacing(">=1.0.0", with: ">=1.0.1")]) { $1 }
                #expect(
                    try await failure(try InMemoryTree(other))
                        == "charts/shop/Chart.lock: is out of step with Chart.yaml; run helm dependency update",
                )
            }
        }
    }

    @Test func `is asked for with the login of the HelmRepository that has its URL`() async throws {
        try await ChartCacheFixture.with(secrets: ["login": ["username": "me", "password": "canary"]]) { fixture in
            let folder = fixture.folder.appending("charts")
            try await ChartServer.with(folder, ["user": "me", "password": "canary"]) { server in
                try await publish(["1.2.3"], in: folder, url: server.url)
                let tree = try Self.shop("- {name: web, version: '*', repository: '\(server.url)'}\n")
                let git = source(
                    "GitRepository",
                    "lab",
                    ["url": "https://git.example.org", "interval": "1m"],
                    annotations: [GitRepository.selfAnnotation: "self"],
                )
                let repository = source(
                    "HelmRepository",
                    "private",
                    ["url": .string(server.url), "secretRef": ["name": "login"]],
                )
                let release = try HelmRelease.read(
                    helmRelease([
                        "chart": [
                            "spec": ["chart": "charts/shop", "sourceRef": ["kind": "GitRepository", "name": "lab"]]
                        ]
                    ]),
                )
                let sources = ChartSources([git, repository], repository: ThisRepository(url: nil))
                let chart = try await fixture.resolve(try sources.request(for: release), in: tree)
                #expect(chart.identity.hasSuffix("web 1.2.3"))
            }
        }
    }

    @Test func `that lies in the chart is taken from there`() async throws {
        try await ChartCacheFixture.with { fixture in
            var tree = try Self.shop("- {name: web, version: ^1, repository: 'https://nowhere.invalid'}\n")
            let archive = try await packedChart(chart("1.2.3", ["templates/a.yaml": Self.config("packed")]))
            tree.add(archive, at: try TreePath("charts/shop/charts/web-1.2.3.tgz"))
            #expect(try await Self.rendered(fixture, tree, Self.request()) == ["own", "packed"])
        }
    }

    @Test(arguments: [
        ("- {name: web, version: '1'}\n", "dependency web has no repository and is not under charts/; add one of both"),
        (
            "- {name: web, version: '1', repository: '@lab'}\n",
            "dependency web is in '@lab', and fettle knows no repositories by name; write its URL"
        ),
        (
            "- {name: web, version: '1', repository: 'file://../../../web'}\n",
            "dependency web: ../../../web: leaves the repository (seen from charts/shop); keep it inside"
        ),
        (
            "- {name: web, version: '1', repository: 'file://../web'}\n",
            "dependency web: there is no chart at charts/web; correct its repository"
        ),
        (
            "- {name: common, version: '2', repository: 'file://../common'}\n",
            "dependency common is to be 2, and charts/common is 0.1.0; update the dependency"
        ),
        (
            "- {name: here, version: '2', repository: 'https://c.org'}\n",
            "dependency here is to be 2, and charts/ has 1.0.0; update one of them"
        ),
        ("- {version: '2'}\n", "has a dependency without a name; add it"),
    ])
    func `that cannot be had says why`(dependencies: String, message: String) async throws {
        let tree = try Self.shop(
            dependencies,
            [
                "charts/common/Chart.yaml": "apiVersion: v2\nname: common\nversion: 0.1.0\n",
                "charts/shop/charts/here/Chart.yaml": "apiVersion: v2\nname: here\nversion: 1.0.0\n",
            ],
        )
        #expect(try await failure(tree) == "charts/shop/Chart.yaml: \(message)")
        #expect(throws: HelmError.self) { try ChartCache.check(Self.request(), subject: "web", in: tree) }
    }
}
