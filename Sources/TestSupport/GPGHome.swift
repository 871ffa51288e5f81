internal import Foundation
package import SystemPackage

/// A throwaway GPG keyring with an agent of its own.
package struct GPGHome: Sendable {
    /// The folder, closed to others.
    package let folder: FilePath

    /// Gives `body` an empty keyring, and ends its agent and removes it afterwards.
    ///
    /// Its path is short, because a socket's path must be.
    package static func with<Result>(_ body: (GPGHome) async throws -> Result) async throws -> Result {
        try await withTemporaryDirectory("gpg") { folder in
            let home = GPGHome(folder: folder)
            do {
                let result = try await body(home)
                try await home.stopAgent()
                return result
            } catch {
                try await home.stopAgent()
                throw error
            }
        }
    }

    /// Runs gpg on this keyring.
    @discardableResult
    package func gpg(_ arguments: String...) async throws -> String {
        let all = ["gpg", "--homedir", folder.string, "--batch", "--quiet"] + arguments
        let result = try await attempt(all)
        guard result.exitCode == 0 else {
            throw CommandFailure(
                description: "\(all.joined(separator: " ")): exit \(result.exitCode): \(result.errors)"
            )
        }
        return result.output
    }

    /// Makes a key pair and returns its fingerprint.
    package func makeKey(_ user: String, passphrase: String = "") async throws -> String {
        try await gpg(
            "--pinentry-mode",
            "loopback",
            "--passphrase",
            passphrase,
            "--quick-generate-key",
            user,
            "future-default",
            "default",
            "never",
        )
        let listing = try await gpg("--with-colons", "--list-keys", "=\(user)")
        let fields = listing.split(separator: "\n").first { $0.hasPrefix("fpr:") }?.split(separator: ":")
        guard let fingerprint = fields?.last else { throw CommandFailure(description: "gpg lists no key: \(listing)") }
        return String(fingerprint)
    }

    /// Copies a public key from another keyring, so that something can be encrypted for it.
    package func importPublicKey(_ fingerprint: String, from other: GPGHome) async throws {
        let file = folder.appending("\(fingerprint).pub")
        try await other.gpg("--output", file.string, "--export", fingerprint)
        try await gpg("--import", file.string)
    }

    /// Whether an agent runs for this keyring.
    package func hasAgent() async throws -> Bool {
        try await attempt(["gpg-connect-agent", "--homedir", folder.string, "--no-autostart", "/bye"]).errors.isEmpty
    }

    /// Ends the agent, so that it asks for every passphrase anew.
    package func stopAgent() async throws {
        try await TestSupport.run("gpgconf", "--homedir", folder.string, "--kill", "gpg-agent")
    }
}
