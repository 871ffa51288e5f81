package import Git
package import GitCrypt

/// The files of one commit: as git holds them, and decrypted.
package struct RepositoryFiles: Sendable {
    package let commit: CommitTree
    package let decrypted: DecryptedTree

    package init(_ commit: CommitTree, keys: KeyRing) {
        self.commit = commit
        decrypted = DecryptedTree(commit, keys: keys)
    }
}
