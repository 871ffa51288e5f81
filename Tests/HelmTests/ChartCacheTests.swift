import Charts
import Foundation
import Helm
import Manifests
import SourceTrees
import SystemPackage
import TestSupport
import Testing
import Tools
import YAML

/// A cache, and what it is asked with.
struct ChartCacheFixture: Sendable {
    let folder: FilePath
    let folders: PrivateFolders
    let cache: ChartCache
    let secrets: [String: [String: String]]

    static func with<Result>(
        secrets: [String: [String: String]] = [:],
        sizeLimit: Int = 1 << 30,
        _ body: (ChartCacheFixture) async throws -> Result,
    ) async throws -> Result {
        try await withTemporaryDirectory("cache") { folder in
            let folders = PrivateFolders()
            let cache = ChartCache(folder: folder.appending("store"), folders: folders, sizeLimit: sizeLimit)
            let fixture = ChartCacheFixture(folder: folder, folders: folders, cache: cache, secrets: secrets)
            let result = try await body(fixture)
            await folders.close()
            return result
        }
    }

    /// The same after a restart: what is on disk stays.
    var restarted: ChartCacheFixture {
        let cache = ChartCache(folder: folder.appending("store"), folders: folders)
        return ChartCacheFixture(folder: folder, folders: folders, cache: cache, secrets: secrets)
    }

    private var lookup: ValuesLookup {
        { [secrets] reference in secrets[reference.name]?.mapValues { [UInt8]($0.utf8) } }
    }

    func resolve(_ request: ChartRequest, in tree: InMemoryTree = InMemoryTree()) async throws -> ResolvedChart {
        try await cache.resolve(request, subject: "web", in: tree, lookup: lookup)
    }

    /// The text of one file of the chart.
    func text(_ file: String, of chart: ResolvedChart) async throws -> String {
        let (tree, folder) = try await cache.files(of: chart, subject: "web", lookup: lookup)
        return String(decoding: try tree.read(try folder.appending(file)), as: UTF8.self)
    }

    func version(_ request: ChartRequest) async throws -> String {
        let chart = try await resolve(request)
        let text = try await text("Chart.yaml", of: chart)
        return text.split(separator: "\n").first { $0.hasPrefix("version: ") }.map { String($0.dropFirst(9)) } ?? ""
    }
}

func secret(_ name: String) -> ObjectReference {
    ObjectReference(group: "", kind: "Secret", namespace: "apps", name: name)
}

func chart(_ version: String, _ more: [String: String] = [:]) -> [String: String] {
    ["Chart.yaml": "apiVersion: v2\nname: web\nversion: \(version)\n"].merging(more) { $1 }
}

/// Makes archives of the chart `web` in `folder`, and their index.
func publish(_ versions: [String], in folder: FilePath, url: String) async throws {
    try write(["keep": ""], below: folder)
    for version in versions {
        let archive = try await packedChart(chart(version))
        try Data(archive).write(to: URL(filePath: folder.appending("web-\(version).tgz").string))
    }
    try await run("helm", "repo", "index", folder.string, "--url", url)
}

private func index(_ url: String, _ version: String, interval: Duration = .seconds(3600)) -> ChartRequest {
    ChartRequest(location: .index(url: url, chart: "web", version: ChartVersion(version)), interval: interval)
}

private func registry(_ server: ChartServer, _ version: ChartVersion, interval: Duration = .zero) -> ChartRequest {
    var request = ChartRequest(
        location: .registry(reference: "oci://\(server.host)/me/web", version: version),
        interval: interval,
    )
    request.access.isPlainHTTP = true
    return request
}

struct AChartOfARepository {
    @Test func `is downloaded once, and then needs no repository`() async throws {
        try await ChartCacheFixture.with { fixture in
            let folder = fixture.folder.appending("charts")
            var request: ChartRequest?
            try await ChartServer.with(folder) { server in
                try await publish(["1.2.3", "1.3.0"], in: folder, url: server.url)
                let fixed = index(server.url, "1.2.3")
                // What is said exactly is known without asking.
                #expect(try await fixture.resolve(fixed).identity == "\(server.url) web 1.2.3")
                #expect(server.requests.isEmpty)
                #expect(try await fixture.version(fixed) == "1.2.3")
                #expect(try await fixture.version(index(server.url, "^1")) == "1.3.0")
                #expect(server.requests.count == 3)
                request = fixed
            }
            let again = try #require(request)
            #expect(try await fixture.version(again) == "1.2.3")
            #expect(try await fixture.restarted.version(again) == "1.2.3")
        }
    }

    @Test func `is downloaded once for all who want it at the same time`() async throws {
        try await ChartCacheFixture.with { fixture in
            let folder = fixture.folder.appending("charts")
            try await ChartServer.with(folder) { server in
                try await publish(["1.2.3"], in: folder, url: server.url)
                try await withThrowingTaskGroup { group in
                    for _ in 0..<10 {
                        group.addTask {
                            let version = try await fixture.version(index(server.url, "*"))
                            #expect(version == "1.2.3")
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(server.requests.count == 2)
            }
        }
    }

    @Test func `is found anew when the interval is over, and an index that is the same is not sent again`() async throws
    {
        try await ChartCacheFixture.with { fixture in
            let folder = fixture.folder.appending("charts")
            try await ChartServer.with(folder) { server in
                try await publish(["1.2.3"], in: folder, url: server.url)
                #expect(try await fixture.resolve(index(server.url, "^1")).version == "1.2.3")
                #expect(
                    try await fixture.restarted.resolve(index(server.url, "^1", interval: .zero)).version == "1.2.3"
                )
                #expect(server.requests.map { $0.split(separator: " ")[3] } == ["200", "304"])
                try await publish(["1.2.3", "1.4.0"], in: folder, url: server.url)
                #expect(try await fixture.resolve(index(server.url, "^1")).version == "1.2.3")
                #expect(try await fixture.resolve(index(server.url, "^1", interval: .zero)).version == "1.4.0")
                // A version that is younger than the index that is known is looked for before it is said to be missing.
                try await publish(["1.5.0"], in: folder, url: server.url)
                #expect(try await fixture.version(index(server.url, "1.5.0")) == "1.5.0")
            }
        }
    }

    @Test func `stays what it was when another appears under its version`() async throws {
        try await ChartCacheFixture.with { fixture in
            let folder = fixture.folder.appending("charts")
            try await ChartServer.with(folder) { server in
                try await publish(["1.2.3"], in: folder, url: server.url)
                let first = try await fixture.resolve(index(server.url, "1.2.3"))
                _ = try await fixture.text("Chart.yaml", of: first)
                let other = try await packedChart(chart("1.2.3", ["values.yaml": "other: true\n"]))
                try Data(other).write(to: URL(filePath: folder.appending("web-1.2.3.tgz").string))
                try await run("helm", "repo", "index", folder.string, "--url", server.url)
                let again = try await fixture.restarted.resolve(index(server.url, "~1.2", interval: .zero))
                #expect(again.identity == first.identity)
                await #expect(throws: SourceTreeError.self) { try await fixture.text("values.yaml", of: again) }
            }
        }
    }

    @Test func `that is away says so in one way for all`() async throws {
        try await ChartCacheFixture.with { fixture in
            let folder = fixture.folder.appending("charts")
            try write(["keep": ""], below: folder)
            try await ChartServer.with(folder) { server in
                let request = index(server.url + "/status/503", "^1")
                for _ in 0..<3 {
                    let error = await #expect(throws: HelmError.self) { try await fixture.resolve(request) }
                    #expect(error?.reason == .repositoryUnreachable)
                    #expect(error?.isTransient == true)
                    #expect(
                        error?.description
                            == "web: chart web ^1: \(server.url)/status/503/index.yaml: has no answer now (HTTP 503)",
                    )
                }
                // The others do not ask again right away.
                #expect(server.requests.count == 1)
            }
        }
    }

    @Test func `may need a login and a private authority`() async throws {
        try await withTemporaryDirectory { certificates in
            let certificate = try await TestCertificate(in: certificates)
            let authority = try String(contentsOfFile: certificate.authority.string, encoding: .utf8)
            let secrets = [
                "login": ["username": "me", "password": "canary\n"], "tls": ["ca.crt": authority],
                "older": ["username": "me", "password": "canary", "caFile": authority], "half": ["username": "me"],
                "none": ["other": "x"],
            ]
            try await ChartCacheFixture.with(secrets: secrets) { fixture in
                let folder = fixture.folder.appending("charts")
                let settings = ["user": "me", "password": "canary"]
                try await ChartServer.with(folder, settings, certificate: certificate) { server in
                    try await publish(["1.2.3"], in: folder, url: server.url)
                    var request = index(server.url, "*", interval: .zero)
                    request.access.credentials = secret("login")
                    request.access.certificates = secret("tls")
                    #expect(try await fixture.version(request) == "1.2.3")
                    request.access = RepositoryAccess(credentials: secret("older"))
                    #expect(try await fixture.resolve(request).version == "1.2.3")
                    for (name, problem, isTransient) in [
                        ("half", "Secret apps/half has a username and no password; add it", false),
                        ("none", "Secret apps/none has neither username and password nor bearerToken; add them", false),
                        ("missing", "Secret apps/missing is neither rendered nor in the cluster; add it", true),
                    ] {
                        request.access.credentials = secret(name)
                        let error = await #expect(throws: HelmError.self) { try await fixture.resolve(request) }
                        #expect(error?.message == problem)
                        #expect(error?.isTransient == isTransient)
                    }
                }
                // Nothing of a Secret is on disk.
                let store = fixture.folder.appending("store").string
                let found = try await attempt(["grep", "--recursive", "--files-with-matches", "canary", store])
                #expect(found.output.isEmpty)
                #expect(found.exitCode == 1)
            }
        }
    }

    @Test func `whose source is suspended is taken from what is known`() async throws {
        try await ChartCacheFixture.with { fixture in
            let folder = fixture.folder.appending("charts")
            try await ChartServer.with(folder) { server in
                try await publish(["1.2.3"], in: folder, url: server.url)
                var request = index(server.url, "^1", interval: .zero)
                request.access.isSuspended = true
                let unknown = await #expect(throws: HelmError.self) { try await fixture.resolve(request) }
                #expect(
                    unknown?.message
                        == "chart web ^1: \(server.url): is suspended, and this chart was not downloaded before; "
                        + "resume it",
                )
                #expect(try await fixture.version(index(server.url, "^1")) == "1.2.3")
                try await publish(["1.3.0"], in: folder, url: server.url)
                let count = server.requests.count
                #expect(try await fixture.restarted.version(request) == "1.2.3")
                #expect(server.requests.count == count)
            }
        }
    }

    @Test func `that holds a link is refused`() async throws {
        try await ChartCacheFixture.with { fixture in
            let folder = fixture.folder.appending("charts")
            try write(chart("1.2.3"), below: folder.appending("web"))
            let link = folder.appending("web/values.yaml").string
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/etc/passwd")
            let archive = folder.appending("web-1.2.3.tgz").string
            try await run("tar", "-C", folder.string, "-czf", archive, "web")
            try await ChartServer.with(folder) { server in
                try write(
                    ["index.yaml": "apiVersion: v1\nentries: {web: [{version: 1.2.3, urls: [web-1.2.3.tgz]}]}\n"],
                    below: folder,
                )
                let error = await #expect(throws: HelmError.self) { try await fixture.version(index(server.url, "*")) }
                #expect(error?.reason == .chart)
                #expect(error?.message.contains("web/values.yaml is a link") == true)
            }
        }
    }
}

struct AChartOfARegistry {
    @Test func `is taken by version, range and tag`() async throws {
        try await ChartCacheFixture.with { fixture in
            let folder = fixture.folder
            try await push(
                to: folder,
                "me/web",
                [
                    "1.2.3": chart("1.2.3"), "1.4.0_build": chart("1.4.0+build"), "v2.0.0": chart("2.0.0"),
                    "latest": chart("9.0.0"),
                ],
            )
            try await ChartServer.with(folder) { server in
                let fixed = registry(server, ChartVersion("1.2.3"))
                let resolved = try await fixture.resolve(fixed)
                #expect(resolved.identity == "oci://\(server.host)/me/web 1.2.3")
                #expect(server.requests.isEmpty)
                #expect(try await fixture.version(fixed) == "1.2.3")
                #expect(try await fixture.version(registry(server, ChartVersion("^1"))) == "1.4.0+build")
                #expect(try await fixture.version(registry(server, ChartVersion("1.4.0+build"))) == "1.4.0+build")
                // One that is there with a `v` is found as well.
                #expect(try await fixture.version(registry(server, ChartVersion("2.0.0"))) == "2.0.0")
                let none = await #expect(throws: HelmError.self) {
                    try await fixture.resolve(registry(server, ChartVersion("^3")))
                }
                #expect(none?.reason == .chartNotFound)
                #expect(none?.message.hasSuffix("/me/web: has no tag that ^3 allows; correct the version") == true)
                var filtered = registry(server, ChartVersion(">=1.0.0"))
                filtered.artifact.tagFilter = "^[0-9.]+$"
                #expect(try await fixture.version(filtered) == "1.2.3")
            }
        }
    }

    @Test func `changes when its tag moves, and is not downloaded when it has not`() async throws {
        try await ChartCacheFixture.with { fixture in
            let source = { (tag: Value) in
                object(
                    "source.toolkit.fluxcd.io/v1",
                    "OCIRepository",
                    "charts",
                    "apps",
                    ["url": tag, "interval": "0s", "insecure": true, "ref": ["tag": "latest"]],
                )
            }
            let folder = fixture.folder
            try await push(to: folder, "me/web", ["latest": chart("1.0.0")])
            try await ChartServer.with(folder) { server in
                let sources = ChartSources(
                    [source(.string("oci://\(server.host)/me/web"))],
                    repository: ThisRepository(url: nil),
                )
                let release = try HelmRelease.read(
                    helmRelease(["chartRef": ["kind": "OCIRepository", "name": "charts"], "chart": nil]),
                )
                let request = try sources.request(for: release)
                let first = try await fixture.resolve(request)
                #expect(first.version == "1.0.0")
                let again = try await fixture.restarted.resolve(request)
                #expect(again.identity == first.identity)
                #expect(server.requests.filter { $0.contains("/blobs/") }.count == 1)
                try await push(to: folder, "me/web", ["latest": chart("1.0.0", ["values.yaml": "a: b\n"])])
                let moved = try await fixture.resolve(request)
                #expect(moved.version == "1.0.0")
                #expect(moved.identity != first.identity)
                #expect(try await fixture.text("values.yaml", of: moved) == "a: b\n")
                // A suspended one stays where it is.
                var suspended = request
                suspended.access.isSuspended = true
                try await push(to: folder, "me/web", ["latest": chart("2.0.0")])
                #expect(try await fixture.restarted.resolve(suspended).identity == moved.identity)
            }
        }
    }

    @Test func `may need docker's login`() async throws {
        let pair = Data("me:canary".utf8).base64EncodedString()
        try await withTemporaryDirectory { folder in
            try await push(to: folder, "me/web", ["1.2.3": chart("1.2.3")])
            let settings = ["login": "token", "user": "me", "password": "canary"]
            try await ChartServer.with(folder, settings) { server in
                let secrets = [
                    "docker": [".dockerconfigjson": #"{"auths": {"\#(server.host)": {"auth": "\#(pair)"}}}"#],
                    "plain": ["username": "me", "password": "canary"], "broken": [".dockerconfigjson": "{canary"],
                ]
                try await ChartCacheFixture.with(secrets: secrets) { fixture in
                    for name in ["docker", "plain"] {
                        var request = registry(server, ChartVersion("*"))
                        request.access.credentials = secret(name)
                        let version = try await fixture.version(request)
                        #expect(version == "1.2.3")
                    }
                    var request = registry(server, ChartVersion("*"))
                    request.access.credentials = secret("broken")
                    let error = await #expect(throws: HelmError.self) { try await fixture.resolve(request) }
                    #expect(error?.message.hasPrefix("Secret apps/broken holds no JSON in .dockerconfigjson") == true)
                    #expect(error?.description.contains("canary") == false)
                }
            }
        }
    }

    @Test func `may be where an index leads to`() async throws {
        try await ChartCacheFixture.with { fixture in
            let folder = fixture.folder
            try write(
                [
                    "index.yaml":
                        "apiVersion: v1\nentries: {web: [{version: 1.2.3, urls: ['oci://127.0.0.1:1/me/web:1.2.3']}]}\n"
                ],
                below: folder,
            )
            try await ChartServer.with(folder) { server in
                let error = await #expect(throws: HelmError.self) { try await fixture.version(index(server.url, "*")) }
                #expect(
                    error?.message.contains("https://127.0.0.1:1/v2/me/web/manifests/1.2.3: cannot be reached: ")
                        == true
                )
            }
        }
    }
}
