internal import SourceTrees

extension DecryptedTree {
    /// Everything in the whole tree that is not encrypted as it should be; no key is needed.
    ///
    /// Finds files in plaintext or cut off where `.gitattributes` asks for git-crypt, lines of `.gitattributes` that
    /// are meant to encrypt and do nothing, and `.gitattributes` files that are encrypted themselves.
    ///
    /// The tree must be what git holds: the checkout of someone who has the key is plaintext all over.
    ///
    /// - Returns: in the order of the paths.
    /// - Throws: what the tree below throws.
    package func plaintextViolations() throws -> [GitCryptError] {
        var found: [GitCryptError] = []
        try inspect(.root, &found)
        return found
    }

    private func inspect(_ folder: TreePath, _ found: inout [GitCryptError]) throws {
        let stack: AttributeStack
        do {
            found += try attributes.attributes(in: folder)?.ineffectiveLines ?? []
            stack = try attributes.stack(for: folder)
        } catch let error as GitCryptError {
            // What lies below cannot be judged without this file.
            found.append(error)
            return
        }
        // Nothing that git tracks is called .git, but a folder on disk has one.
        for name in try names(in: folder) where name != ".git" {
            let path = folder.child(name)
            switch try node(at: path) {
            case .directory where !Self.isExempt(path):
                try inspect(path, &found)
            case .file where !Self.isExempt(path):
                guard let (_, origin) = stack.key(of: path) else { continue }
                if let error = Self.objection(to: try base.contents(of: path), at: path, by: origin) {
                    found.append(error)
                }
            default:
                // git gives no filter the text of a link, and a submodule is another repository.
                continue
            }
        }
    }
}
