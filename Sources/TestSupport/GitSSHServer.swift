internal import Foundation
package import SystemPackage

/// A real sshd on loopback that lets one key in, and the files a client needs for it.
package struct GitSSHServer: Sendable {
    /// The listener in front of it.
    package let server: GitServer
    /// The user to log in as: the one that runs the test.
    package let user: String
    /// The private key that is let in.
    package let key: FilePath
    /// The server's public host key, as `type base64`.
    package let hostKey: String
    private let folder: FilePath

    /// Runs the server as long as `body` does.
    package static func with<Result>(_ body: (GitSSHServer) async throws -> Result) async throws -> Result {
        try await withTemporaryDirectory("ssh") { folder in
            try await makeKey(folder.appending("host"))
            try await makeKey(folder.appending("user"))
            if getuid() == 0 {
                // Where sshd locks up its unprivileged half; its package makes it when the service starts.
                try FileManager.default.createDirectory(
                    atPath: "/run/sshd",
                    withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o755],
                )
            }
            let configuration = """
                HostKey \(folder.appending("host"))
                AuthorizedKeysFile \(folder.appending("user.pub"))
                StrictModes no
                UsePAM no
                PermitRootLogin prohibit-password
                PasswordAuthentication no
                KbdInteractiveAuthentication no
                PidFile none

                """
            try write(["sshd.conf": configuration], below: folder)
            let user = try await run("id", "-un").split(separator: "\n")[0]
            let hostKey = try String(contentsOfFile: folder.appending("host.pub").string, encoding: .utf8)
                .split(separator: " ").prefix(2).joined(separator: " ")
            return try await GitServer.withSSH(configuration: folder.appending("sshd.conf")) { server in
                try await body(
                    GitSSHServer(
                        server: server,
                        user: String(user),
                        key: folder.appending("user"),
                        hostKey: hostKey,
                        folder: folder,
                    ),
                )
            }
        }
    }

    /// Makes a key pair: `file` and `file.pub`.
    package static func makeKey(_ file: FilePath, type: String = "ed25519", passphrase: String = "") async throws {
        try await run("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-C", "test", "-f", file.string)
    }

    /// Writes a known_hosts file that names this server.
    ///
    /// `key` is another host key than its own, as `type base64`; `isHashed` hides the host's name, as many systems do.
    package func knownHosts(key: String? = nil, isHashed: Bool = false) async throws -> FilePath {
        let file = folder.appending("known hosts \(UUID().uuidString)")
        try "[127.0.0.1]:\(server.port) \(key ?? hostKey)\n".write(
            toFile: file.string,
            atomically: true,
            encoding: .utf8
        )
        if isHashed { try await run("ssh-keygen", "-q", "-H", "-f", file.string) }
        return file
    }
}
