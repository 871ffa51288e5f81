import Charts
import Foundation
import HTTP
import SystemPackage
import TestSupport
import Testing

private let repositoryName = "me/charts/web"

/// Serves a registry with the chart `web` in the versions `tags`.
private func withRegistry(
    _ settings: [String: String] = [:],
    tags: [String] = ["1.2.3"],
    certificate: TestCertificate? = nil,
    _ body: (ChartServer) async throws -> Void,
) async throws {
    try await withTemporaryDirectory("registry") { folder in
        try write(["keep": ""], below: folder)
        var charts: [String: [String: String]] = [:]
        for tag in tags {
            charts[tag] = ["Chart.yaml": "apiVersion: v2\nname: web\nversion: \(tag.replacing("_", with: "+"))\n"]
        }
        try await push(to: folder, repositoryName, charts)
        try await ChartServer.with(folder, settings, certificate: certificate, body)
    }
}

extension ChartServer {
    fileprivate func registry(_ login: RepositoryLogin = .none, isPlainHTTP: Bool = true) throws -> Registry {
        var login = login
        login.proxy = .none
        return try Registry(
            try RegistryReference("oci://\(host)/\(repositoryName)"),
            login: login,
            isPlainHTTP: isPlainHTTP,
            timeout: .seconds(60),
        )
    }

    fileprivate func archive(_ registry: Registry, _ version: String = "1.2.3") async throws -> [UInt8] {
        let layer = try await registry.manifest(version).layer(.chart, name: "web")
        return try await registry.contents(of: layer, limit: 1 << 20)
    }
}

private func logins(_ json: String) throws -> RepositoryLogin {
    RepositoryLogin(credentials: .registries(try RegistryLogins(dockerConfig: Array(json.utf8))))
}

private func basic(_ pair: String) -> String { Data(pair.utf8).base64EncodedString() }

struct ARegistryOfCharts {
    @Test func `gives a chart by tag and by digest`() async throws {
        try await withRegistry { server in
            let registry = try server.registry()
            let manifest = try await registry.manifest("1.2.3")
            #expect(try await registry.manifest(manifest.digest) == manifest)
            let bytes = try await server.archive(registry)
            #expect(try ChartArchive(bytes, name: "web").folder == "web")
            // helm takes the same chart from there.
            try await withTemporaryDirectory { folder in
                let reference = "oci://\(server.host)/\(repositoryName)"
                try await TestSupport.run(
                    "helm",
                    "pull",
                    reference,
                    "--version",
                    "1.2.3",
                    "--plain-http",
                    "--destination",
                    folder.string,
                )
                #expect(try ChartsTests.bytes(of: folder.appending("web-1.2.3.tgz")) == bytes)
            }
        }
    }

    @Test func `takes the layer that is asked for`() async throws {
        try await withRegistry(["layers": "two"]) { server in
            let registry = try server.registry()
            let manifest = try await registry.manifest("1.2.3")
            let chart = try manifest.layer(.chart, name: "web")
            #expect(chart.mediaType == RegistryManifest.chartMediaType)
            #expect(try manifest.layer(.first, name: "web").mediaType == "application/octet-stream")
            #expect(try manifest.layer(.mediaType(chart.mediaType), name: "web") == chart)
            let error = #expect(throws: ChartError.self) { try manifest.layer(.mediaType("x/y"), name: "web") }
            #expect(
                error?.description == "web: has no layer with the chart, only application/octet-stream, "
                    + "\(RegistryManifest.chartMediaType); correct the reference",
            )
        }
    }

    @Test func `tells all its tags, page by page`() async throws {
        let tags = (0..<7).map { "1.\($0).0" }
        try await withRegistry(["page": "3"], tags: tags) { server in
            let registry = try server.registry()
            #expect(try await registry.tags() == tags)
            #expect(server.requests.count == 3)
        }
    }

    @Test func `has nothing under another name`() async throws {
        try await withRegistry { server in
            let registry = try server.registry()
            let error = await #expect(throws: ChartError.self) { try await registry.manifest("9.9.9") }
            #expect(error?.reason == .notFound)
            #expect(
                error?.description
                    == "\(server.url)/v2/\(repositoryName)/manifests/9.9.9: is not there (HTTP 404); correct "
                    + "the URL or the name",
            )
            for version in ["1/../2", "a b", "", "1?x"] {
                #expect(throws: ChartError.self) { try RegistryReference("oci://\(server.host)/web:\(version)") }
                await #expect(throws: ChartError.self) { try await registry.manifest(version) }
            }
        }
    }

    @Test func `is not believed when a digest is another`() async throws {
        try await withRegistry(["blobs": "wrong"]) { server in
            let error = await #expect(throws: ChartError.self) { try await server.archive(try server.registry()) }
            #expect(error?.reason == .digest)
            #expect(error?.isTransient == true)
        }
    }

    @Test func `gives no more than it announces and is allowed`() async throws {
        try await withRegistry { server in
            let registry = try server.registry()
            let layer = try await registry.manifest("1.2.3").layer(.chart, name: "web")
            let error = await #expect(throws: ChartError.self) { try await registry.contents(of: layer, limit: 10) }
            #expect(error?.reason == .tooLarge)
        }
    }

    @Test func `may have its blobs elsewhere, where nobody is shown a login`() async throws {
        try await withRegistry(["blobs": "away", "login": "basic", "user": "me", "password": "canary"]) { server in
            let registry = try server.registry(
                RepositoryLogin(credentials: .basic(user: "me", password: Secret("canary")))
            )
            let error = await #expect(throws: ChartError.self) { try await server.archive(registry) }
            // The script asks for the login there as well, so that it can be seen that none is shown.
            #expect(error?.reason == .refused)
            #expect(server.requests.last == "GET localhost /blob/1.2.3 401 anonymous")
        }
        try await withRegistry(["blobs": "away"]) { server in
            _ = try await server.archive(try server.registry())
            #expect(server.requests.last == "GET localhost /blob/1.2.3 200 anonymous")
        }
    }

    @Test(arguments: [
        ("oci://ghcr.io/me/web", "ghcr.io", "me/web", nil),
        ("oci://ghcr.io:5000/web:1.0_a", "ghcr.io:5000", "web", "1.0_a"),
        ("oci://[::1]:5000/a/b@sha256:00", "[::1]:5000", "a/b", "sha256:00"), ("oci://h/a/", "h", "a", nil),
    ])
    func `is named by a reference`(text: String, host: String, repository: String, version: String?) throws {
        let reference = try RegistryReference(text)
        #expect(reference.host == host)
        #expect(reference.repository == repository)
        #expect(reference.version == version)
        #expect(try RegistryReference("oci://docker.io/x").server == "registry-1.docker.io")
    }

    @Test(arguments: [
        "https://h/a", "oci://h", "oci:///a", "oci://h/a/../b", "oci://me@h/a", "oci://h/a?b", "oci://h/a//b",
    ])
    func `is not named by every text`(text: String) {
        #expect(throws: ChartError.self) { try RegistryReference(text) }
    }
}

struct TheLoginOfARegistry {
    private static let login = ["user": "me", "password": "canary: ü"]

    @Test(arguments: ["basic", "token"])
    func `is a user with a password`(kind: String) async throws {
        try await withRegistry(Self.login.merging(["login": kind]) { $1 }) { server in
            let login = RepositoryLogin(credentials: .basic(user: "me", password: Secret("canary: ü")))
            _ = try await server.archive(try server.registry(login))
            if kind == "token" {
                #expect(server.requests.contains("scope repository:\(repositoryName):pull for charts, all"))
                // One token for all requests.
                #expect(server.requests.filter { $0.hasPrefix("scope") }.count == 1)
            }
            let wrong = RepositoryLogin(credentials: .basic(user: "me", password: Secret("other")))
            let error = await #expect(throws: ChartError.self) { try await server.archive(try server.registry(wrong)) }
            #expect(error?.reason == .refused)
            #expect(error?.message == "refuses this login (HTTP 401); correct the Secret that secretRef names")
            #expect(error.map { !"\($0)".contains("canary") } == true)
        }
    }

    @Test func `may be a token for nobody in particular`() async throws {
        try await withRegistry(["login": "token"]) { server in
            _ = try await server.archive(try server.registry())
        }
    }

    @Test func `is one of docker's`() async throws {
        try await withRegistry(Self.login.merging(["login": "token", "identity": "lasting"]) { $1 }) { server in
            let pair = basic("me:canary: ü")
            for entry in [
                #"{"auth": "\#(pair)"}"#, #"{"username": "me", "password": "canary: ü"}"#,
                #"{"identitytoken": "lasting"}"#,
                #"{"registrytoken": "issued"}"#,
            ] {
                let login = try logins(#"{"auths": {"ghcr.io": {"auth": "eDp5"}, "\#(server.host)": \#(entry)}}"#)
                _ = try await server.archive(try server.registry(login))
            }
            let other = try logins(#"{"auths": {"ghcr.io": {"auth": "\#(pair)"}}}"#)
            let error = await #expect(throws: ChartError.self) { try await server.archive(try server.registry(other)) }
            #expect(error?.reason == .refused)
        }
    }

    @Test func `is taken for the path that fits best`() async throws {
        try await withRegistry(Self.login.merging(["login": "basic"]) { $1 }) { server in
            let right = #"{"auth": "\#(basic("me:canary: ü"))"}"#
            let wrong = #"{"auth": "eDp5"}"#
            let host = server.host
            for (good, bad) in [
                ("\(host)/me/charts", "\(host)/me"), ("https://\(host)/v1/", "\(host)/you"), ("\(host)/me", "\(host)"),
                (host, "*.0.0.1:\(host.split(separator: ":")[1])"),
                ("127.*.0.1:\(host.split(separator: ":")[1])", "0.0.0.1"),
            ] {
                let login = try logins(#"{"auths": {"\#(good)": \#(right), "\#(bad)": \#(wrong)}}"#)
                _ = try await server.archive(try server.registry(login))
            }
        }
    }

    @Test func `goes nowhere without TLS that the registry itself does not`() async throws {
        try await withTemporaryDirectory { folder in
            let certificate = try await TestCertificate(in: folder)
            let settings = Self.login.merging(["login": "token", "realm": "localhost"]) { $1 }
            try await withRegistry(settings, certificate: certificate) { server in
                let authorities = try bytes(of: certificate.authority)
                let credentials = RepositoryLogin.Credentials.basic(user: "me", password: Secret("canary: ü"))
                let login = RepositoryLogin(credentials: credentials, authorities: authorities)
                // Where a registry has logins checked may be another host.
                _ = try await server.archive(try server.registry(login, isPlainHTTP: false))
                #expect(server.requests.contains { $0.hasPrefix("GET localhost /token") && $0.hasSuffix(" 200 basic") })
            }
        }
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"auths": []}"#, #"{"auths": {"h": {"auth": "%%"}}}"#, #"{"auths": {"h": {"auth": "YQ=="}}}"#,
    ])
    func `cannot be every text, and is never shown`(text: String) {
        let error = #expect(throws: RegistryLogins.Invalid.self) { try RegistryLogins(dockerConfig: Array(text.utf8)) }
        #expect(error?.message.contains("%%") == false)
    }
}
