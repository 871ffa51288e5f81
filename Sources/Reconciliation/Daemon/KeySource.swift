package import Git
package import GitCrypt
internal import SourceTrees

/// Where the keys for encrypted files come from: key files given at the start, else the repository's own keys, opened
/// with GPG.
package actor KeySource {
    private enum Origin {
        case files(KeyRing)
        case gpg(GPG)
    }

    private let origin: Origin
    /// The identity of the folder of wrapped keys that was opened last, and what came out.
    private var opened: (folder: String, keys: KeyRing)?

    /// Keys that were exported with `git-crypt export-key`.
    package init(files: [KeyFile]) {
        origin = .files(KeyRing(files))
    }

    /// The keys of the repository, for whoever's GPG keys are in the keyring.
    package init(gpg: GPG) {
        origin = .gpg(gpg)
    }

    /// The keys for the files of `commit`.
    ///
    /// - Throws: as `GPG.keys(in:)`.
    package func keys(for commit: CommitTree) async throws -> KeyRing {
        switch origin {
        case .files(let keys):
            return keys
        case .gpg(let gpg):
            let folder = try commit.objectID(at: TreePath.root.child(".git-crypt")) ?? ""
            if let opened, opened.folder == folder { return opened.keys }
            let keys = try await gpg.keys(in: commit)
            // A key that could not be had now may be had later, when the user has put the GPG key in place.
            opened = keys.isComplete ? (folder, keys) : nil
            return keys
        }
    }

    /// Ends what was started for the keys.
    package func close() async throws {
        if case .gpg(let gpg) = origin { try await gpg.stopAgent() }
    }
}
