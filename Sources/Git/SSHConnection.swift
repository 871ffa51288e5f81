internal import Blocking
internal import FoundationEssentials
internal import Glibc
internal import HTTP
internal import SystemPackage

/// git's smart protocol over the `ssh` program.
///
/// Not over the ssh that is built into libgit2: it blocks without time-out in places that nothing can interrupt, and
/// the libssh2 of Debian 12 cannot log in with RSA keys to a current server. The program can always be ended.
final class SSHConnection: SmartConnection {
    private let address: SSHAddress
    private let key: FilePath
    private let knownHosts: FilePath
    private let patience: Patience
    private let stop: StopSignal

    private typealias Variable = Credentials.Variable

    /// - Throws: `GitError` when the key or the known hosts are not given or cannot be used.
    init(
        _ address: SSHAddress,
        _ credentials: Credentials,
        _ patience: Patience,
        until stop: StopSignal,
    ) throws(GitError) {
        self.address = address
        self.patience = patience
        self.stop = stop
        guard let key = credentials.sshKey else {
            throw GitError(
                .unauthorized,
                address.description,
                "asks for an ssh key; name its file in \(Variable.sshKey)"
            )
        }
        guard let knownHosts = credentials.knownHosts else {
            throw GitError(
                .hostKeyUnknown,
                address.description,
                "the server's host key must be known; name a known_hosts file in \(Variable.knownHosts)",
            )
        }
        self.key = key
        self.knownHosts = knownHosts
        try check(key, .unauthorized, "the ssh key", Variable.sshKey)
        try check(knownHosts, .hostKeyUnknown, "the known hosts", Variable.knownHosts)
        var status = stat()
        // ssh has the same rule, and says so in eight lines.
        guard stat(key.string, &status) == 0, status.st_uid != geteuid() || status.st_mode & 0o077 == 0 else {
            throw GitError(.unauthorized, key.string, "the ssh key can be read by others; run chmod 600 on it")
        }
    }

    private func check(
        _ file: FilePath,
        _ reason: GitError.Reason,
        _ what: String,
        _ variable: String,
    ) throws(GitError) {
        guard access(file.string, R_OK) == 0 else {
            let text = Errno(rawValue: errno).description
            throw GitError(reason, file.string, "\(what) cannot be read: \(text); check \(variable)")
        }
        // ssh expands these in the values of its options, and has no way to quote a dollar.
        guard !file.string.contains(where: { "\"\\$\n".contains($0) }) else {
            throw GitError(.invalid, file.string, "ssh cannot take this file name; rename it")
        }
    }

    func stream(for question: SmartQuestion) throws(GitError) -> any SmartStream {
        do {
            let process = try ChildProcess(
                "ssh",
                arguments,
                environment: environment,
                stalling: patience.stalling,
                until: stop,
            )
            return Stream(process, self)
        } catch {
            throw failure(error, nil)
        }
    }

    private var environment: [String: String] {
        // Its messages are read below, so they must not be translated.
        ["LC_ALL": "C", "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"]
    }

    private var arguments: [String] {
        let seconds = max(1, Int(patience.connecting.components.seconds))
        let options = [
            "BatchMode=yes",
            "StrictHostKeyChecking=yes",
            "UserKnownHostsFile=\(quoted(knownHosts))",
            "GlobalKnownHostsFile=/dev/null",
            "UpdateHostKeys=no",
            "VerifyHostKeyDNS=no",
            "IdentityFile=\(quoted(key))",
            "IdentitiesOnly=yes",
            "IdentityAgent=none",
            "PreferredAuthentications=publickey",
            "ConnectTimeout=\(seconds)",
            "ConnectionAttempts=1",
            "LogLevel=ERROR",
        ]
        var arguments = ["-F", "none", "-T", "-a", "-x"] + options.flatMap { ["-o", $0] }
        if let port = address.port { arguments += ["-p", "\(port)"] }
        let path = address.path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#)
        return arguments + ["-l", address.user, "--", address.host, "git-upload-pack '\(path)'"]
    }

    private func quoted(_ file: FilePath) -> String {
        let text = file.string.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%")
        return "\"\(text)\""
    }

    // MARK: What went wrong

    /// Reads a failure out of what ssh and the program behind it wrote.
    fileprivate func failure(_ error: ChildProcess.Failure, _ process: ChildProcess?) -> GitError {
        let subject = address.description
        let errors = process.map { String(decoding: $0.errors, as: UTF8.self) } ?? ""
        switch error {
        case .notStarted(let text):
            return GitError(.other, subject, "the ssh program cannot be started: \(text); install openssh-client")
        case .stopped(let reason):
            return stopped(reason, subject) ?? GitError(.cancelled, subject, "was cancelled")
        case .stalled:
            return GitError(
                .timedOut,
                subject,
                "no data for \(patience.stalling.text); check the network and the server"
            )
        case .closed:
            return failure(errors)
                ?? GitError(
                    .unreachable,
                    subject,
                    "the transfer broke off: ssh ended; check the server and try again",
                )
        }
    }

    /// What it means that ssh wrote `errors`, in English, to standard error; nil when that is not known.
    private func failure(_ errors: String) -> GitError? {
        let subject = address.description
        if errors.contains("REMOTE HOST IDENTIFICATION HAS CHANGED") {
            return GitError(
                .hostKeyMismatch,
                subject,
                "the server's host key is not the one in \(knownHosts); "
                    + "somebody may be in between: check it, then replace the line",
            )
        }
        if errors.contains("host key is known for") || errors.contains("Host key verification failed") {
            return GitError(
                .hostKeyUnknown,
                subject,
                "the server's host key is not in \(knownHosts); check what ssh-keyscan prints, then add its line",
            )
        }
        if errors.contains("Permission denied") || errors.contains("Too many authentication failures") {
            let loading = errors.split(whereSeparator: \.isNewline).first { $0.hasPrefix("Load key") }
            let detail = loading.map { ": \(singleLine($0))" } ?? ""
            return GitError(
                .unauthorized,
                subject,
                "refuses the user or the ssh key\(detail); check \(Variable.sshKey)",
            )
        }
        if errors.contains("timed out") {
            return GitError(
                .timedOut,
                subject,
                "no connection within \(patience.connecting.text); check the network and the server",
            )
        }
        if errors.contains("does not appear to be a git repository") || errors.contains("not found") {
            return GitError(
                .notARepository,
                subject,
                "has no such repository; check the address and what the key may read"
            )
        }
        let lines = errors.split(whereSeparator: \.isNewline).map { singleLine($0) }.filter { !$0.isEmpty }
        guard let line = lines.last(where: { $0.hasPrefix("ssh: ") }) ?? lines.last else { return nil }
        let text = line.hasPrefix("ssh: ") ? String(line.dropFirst(5)) : line
        return GitError(.unreachable, subject, "cannot be reached: \(text); check the address and the network")
    }

    /// The program's streams, for the whole conversation.
    private final class Stream: SmartStream {
        private let process: ChildProcess
        private let connection: SSHConnection

        init(_ process: ChildProcess, _ connection: SSHConnection) {
            self.process = process
            self.connection = connection
        }

        func read(into buffer: UnsafeMutableRawBufferPointer) throws(GitError) -> Int {
            let count: Int
            do {
                count = try process.read(into: buffer)
            } catch {
                throw connection.failure(error, process)
            }
            guard count == 0 else { return count }
            // The protocol says when it is done; ssh never ends before.
            process.end()
            throw connection.failure(.closed, process)
        }

        func write(_ bytes: UnsafeRawBufferPointer) throws(GitError) {
            do {
                try process.write(bytes)
            } catch {
                if case .closed = error { process.end() }
                throw connection.failure(error, process)
            }
        }
    }
}
