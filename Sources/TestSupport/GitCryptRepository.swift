internal import Foundation
package import SourceTrees
package import SystemPackage

/// A git repository in which the real `git-crypt` works.
package struct GitCryptRepository: Sendable {
    /// The working tree.
    package let folder: FilePath
    private let scratch: FilePath

    /// Makes an empty repository below `scratch`, with no key yet.
    package init(below scratch: FilePath) async throws {
        self.scratch = scratch
        folder = scratch.appending("repository")
        try await TestSupport.run("git", "init", "--quiet", folder.string, environment: environment)
    }

    /// Keeps this machine's settings out.
    private var environment: [String: String] {
        var variables = [
            "HOME": scratch.string, "XDG_CONFIG_HOME": scratch.string,
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_ATTR_NOSYSTEM": "1",
        ]
        for role in ["AUTHOR", "COMMITTER"] {
            variables["GIT_\(role)_NAME"] = "test"
            variables["GIT_\(role)_EMAIL"] = "test@fettle.invalid"
        }
        return variables
    }

    /// Runs a program in the working tree.
    @discardableResult
    package func run(_ arguments: String..., gpgHome: FilePath? = nil, input: String = "") async throws -> String {
        var variables = environment
        if let gpgHome { variables["GNUPGHOME"] = gpgHome.string }
        let result = try await attempt(arguments, in: folder, environment: variables, input: input)
        guard result.exitCode == 0 else {
            throw CommandFailure(
                description:
                    "\(arguments.joined(separator: " ")): exit \(result.exitCode): \(result.errors)\(result.output)",
            )
        }
        return result.output
    }

    /// Generates a key; nil is the default one.
    package func makeKey(_ name: String? = nil) async throws {
        if let name {
            try await run("git-crypt", "init", "-k", name)
        } else {
            try await run("git-crypt", "init")
        }
    }

    /// The bytes of `git-crypt export-key`; nil is the default key.
    package func exportKey(_ name: String? = nil) async throws -> [UInt8] {
        let file = scratch.appending("exported-\(name ?? "default")")
        if let name {
            try await run("git-crypt", "export-key", "-k", name, file.string)
        } else {
            try await run("git-crypt", "export-key", file.string)
        }
        return try bytes(of: file)
    }

    /// Commits files as `git add` stores them, encrypted where `.gitattributes` says so.
    package func commit(_ files: [String: [UInt8]]) async throws {
        for (path, bytes) in files {
            try write(bytes, to: folder.appending(path))
        }
        try await run("git", "add", "--all")
        try await run("git", "commit", "--quiet", "--message", "files")
    }

    /// Commits text files.
    package func commit(texts: [String: String]) async throws {
        try await commit(texts.mapValues { Array($0.utf8) })
    }

    /// What the last commit holds, byte for byte: the checkout of a clone that has no key.
    package func tree() async throws -> DirectoryTree {
        let clone = scratch.appending("clone-\(UUID().uuidString)")
        try await run("git", "clone", "--quiet", folder.string, clone.string)
        try FileManager.default.removeItem(atPath: clone.appending(".git").string)
        return DirectoryTree(root: clone)
    }

    /// What `git-crypt clean` makes of bytes with the newest key of a key file.
    package func encrypt(_ plaintext: [UInt8], with keyFile: [UInt8]) async throws -> [UInt8] {
        let place = scratch.appending("clean-\(UUID().uuidString)")
        let names = ["key", "plain", "encrypted"].map { place.appending($0) }
        try write(keyFile, to: names[0])
        try write(plaintext, to: names[1])
        let script = #"git-crypt clean --key-file="$1" <"$2" >"$3""#
        try await run("sh", "-c", script, "sh", names[0].string, names[1].string, names[2].string)
        return try bytes(of: names[2])
    }
}

private func write(_ bytes: [UInt8], to file: FilePath) throws {
    let target = URL(filePath: file.string)
    try FileManager.default.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: target)
}

private func bytes(of file: FilePath) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: file.string)))
}
