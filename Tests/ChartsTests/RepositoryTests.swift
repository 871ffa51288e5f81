import Charts
import Foundation
import HTTP
import SystemPackage
import TestSupport
import Testing

/// A repository below `path` of a server that has all of `withRepository`'s files below each path.
private struct Place {
    let folder: FilePath
    let server: ChartServer
    let store: ChartStore

    func repository(
        _ path: String = "",
        _ login: RepositoryLogin = .none,
        timeout: Duration = .seconds(60),
        limits: ChartRepository.Limits = ChartRepository.Limits(),
    ) throws -> ChartRepository {
        var login = login
        login.proxy = .none
        return try ChartRepository(url: server.url + path, login: login, timeout: timeout, limits: limits)
    }

    func entries(_ repository: ChartRepository, _ chart: String = "web") async throws -> [ChartIndex.Entry] {
        try await store.entries(of: chart, in: try await repository.index(in: store)).entries ?? []
    }

    func archive(_ repository: ChartRepository) async throws -> [UInt8] {
        let entry = try #require(try await entries(repository).first)
        guard case .url(let url) = try repository.location(of: entry, chart: "web") else {
            throw Unexpected(text: "the entry is in a registry")
        }
        return try await repository.archive(at: url, digest: entry.digest)
    }

    func writeIndex(_ text: String) throws { try write(["index.yaml": text], below: folder) }

    /// Waits for what a request after the first `count` did.
    func requests(after count: Int) -> [String] { Array(server.requests.dropFirst(count)) }
}

private func withRepository(
    _ settings: [String: String] = [:],
    certificate: TestCertificate? = nil,
    _ body: (Place) async throws -> Void,
) async throws {
    try await withTemporaryDirectory("repository") { folder in
        let root = folder.appending("root")
        let archive = try await packedChart(["Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.2.3\n"])
        try write(["keep": ""], below: root)
        try Data(archive).write(to: URL(filePath: root.appending("web-1.2.3.tgz").string))
        try await TestSupport.run("helm", "repo", "index", root.string)
        try await ChartServer.with(root, settings, certificate: certificate) { server in
            try await body(
                Place(folder: root, server: server, store: ChartStore(folder: folder.appending("store"))),
            )
        }
    }
}

private func failure<Value>(of body: () async throws -> Value) async throws -> ChartError {
    do {
        throw Unexpected(text: "succeeded: \(try await body())")
    } catch let error as ChartError {
        return error
    }
}

private struct Unexpected: Error {
    let text: String
}

private let me = RepositoryLogin(credentials: .basic(user: "me", password: Secret("canary")))

struct ARepositoryOfCharts {
    @Test func `gives its index again only when that has changed`() async throws {
        try await withRepository { place in
            let repository = try place.repository()
            #expect(try await place.entries(repository).map(\.version) == ["1.2.3"])
            let first = try await repository.index(in: place.store)
            // Another process knows it as well.
            let other = ChartStore(folder: place.folder.removingLastComponent().appending("store"))
            #expect(try await repository.index(in: other) == first)
            try place.writeIndex("apiVersion: v1\nentries: {web: [{version: 2.0.0}]}\n")
            #expect(try await place.entries(repository).map(\.version) == ["2.0.0"])
            #expect(
                place.server.requests.map { $0.split(separator: " ")[3] } == ["200", "304", "304", "200"],
            )
        }
    }

    @Test func `without entity tags gives it each time`() async throws {
        try await withRepository { place in
            let repository = try place.repository("/plain")
            for _ in 0..<2 { #expect(try await place.entries(repository).count == 1) }
            #expect(place.server.requests.allSatisfy { $0.contains(" 200 ") })
        }
    }

    @Test func `may pack its index for the way`() async throws {
        try await withRepository { place in
            #expect(try await place.entries(try place.repository("/zipped")).map(\.version) == ["1.2.3"])
            // The limit is one for what it unpacks to.
            try place.writeIndex("apiVersion: v1\nentries: {}\n#" + String(repeating: "x", count: 3 << 20))
            let small = try place.repository("/zipped", limits: .init(index: 2 << 20))
            let error = try await failure { try await small.index(in: place.store) }
            #expect(error.reason == .tooLarge)
        }
    }

    @Test func `has an index of limited length`() async throws {
        try await withRepository { place in
            try place.writeIndex("apiVersion: v1\nentries: {}\n#" + String(repeating: "x", count: 3 << 20))
            let repository = try place.repository(limits: .init(index: 2 << 20))
            let error = try await failure { try await repository.index(in: place.store) }
            #expect(
                error.description
                    == "\(place.server.url)/index.yaml: is larger than 2 MiB; ask for a smaller index, or take "
                    + "the chart from a registry",
            )
            #expect(!error.isTransient)
            // Nothing of it stays.
            let indexes = place.folder.removingLastComponent().appending("store/indexes").string
            #expect(try FileManager.default.contentsOfDirectory(atPath: indexes) == [])
            #expect(try await place.store.index(place.server.url) == nil)
        }
    }

    @Test(arguments: ["/cut", "/status/503", "/status/429"])
    func `that breaks off or has no answer may have one later`(path: String) async throws {
        try await withRepository { place in
            let repository = try place.repository(path)
            let error = try await failure { try await repository.index(in: place.store) }
            #expect(error.reason == .unreachable)
            #expect(error.isTransient)
            #expect(error.subject == "\(place.server.url)\(path)/index.yaml")
            #expect(try await place.store.index(place.server.url + path) == nil)
        }
    }

    @Test func `that stops in the middle is given up`() async throws {
        try await withRepository { place in
            let repository = try place.repository("/slow", timeout: .milliseconds(500))
            let error = try await failure { try await repository.index(in: place.store) }
            #expect(error.reason == .unreachable)
            #expect(error.isTransient)
        }
    }

    @Test func `that nobody waits for is left alone at once`() async throws {
        try await withRepository { place in
            let repository = try place.repository("/slow", timeout: .seconds(600))
            let task = Task { try await repository.index(in: place.store) }
            try await place.server.wait { !$0.isEmpty }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    @Test func `that is broken names the line`() async throws {
        try await withRepository { place in
            try place.writeIndex("apiVersion: v1\nentries:\n  web: [\n")
            let error = try await failure { try await place.entries(try place.repository()) }
            #expect(error.reason == .index)
            #expect(error.subject.hasPrefix("\(place.server.url)/index.yaml:4:1"))
            #expect(error.isTransient)
        }
    }

    @Test func `that is not there says so`() async throws {
        try await withRepository { place in
            let error = try await failure { try await place.entries(try place.repository("/nowhere")) }
            #expect(
                error.description
                    == "\(place.server.url)/nowhere/index.yaml: is not there (HTTP 404); correct the URL or the name",
            )
            let url = place.server.url
            // A port that was just free and has no server.
            let free = try ChartRepository(
                url: "http://127.0.0.1:1",
                login: RepositoryLogin(proxy: .none),
                timeout: .seconds(60),
            )
            let unreachable = try await failure { try await free.index(in: place.store) }
            #expect(unreachable.isTransient)
            #expect(unreachable.description.hasPrefix("http://127.0.0.1:1/index.yaml: cannot be reached: "))
            #expect(!url.isEmpty)
        }
    }
}

struct AnArchiveOfARepository {
    @Test func `is what helm reads`() async throws {
        try await withRepository { place in
            let bytes = try await place.archive(try place.repository())
            let lease = try await place.store.keep(archive: bytes, digest: Digest.sha256(bytes))
            #expect(try await TestSupport.run("helm", "show", "chart", lease.path.string).contains("version: 1.2.3"))
        }
    }

    @Test func `that is not what the index says is refused`() async throws {
        try await withRepository { place in
            let repository = try place.repository()
            let wrong = String(repeating: "0", count: 64)
            try place.writeIndex(
                "apiVersion: v1\nentries: {web: [{version: 1.2.3, urls: [web-1.2.3.tgz], digest: '\(wrong)'}]}\n",
            )
            let error = try await failure { try await place.archive(repository) }
            #expect(error.reason == .digest)
            #expect(
                error.description.hasPrefix(
                    "\(place.server.url)/web-1.2.3.tgz: is not what the index says: its digest is "
                ),
            )
            try place.writeIndex(
                "apiVersion: v1\nentries: {web: [{version: 1.2.3, urls: [web-1.2.3.tgz], digest: 'md5:1'}]}\n",
            )
            #expect(try await failure { try await place.archive(repository) }.reason == .digest)
        }
    }

    @Test func `is of limited length`() async throws {
        try await withRepository { place in
            let repository = try place.repository(limits: .init(archive: 100))
            let error = try await failure { try await place.archive(repository) }
            #expect(error.reason == .tooLarge)
            #expect(!error.isTransient)
        }
    }

    @Test func `is taken as it is when the server calls it packed`() async throws {
        try await withRepository { place in
            try place.writeIndex("apiVersion: v1\nentries: {web: [{version: 1.2.3, urls: [/packed/web-1.2.3.tgz]}]}\n")
            let bytes = try await place.archive(try place.repository())
            #expect(try ChartArchive(bytes, name: "a").folder == "web")
        }
    }

    @Test(arguments: [
        ("https://c.org/charts", "web.tgz", "https://c.org/charts/web.tgz"),
        ("https://c.org/charts", "../web.tgz", "https://c.org/web.tgz"),
        ("https://c.org/charts", "/a/web.tgz", "https://c.org/a/web.tgz"),
        ("https://c.org/charts?key=1", "a/web.tgz", "https://c.org/charts/a/web.tgz?key=1"),
        ("https://c.org/charts", "https://files.org/web.tgz?x=y", "https://files.org/web.tgz?x=y"),
    ])
    func `lies where its URL says, seen from the repository`(url: String, reference: String, target: String) throws {
        let repository = try ChartRepository(url: url, login: .none, timeout: .seconds(1))
        let entry = ChartIndex.Entry(version: "1.0.0", urls: [reference])
        #expect(try repository.location(of: entry, chart: "web") == .url(target))
    }

    @Test func `may lie in a registry, and must lie somewhere`() throws {
        let repository = try ChartRepository(url: "https://c.org", login: .none, timeout: .seconds(1))
        let entry = ChartIndex.Entry(version: "1.0.0", urls: ["oci://r.org/me/web:1.0.0"])
        let reference = try RegistryReference("oci://r.org/me/web:1.0.0")
        #expect(try repository.location(of: entry, chart: "web") == .registry(reference))
        for urls in [[], ["ftp://c.org/web.tgz"], ["file:///etc/passwd"]] {
            let entry = ChartIndex.Entry(version: "1.0.0", urls: urls)
            #expect(throws: ChartError.self) { try repository.location(of: entry, chart: "web") }
        }
    }
}

struct TheLoginOfARepository {
    @Test func `is a user with a password`() async throws {
        try await withRepository(["user": "me", "password": "canary"]) { place in
            _ = try await place.archive(try place.repository("", me))
            let anonymous = try await failure { try await place.entries(try place.repository("/plain")) }
            #expect(
                anonymous.description
                    == "\(place.server.url)/plain/index.yaml: refuses to answer without a login (HTTP 401); "
                    + "name a Secret with one in secretRef",
            )
            let wrong = RepositoryLogin(credentials: .basic(user: "me", password: Secret("other")))
            let refused = try await failure { try await place.entries(try place.repository("/plain", wrong)) }
            #expect(
                refused.description
                    == "\(place.server.url)/plain/index.yaml: refuses this login (HTTP 401); correct the "
                    + "Secret that secretRef names",
            )
            #expect(refused.reason == .refused)
            #expect(!refused.isTransient)
        }
    }

    @Test func `is a token`() async throws {
        try await withRepository(["token": "canary"]) { place in
            _ = try await place.archive(
                try place.repository("", RepositoryLogin(credentials: .bearer(Secret("canary"))))
            )
        }
    }

    @Test func `stays with its host, wherever redirects and URLs lead`() async throws {
        try await withRepository { place in
            // Redirects of the same host keep it.
            _ = try await place.entries(try place.repository("/moved", me))
            #expect(place.server.requests.last?.hasSuffix(" /index.yaml 200 basic") == true)
            // Those to another lose it.
            _ = try await place.entries(try place.repository("/away", me))
            #expect(place.server.requests.last == "GET localhost /index.yaml 200 anonymous")
            try place.writeIndex(
                "apiVersion: v1\nentries: {web: [{version: 1.2.3, urls: ['\(place.server.otherURL)/web-1.2.3.tgz']}]}\n",
            )
            _ = try await place.archive(try place.repository("", me))
            #expect(place.server.requests.last == "GET localhost /web-1.2.3.tgz 200 anonymous")
            // Unless they are to have it.
            var generous = me
            generous.passesCredentials = true
            _ = try await place.archive(try place.repository("", generous))
            #expect(place.server.requests.last == "GET localhost /web-1.2.3.tgz 200 basic")
        }
    }

    @Test func `goes nowhere in a circle`() async throws {
        try await withRepository { place in
            let error = try await failure { try await place.entries(try place.repository("/circle", me)) }
            #expect(error.message == "redirects too often; correct the URL")
        }
    }
}

struct TheCertificatesOfARepository {
    @Test func `are those of a private authority`() async throws {
        try await withTemporaryDirectory { folder in
            let certificate = try await TestCertificate(in: folder)
            try await withRepository([:], certificate: certificate) { place in
                let authorities = try bytes(of: certificate.authority)
                _ = try await place.archive(try place.repository("", RepositoryLogin(authorities: authorities)))
                let error = try await failure { try await place.entries(try place.repository("/plain")) }
                #expect(error.reason == .unreachable)
                #expect(error.isTransient)
                #expect(error.message.hasPrefix("cannot be reached: SSL certificate problem: "))
                // What was asked with TLS is not asked without.
                let down = try place.repository("/down", RepositoryLogin(authorities: authorities))
                let refused = try await failure { try await place.entries(down) }
                #expect(refused.reason == .refused)
                #expect(refused.message.hasPrefix("redirects from https to http://127.0.0.1"))
            }
        }
    }

    @Test func `are shown to servers that ask for one`() async throws {
        try await withTemporaryDirectory { folder in
            let certificate = try await TestCertificate(in: folder)
            let authorities = try bytes(of: certificate.authority)
            let settings = ["clients": certificate.authority.string]
            try await withRepository(settings, certificate: certificate) { place in
                let key = String(decoding: try bytes(of: certificate.key), as: UTF8.self)
                let identity = HTTPServer.Identity(
                    certificate: try bytes(of: certificate.certificate),
                    key: Secret(key)
                )
                let login = RepositoryLogin(authorities: authorities, identity: identity)
                _ = try await place.archive(try place.repository("", login))
                #expect(place.server.requests.allSatisfy { $0.hasSuffix("anonymous+localhost") })
                // Another host gets none.
                let error = try await failure { try await place.entries(try place.repository("/away", login)) }
                #expect(error.reason == .unreachable)
                let without = RepositoryLogin(authorities: authorities)
                await #expect(throws: ChartError.self) {
                    try await place.entries(try place.repository("/plain", without))
                }
            }
        }
    }
}
