internal import Foundation
internal import Subprocess
package import SystemPackage

/// A server on a free loopback port, as long as a test's closure runs.
package struct GitServer: Sendable {
    package let port: Int
    private let folder: FilePath

    /// What was asked of it so far, one line for each request: `GET /repo.git/info/refs?…`, or `connection`.
    package var requests: [String] {
        let text = (try? String(contentsOfFile: folder.appending("requests").string, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    /// Waits until `condition` holds for what was asked so far.
    package func wait(until condition: ([String]) -> Bool) async throws {
        for _ in 0..<1000 where !condition(requests) { try await Task.sleep(for: .milliseconds(10)) }
    }

    /// Runs git's `http-backend` over the repositories below `root`.
    ///
    /// The first component of a URL asks for a fault: `/stall/…` never answers, `/stall-pack/repo.git` stops in the
    /// middle of a pack, `/drop-pack/` closes there, `/moved/` redirects to the same host, `/away/` to another,
    /// `/circle/` to itself, `/page/` answers with HTML, `/status/503/` with that status, `/echo/` with the request.
    ///
    /// With a `certificate` it speaks https, else plain http; `login` is the user and password that it asks for.
    package static func withHTTP<Result>(
        root: FilePath,
        certificate: TestCertificate? = nil,
        login: (user: String, password: String)? = nil,
        _ body: (GitServer) async throws -> Result,
    ) async throws -> Result {
        var settings = ["kind": "http", "root": root.string]
        settings["certificate"] = certificate?.certificate.string
        settings["key"] = certificate?.key.string
        settings["user"] = login?.user
        settings["password"] = login?.password
        return try await with(settings, body)
    }

    /// Runs a server that accepts connections and says nothing.
    package static func withSilence<Result>(_ body: (GitServer) async throws -> Result) async throws -> Result {
        try await with(["kind": "silent"], body)
    }

    /// Runs the real sshd, with a configuration file of the test's.
    package static func withSSH<Result>(
        configuration: FilePath,
        _ body: (GitServer) async throws -> Result,
    ) async throws -> Result {
        try await with(["kind": "ssh", "config": configuration.string, "sshd": sshd], body)
    }

    // sshd asks to be called by its full path.
    private static let sshd =
        ["/usr/sbin/sshd", "/usr/local/sbin/sshd"].first { FileManager.default.isExecutableFile(atPath: $0) } ?? "sshd"

    private static func with<Result>(
        _ settings: [String: String],
        _ body: (GitServer) async throws -> Result,
    ) async throws -> Result {
        try await with(script: gitServerScript, settings, body)
    }

    /// Runs a server of a test's own.
    ///
    /// - Parameters:
    ///   - source: Python, which finds `config`, `announce(port)` and `note(line)`, as the git server does.
    ///   - settings: what `config` holds, besides `folder`.
    ///   - body: the test.
    /// - Returns: what `body` gives.
    /// - Throws: what `body` throws, or why the server cannot run.
    package static func with<Result>(
        script source: String,
        _ settings: [String: String],
        _ body: (GitServer) async throws -> Result,
    ) async throws -> Result {
        try await withTemporaryDirectory("server") { folder in
            var settings = settings
            settings["folder"] = folder.string
            let script = folder.appending("server.py")
            let configuration = folder.appending("server.json")
            try (serverScriptStart + source).write(toFile: script.string, atomically: true, encoding: .utf8)
            try JSONEncoder().encode(settings).write(to: URL(filePath: configuration.string))
            return try await withThrowingTaskGroup { group in
                defer { group.cancelAll() }
                group.addTask {
                    let record = try await Subprocess.run(
                        .name("python3"),
                        arguments: [script.string, configuration.string],
                        output: .discarded,
                        error: .string(limit: 1 << 20),
                    )
                    if !Task.isCancelled { throw CommandFailure(description: "server: \(record.standardError)") }
                }
                let port = try await portAnnounced(in: folder, group: &group)
                return try await body(GitServer(port: port, folder: folder))
            }
        }
    }

    private static func portAnnounced(
        in folder: FilePath,
        group: inout ThrowingTaskGroup<Void, any Error>,
    ) async throws -> Int {
        for _ in 0..<3000 {
            if let text = try? String(contentsOfFile: folder.appending("port").string, encoding: .utf8),
                let port = Int(text)
            {
                return port
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        group.cancelAll()
        try await group.waitForAll()
        throw CommandFailure(description: "server: announced no port within 30 seconds")
    }
}

/// A certificate for `localhost` and 127.0.0.1, and the authority that signed it.
package struct TestCertificate: Sendable {
    package let authority: FilePath
    package let certificate: FilePath
    package let key: FilePath

    /// Makes both with openssl, in `folder`.
    package init(in folder: FilePath) async throws {
        authority = folder.appending("ca.pem")
        certificate = folder.appending("server.pem")
        key = folder.appending("server.key")
        let authorityKey = folder.appending("ca.key").string
        let request = folder.appending("server.csr").string
        let names = folder.appending("names")
        try "subjectAltName=DNS:localhost,IP:127.0.0.1\n".write(toFile: names.string, atomically: true, encoding: .utf8)
        let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        try await Self.openssl(
            ["req", "-x509"] + newKey
                + [
                    "-keyout", authorityKey, "-out", authority.string, "-days", "2", "-subj",
                    "/CN=fettle test authority",
                ],
        )
        try await Self.openssl(["req"] + newKey + ["-keyout", key.string, "-out", request, "-subj", "/CN=localhost"])
        try await Self.openssl([
            "x509", "-req", "-in", request, "-CA", authority.string, "-CAkey", authorityKey, "-CAcreateserial",
            "-days", "2", "-extfile", names.string, "-out", certificate.string,
        ])
    }

    private static func openssl(_ arguments: [String]) async throws {
        let result = try await attempt(["openssl"] + arguments)
        guard result.exitCode == 0 else {
            throw CommandFailure(description: "openssl \(arguments.joined(separator: " ")): \(result.errors)")
        }
    }
}
