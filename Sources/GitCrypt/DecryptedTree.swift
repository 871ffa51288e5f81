package import SourceTrees

/// A tree with the files that git-crypt encrypted in plain, in memory only.
///
/// `.gitattributes` alone says which files are encrypted and with which key, as it does for git: an encrypted file that
/// no line names is refused, because a checkout would hold the ciphertext. What must be encrypted is never passed on in
/// any other form. A file is decrypted when it is read, so a key is needed only for what is read.
package struct DecryptedTree: SourceTree {
    let base: any SourceTree
    let attributes: AttributeIndex
    private let keys: KeyRing

    /// - Parameters:
    ///   - base: the tree as it was committed.
    ///   - keys: what can be opened; it may be empty.
    package init(_ base: any SourceTree, keys: KeyRing) {
        self.base = base
        self.keys = keys
        attributes = AttributeIndex(base)
    }

    package func node(at path: TreePath) throws -> TreeNode? {
        try base.node(at: path)
    }

    package func names(in path: TreePath) throws -> [String] {
        try base.names(in: path)
    }

    /// The bytes of the file `path`, decrypted when git-crypt encrypted it.
    ///
    /// - Throws: `GitCryptError` with reason `missingKey`, `wrongKey`, `truncated`, `plaintext`, `unexpectedCiphertext`
    ///   or `unusableAttributes`, and what the tree below throws.
    package func contents(of path: TreePath) throws -> [UInt8] {
        let bytes = try base.contents(of: path)
        guard let (name, origin) = try encryption(of: path) else {
            guard !EncryptedBlob.beginsWithHeader(bytes) || Self.isExempt(path) else { throw unexpected(path) }
            return bytes
        }
        if let error = Self.objection(to: bytes, at: path, by: origin) { throw error }
        // An old git stored an empty file without asking the filter; there is nothing in it to protect.
        guard let blob = EncryptedBlob(bytes) else { return bytes }
        return try decrypt(blob, at: path, named: name, by: origin)
    }

    /// The contents depend on the ciphertext and, where there is one, on the key.
    package func contentID(of path: TreePath) throws -> ContentID? {
        guard let id = try base.contentID(of: path) else { return nil }
        guard let (name, _) = try encryption(of: path) else { return id }
        return id.with("\(name) \(keys.keys(named: name).map(\.fingerprint))")
    }

    /// Whether the file at `path` is one that git-crypt encrypts, so that its values must not be shown.
    ///
    /// Links are followed. Such a file is read in no other form: `contents(of:)` throws when it is not encrypted.
    package func isEncrypted(_ path: TreePath) throws -> Bool {
        try encryption(of: try resolve(path)) != nil
    }

    /// The key that `.gitattributes` asks for, and the line that does; nil for none.
    ///
    /// `path` has no link in it.
    func encryption(of path: TreePath) throws -> (name: KeyName, origin: AttributeStack.Origin)? {
        guard !Self.isExempt(path) else { return nil }
        return try attributes.stack(for: path.parent).key(of: path)
    }

    private static let ownFolder = TreePath.root.child(".git-crypt")

    /// Whether git-crypt's working needs this file as it is, whatever a pattern says.
    static func isExempt(_ path: TreePath) -> Bool {
        ownFolder.contains(path) || path.name == ".gitattributes"
    }

    /// Why the bytes of a file that must be encrypted are not acceptable; nil when they can be decrypted, or are empty.
    static func objection(
        to bytes: [UInt8],
        at path: TreePath,
        by origin: AttributeStack.Origin,
    ) -> GitCryptError? {
        guard !bytes.isEmpty, EncryptedBlob(bytes) == nil else { return nil }
        guard !EncryptedBlob.beginsWithHeader(bytes), !EncryptedBlob.header.starts(with: bytes) else {
            return GitCryptError(
                .truncated,
                "\(path)",
                "is encrypted with git-crypt and cut off after \(bytes.count) bytes",
                advice: "commit the whole file again",
            )
        }
        return GitCryptError(
            .plaintext,
            "\(path)",
            "is plaintext in the commit, and \(origin) asks for git-crypt",
            advice: "encrypt it with git-crypt status -f, commit, and change the secrets in it: the history keeps them",
        )
    }

    private func decrypt(
        _ blob: EncryptedBlob,
        at path: TreePath,
        named name: KeyName,
        by origin: AttributeStack.Origin,
    ) throws -> [UInt8] {
        let candidates = keys.keys(named: name)
        for key in candidates {
            if let plaintext = try blob.plaintext(with: key) { return plaintext }
        }
        for other in keys.names where other != name {
            guard try keys.keys(named: other).contains(where: { try blob.plaintext(with: $0) != nil }) else { continue }
            throw GitCryptError(
                .wrongKey,
                "\(path)",
                "is encrypted with git-crypt key '\(other)', and \(origin) names key '\(name)'",
                advice: "correct the line, or encrypt the file again with git add --renormalize",
            )
        }
        throw candidates.isEmpty ? missing(name, for: path) : wrong(name, for: path)
    }

    private func missing(_ name: KeyName, for path: TreePath) -> GitCryptError {
        let problem = "is encrypted with git-crypt key '\(name)'"
        if let cause = keys.problem(with: name) {
            return GitCryptError(
                .missingKey,
                "\(path)",
                "\(problem), which cannot be opened: \(cause.subject): \(cause.problem)",
                advice: cause.advice,
                isTransient: cause.isTransient,
            )
        }
        let given = keys.names.map { "'\($0)'" }.joined(separator: ", ")
        return GitCryptError(
            .missingKey,
            "\(path)",
            "\(problem) and \(keys.isEmpty ? "no key" : "only key \(given)") was given",
            advice: "pass --git-crypt-key or add this daemon's GPG key with git-crypt add-gpg-user",
        )
    }

    private func wrong(_ name: KeyName, for path: TreePath) -> GitCryptError {
        let problem = "does not decrypt with git-crypt key '\(name)'"
        if let cause = keys.problem(with: name) {
            return GitCryptError(
                .wrongKey,
                "\(path)",
                "\(problem), and a version of that key cannot be opened: \(cause.subject): \(cause.problem)",
                advice: cause.advice,
                isTransient: cause.isTransient,
            )
        }
        return GitCryptError(
            .wrongKey,
            "\(path)",
            "\(problem): the key is not the one it was encrypted with, or the file is damaged",
            advice: "give the key that git-crypt export-key writes in a clone where the file is readable",
        )
    }

    private func unexpected(_ path: TreePath) -> GitCryptError {
        GitCryptError(
            .unexpectedCiphertext,
            "\(path)",
            "is encrypted with git-crypt, and no .gitattributes line says with which key",
            advice: "add '\(path.name) filter=git-crypt diff=git-crypt' to \(path.parent.child(".gitattributes"))",
        )
    }
}
