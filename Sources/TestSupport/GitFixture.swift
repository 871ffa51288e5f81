package import SystemPackage

/// A repository made by the real `git`: a bare one, as a server holds it, and a work tree that pushes to it.
package struct GitFixture: Sendable {
    /// Holds everything; a server's root.
    package let root: FilePath
    /// The bare repository, `root/repo.git`.
    package let bare: FilePath
    /// The work tree, `root/work`.
    package let work: FilePath

    /// Makes an empty repository below `root`, which must exist.
    package init(below root: FilePath) async throws {
        self.root = root
        bare = root.appending("repo.git")
        work = root.appending("work")
        try await git("init", "--quiet", "--bare", "--initial-branch=main", bare.string, in: root)
        try await git("init", "--quiet", "--initial-branch=main", work.string, in: root)
        try await git("remote", "add", "origin", bare.string)
    }

    /// Writes `files`, commits everything in the work tree and pushes the branch.
    ///
    /// - Returns: the commit's id.
    @discardableResult
    package func commit(_ files: [String: String], _ message: String = "Change") async throws -> String {
        try write(files, below: work)
        try await git("add", "--all")
        try await git("commit", "--quiet", "--allow-empty", "--message", message)
        try await git("push", "--quiet", "--force", "origin", "HEAD")
        return try await head()
    }

    /// Makes `main` of the bare repository a line of `count` commits, each with another text in `file`, all at once.
    ///
    /// The ids are the same in every run.
    package func addHistory(of count: Int) async throws {
        var stream = ""
        for number in 1...count {
            let text = "text \(number)\n"
            let seconds = 1_700_000_000 + number
            stream += "commit refs/heads/main\ncommitter Carl Committer <carl@example.org> \(seconds) +0000\n"
            stream += "data \(text.utf8.count)\n\(text)M 100644 inline file\ndata \(text.utf8.count)\n\(text)\n"
        }
        try await git("fast-import", "--quiet", "--force", in: bare, input: stream)
    }

    /// Makes `main` of the bare repository one commit that holds `files`, by plain paths.
    ///
    /// Fast for thousands of them.
    package func addTree(_ files: [String: String]) async throws {
        var stream = "commit refs/heads/main\ncommitter Carl Committer <carl@example.org> 1700000000 +0000\ndata 0\n"
        for (path, text) in files {
            stream += "M 100644 inline \(path)\ndata \(text.utf8.count)\n\(text)\n"
        }
        try await git("fast-import", "--quiet", "--force", in: bare, input: stream)
    }

    /// The id of the work tree's commit.
    package func head() async throws -> String {
        try await id(of: "HEAD")
    }

    /// The id that git gives `name`.
    package func id(of name: String) async throws -> String {
        String(try await git("rev-parse", "--verify", name).prefix { $0 != "\n" })
    }

    /// Runs git, in the work tree unless told otherwise, apart from the machine's own configuration.
    @discardableResult
    package func git(_ arguments: String..., in folder: FilePath? = nil, input: String = "") async throws -> String {
        let result = try await attempt(
            ["git"] + arguments,
            in: folder ?? work,
            environment: Self.environment,
            input: input,
        )
        guard result.exitCode == 0 else {
            let command = arguments.joined(separator: " ")
            throw CommandFailure(
                description: "git \(command): exit \(result.exitCode): \(result.errors)\(result.output)"
            )
        }
        return result.output
    }

    private static let environment = [
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_SYSTEM": "/dev/null",
        "GIT_AUTHOR_NAME": "Ada Author",
        "GIT_AUTHOR_EMAIL": "ada@example.org",
        "GIT_COMMITTER_NAME": "Carl Committer",
        "GIT_COMMITTER_EMAIL": "carl@example.org",
    ]
}
