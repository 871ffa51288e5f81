internal import Blocking
internal import CGPGME
internal import Glibc

/// How gpg is run.
struct GPGSettings: Sendable {
    /// The gpg to run; nil is the one that gpgme finds.
    let program: String?
    /// The folder with the keyring; nil is gpg's usual one.
    let home: String?
}

/// A gpgme context, for one operation on one thread.
struct GPGContext: ~Copyable {
    private let handle: gpgme_ctx_t

    /// gpgme wants its version asked for once, before anything else; it ignores SIGPIPE from then on.
    private static let version: String? = gpgme_check_version(nil).map { String(cString: $0) }

    /// Makes gpgme ready; every call of it comes after this one.
    private static func begin() throws(GPGFailure) {
        guard version != nil else { throw GPGFailure(code: GPG_ERR_NOT_OPERATIONAL) }
    }

    private init() throws {
        var handle: gpgme_ctx_t?
        try GPGFailure.check(gpgme_new(&handle))
        guard let handle else { throw GPGFailure(code: GPG_ERR_GENERAL) }
        self.handle = handle
    }

    deinit {
        gpgme_release(handle)
    }

    /// The key file in a `.gpg` file.
    ///
    /// - Throws: `GitCryptError` about that file; `CancellationError` when `flag` is set.
    static func open(_ key: WrappedKey, _ settings: GPGSettings, _ flag: CancellationFlag) throws -> KeyFile {
        let file: KeyFile
        do {
            file = try decrypt(key.message, settings, flag).withBytes { bytes in
                try KeyFile(parsing: bytes, from: "\(key.path)")
            }
        } catch let failure as GPGFailure {
            throw failure.error(about: "\(key.path)")
        }
        guard file.name == key.name, file.keys.contains(where: { $0.version == key.version }) else {
            let held = "key '\(file.name)' in version \(file.keys.map { "\($0.version)" }.joined(separator: ", "))"
            throw GitCryptError(
                .invalidKeyFile,
                "\(key.path)",
                "holds \(held), which does not fit its path",
                advice: "make it again with git-crypt add-gpg-user",
            )
        }
        return file
    }

    private static func decrypt(
        _ message: [UInt8],
        _ settings: GPGSettings,
        _ flag: CancellationFlag,
    ) throws -> SecretBuffer {
        try begin()
        let exchange = GPGExchange(message: message)
        let loop = GPGEventLoop()
        // What is made last goes first, so the loop and the exchange outlive all that points to them.
        return try withExtendedLifetime((exchange, loop)) {
            let input = try GPGData(exchange)
            let output = try GPGData(exchange)
            try output.markSensitive()
            let context = try GPGContext()
            try context.prepare(settings)
            loop.attach(to: context.handle)
            try GPGFailure.check(gpgme_op_decrypt_start(context.handle, input.handle, output.handle))
            let verdict = gpgme_err_code(try loop.run(context.handle, until: flag))
            guard !exchange.isTooLong else { throw GPGFailure(code: GPG_ERR_TOO_LARGE) }
            guard verdict != GPG_ERR_NO_ERROR else { return exchange.received }
            // gpg's last word may be about something that came after the missing key.
            throw GPGFailure(code: context.lacksEveryRecipientsKey() ? GPG_ERR_NO_SECKEY : verdict)
        }
    }

    private func prepare(_ settings: GPGSettings) throws {
        try GPGFailure.check(gpgme_set_protocol(handle, GPGME_PROTOCOL_OpenPGP))
        if settings.program != nil || settings.home != nil {
            try GPGFailure.check(
                gpgme_ctx_set_engine_info(handle, GPGME_PROTOCOL_OpenPGP, settings.program, settings.home),
            )
        }
        guard hasUsableGPG() else { throw GPGFailure(code: GPG_ERR_INV_ENGINE) }
        try GPGFailure.check(gpgme_set_pinentry_mode(handle, GPGME_PINENTRY_MODE_ERROR))
        gpgme_set_offline(handle, 1)
    }

    /// Whether there is a GnuPG 2.
    ///
    /// gpgme runs a missing gpg without complaint and reports bad data afterwards. Only the version tells: there is
    /// none, or it is the 1.0.0 that gpgme puts in its place.
    private func hasUsableGPG() -> Bool {
        var engine = gpgme_ctx_get_engine_info(handle)
        while let info = engine, info.pointee.protocol != GPGME_PROTOCOL_OpenPGP { engine = info.pointee.next }
        guard let version = engine?.pointee.version else { return false }
        return String(cString: version).prefix { $0 != "." }.compactMap(\.wholeNumberValue).reduce(0) { $0 * 10 + $1 }
            >= 2
    }

    private func lacksEveryRecipientsKey() -> Bool {
        guard var recipient = gpgme_op_decrypt_result(handle)?.pointee.recipients else { return false }
        while gpgme_err_code(recipient.pointee.status) == GPG_ERR_NO_SECKEY {
            guard let next = recipient.pointee.next else { return true }
            recipient = next
        }
        return false
    }

    /// Ends the agent of a home folder, as `gpgconf` does; none running is no error.
    static func stopAgent(home: String) throws {
        do {
            try begin()
            let exchange = GPGExchange(message: [])
            try withExtendedLifetime(exchange) {
                let output = try GPGData(exchange)
                let context = try GPGContext()
                guard let name = gpgme_get_dirinfo("gpgconf-name") else { throw GPGFailure(code: GPG_ERR_INV_ENGINE) }
                try GPGFailure.check(gpgme_set_protocol(context.handle, GPGME_PROTOCOL_SPAWN))
                let words: [UnsafeMutablePointer<CChar>?] = ["gpgconf", "--homedir", home, "--kill", "gpg-agent"]
                    .map { (word: String) in strdup(word) }
                defer { for word in words { free(word) } }
                var arguments: [UnsafePointer<CChar>?] = words.map { $0.map { UnsafePointer($0) } } + [nil]
                // The output is there to be waited for: its end is the end of gpgconf.
                try GPGFailure.check(gpgme_op_spawn(context.handle, name, &arguments, nil, output.handle, nil, 0))
            }
        } catch let failure as GPGFailure {
            throw failure.error(about: home)
        }
    }
}
