internal import FoundationEssentials
package import HTTP
package import SystemPackage

/// Who asks for a repository, and whom to trust.
package struct Credentials: Sendable {
    /// The variables of the environment that hold credentials.
    ///
    /// Known to users: never rename one.
    package enum Variable {
        package static let username = "FETTLE_GIT_USERNAME"
        package static let token = "FETTLE_GIT_TOKEN"
        package static let tokenFile = "FETTLE_GIT_TOKEN_FILE"
        package static let caFile = "FETTLE_GIT_CA_FILE"
        package static let sshKey = "FETTLE_GIT_SSH_KEY"
        package static let knownHosts = "FETTLE_GIT_KNOWN_HOSTS"
    }

    /// The password or token for https.
    package enum Token: Sendable {
        case value(Secret)
        /// Read anew for every call, so that a rotated token counts at once.
        case file(FilePath)
    }

    /// For https; many servers take any name beside a token.
    package var username: String?
    package var token: Token?
    /// Certificates of the authorities that an https server may be signed by, in PEM; nil for the system's.
    package var caFile: FilePath?
    /// A private key for ssh, without a passphrase.
    package var sshKey: FilePath?
    /// The ssh servers to trust, in the format of OpenSSH.
    package var knownHosts: FilePath?

    package init(
        username: String? = nil,
        token: Token? = nil,
        caFile: FilePath? = nil,
        sshKey: FilePath? = nil,
        knownHosts: FilePath? = nil,
    ) {
        self.username = username
        self.token = token
        self.caFile = caFile
        self.sshKey = sshKey
        self.knownHosts = knownHosts
    }

    /// Takes what an environment holds; an empty variable counts as none.
    ///
    /// - Throws: `GitError` with reason `invalid` when two variables contradict each other.
    package init(environment: [String: String]) throws(GitError) {
        func value(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        let token = value(Variable.token)
        let tokenFile = value(Variable.tokenFile)
        guard token == nil || tokenFile == nil else {
            throw GitError(.invalid, Variable.token, "is set beside \(Variable.tokenFile); keep one of them")
        }
        self.init(
            username: value(Variable.username),
            token: token.map { .value(Secret($0)) } ?? tokenFile.map { .file(FilePath($0)) },
            caFile: value(Variable.caFile).map { FilePath($0) },
            sshKey: value(Variable.sshKey).map { FilePath($0) },
            knownHosts: value(Variable.knownHosts).map { FilePath($0) },
        )
    }

    /// The header to send to an https server.
    func authorization() throws(GitError) -> HTTPRequest.Authorization {
        let password: Secret
        switch token {
        case nil: return .none
        case .value(let secret): password = secret
        case .file(let path): password = Secret(try Self.text(of: path))
        }
        return .basic(user: username ?? "git", password: password)
    }

    private static func text(of path: FilePath) throws(GitError) -> String {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path.string))
        } catch {
            throw GitError(.unauthorized, path.string, "the token file cannot be read; check \(Variable.tokenFile)")
        }
        let text = String(decoding: data, as: UTF8.self)
        guard let token = text.split(whereSeparator: \.isNewline).first.map({ $0.trimming { $0.isWhitespace } }),
            !token.isEmpty
        else {
            throw GitError(.unauthorized, path.string, "the token file is empty; check \(Variable.tokenFile)")
        }
        return String(token)
    }
}

extension Substring {
    fileprivate func trimming(_ isLoose: (Character) -> Bool) -> Substring {
        var text = self
        while let last = text.last, isLoose(last) { text.removeLast() }
        return text.drop(while: isLoose)
    }
}

/// How long the parts of a call to a remote may take.
package struct Patience: Sendable {
    /// For name look-up, TCP and encryption together.
    package var connecting: Duration
    /// Without a single byte once connected.
    package var stalling: Duration

    package init(connecting: Duration = .seconds(10), stalling: Duration = .seconds(30)) {
        self.connecting = connecting
        self.stalling = stalling
    }
}
