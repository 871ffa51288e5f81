internal import Blocking
internal import Glibc
package import SourceTrees
internal import Synchronization
package import SystemPackage

/// Opens the keys that a repository holds wrapped for its users' GPG keys.
///
/// Runs gpg through gpgme: no passphrase is ever asked for, the network is not used, and what comes out stays in
/// memory. gpg starts an agent for its home folder; `stopAgent()` ends it.
/// gpgme does not tell gpg's process: one that hangs is left, and ends when it next writes.
package final class GPG: Sendable {
    private let settings: GPGSettings
    private let timeLimit: Duration
    private let thread = BlockingThread(label: "fettle.gpg")
    /// The last keys that were opened without a problem, and what from: most commits do not touch them.
    private let last = Mutex<(wrapped: [WrappedKey], ring: KeyRing)?>(nil)

    /// - Parameters:
    ///   - home: the folder with the keyring, our own and closed to others (mode 0700); nil is gpg's usual one.
    ///   - program: the gpg to run; nil is the one that gpgme finds.
    ///   - timeLimit: how long the keys of one name may take.
    /// - Throws: `GitCryptError` with reason `unusableHome`.
    package init(
        home: FilePath? = nil,
        program: FilePath? = nil,
        timeLimit: Duration = .seconds(30),
    ) throws(GitCryptError) {
        if let home { try Self.checkHome(home) }
        settings = GPGSettings(program: program?.string, home: home?.string)
        self.timeLimit = timeLimit
    }

    /// gpg itself only warns of a folder that others can read.
    private static func checkHome(_ home: FilePath) throws(GitCryptError) {
        func unusable(_ problem: String, _ advice: String) -> GitCryptError {
            GitCryptError(.unusableHome, home.string, problem, advice: advice)
        }
        var status = stat()
        guard stat(home.string, &status) == 0 else {
            throw unusable(
                "cannot be used as GPG home: \(Errno(rawValue: errno))",
                "give the folder that holds the keyring"
            )
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw unusable("cannot be used as GPG home: it is not a folder", "give the folder that holds the keyring")
        }
        guard status.st_uid == geteuid() else {
            throw unusable(
                "cannot be used as GPG home: it belongs to user \(status.st_uid)",
                "give it to user \(geteuid())"
            )
        }
        guard status.st_mode & 0o077 == 0 else {
            let mode = String(status.st_mode & 0o777, radix: 8)
            throw unusable("cannot be used as GPG home: others can enter it (mode \(mode))", "chmod 700 it")
        }
    }

    /// The keys of `.git-crypt/keys` that this keyring opens.
    ///
    /// A key that cannot be opened is no error here, since nothing may need it; the ring holds the reason, and reading
    /// a file that needs the key throws it. One recipient's key is enough for each version.
    ///
    /// - Throws: what the tree throws; `CancellationError` soon after the task's cancellation.
    package func keys(in tree: any SourceTree) async throws -> KeyRing {
        let wrapped = try WrappedKey.all(in: tree)
        guard !wrapped.isEmpty else { return KeyRing() }
        if let last = last.withLock({ $0 }), last.wrapped == wrapped { return last.ring }

        var ring = KeyRing()
        var isComplete = true
        var hanging: GitCryptError?
        let byName = Dictionary(grouping: wrapped, by: \.name).sorted { $0.key < $1.key }
        for (name, wrapped) in byName {
            if let hanging {
                ring.note(hanging, with: name)
                continue
            }
            do {
                let opened = try await withTimeout(timeLimit, "gpg") { try await self.open(wrapped) }
                for file in opened.files { ring.add(file) }
                guard let problem = opened.problem else { continue }
                isComplete = false
                ring.note(problem, with: name)
            } catch is TimeoutError {
                let problem = GitCryptError(
                    .timedOut,
                    ".git-crypt/keys/\(name)",
                    "gpg gave no result within \(timeLimit)",
                    advice: "check its agent with gpg --decrypt on one of the files there",
                )
                isComplete = false
                hanging = problem
                ring.note(problem, with: name)
            }
        }
        if isComplete { last.withLock { $0 = (wrapped, ring) } }
        return ring
    }

    /// Ends the agent that gpg started for the home folder that was given.
    ///
    /// Does nothing for gpg's usual home, whose agent is the user's.
    package func stopAgent() async throws {
        guard let home = settings.home else { return }
        try await thread.run { _ in try GPGContext.stopAgent(home: home) }
    }

    private struct Opened: Sendable {
        var files: [KeyFile] = []
        var problem: GitCryptError?
    }

    /// Opens every version of one key.
    private func open(_ wrapped: [WrappedKey]) async throws -> Opened {
        var result = Opened()
        let versions = Dictionary(grouping: wrapped, by: \.version).sorted { $0.key > $1.key }
        for (_, wrapped) in versions {
            var failures: [GitCryptError] = []
            for key in wrapped {
                do {
                    result.files.append(try await open(key))
                    failures = []
                    break
                } catch let error as GitCryptError {
                    failures.append(error)
                    // gpg that is not there, is not there for the next file either.
                    if error.reason == .gpgMissing { break }
                }
            }
            if result.problem == nil, !failures.isEmpty {
                result.problem = Self.summary(of: failures, for: wrapped[0].path.parent)
            }
        }
        return result
    }

    private func open(_ key: WrappedKey) async throws -> KeyFile {
        let settings = settings
        return try await thread.run { flag in try GPGContext.open(key, settings, flag) }
    }

    /// One error for one version of a key that none of its files opened.
    private static func summary(of failures: [GitCryptError], for folder: TreePath) -> GitCryptError {
        // A file that is wrapped for us and fails says more than those that are for others.
        if let own = failures.first(where: { $0.reason != .noSecretKey }) { return own }
        let recipients = failures.map { failure in
            let name = failure.subject.split(separator: "/").last.map(String.init) ?? failure.subject
            return name.hasSuffix(".gpg") ? String(name.dropLast(4)) : name
        }
        return GitCryptError(
            .noSecretKey,
            "\(folder)",
            "no secret key for \(recipients.joined(separator: " or ")) is in the GPG keyring",
            advice: "import it, add this daemon's GPG key with git-crypt add-gpg-user, or pass --git-crypt-key",
        )
    }
}
