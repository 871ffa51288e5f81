internal import Charts
internal import HTTP
internal import Manifests

extension RepositoryAccess {
    /// Reads what the Secrets hold.
    ///
    /// - Parameters:
    ///   - isRegistry: whether docker's logins are of use.
    ///   - subject: what errors begin with.
    ///   - lookup: reads a Secret.
    /// - Returns: what the repository is shown.
    /// - Throws: `HelmError` for a Secret that is missing or of no use, which is named without anything it holds; what
    ///   `lookup` throws.
    func login(isRegistry: Bool, subject: String, lookup: ValuesLookup) async throws -> RepositoryLogin {
        var login = RepositoryLogin(passesCredentials: passesCredentials)
        let trust = try await SecretData(certificates, subject: subject, lookup)
        if let trust {
            login.authorities = trust["ca.crt"] ?? trust["caFile"]
            login.identity = try trust.identity
            guard login.authorities != nil || login.identity != nil else {
                throw trust.failure("has neither ca.crt nor tls.crt and tls.key; add them")
            }
        }
        if let secret = try await SecretData(credentials, subject: subject, lookup) {
            // As Flux has it from before there was certSecretRef.
            if trust == nil, !isRegistry {
                login.authorities = secret["caFile"] ?? secret["ca.crt"]
                login.identity = try secret.identity
            }
            login.credentials = try secret.credentials(isRegistry: isRegistry)
            guard login.showsCredentials || login.authorities != nil else {
                let names =
                    isRegistry
                    ? ".dockerconfigjson nor username and password" : "username and password nor bearerToken"
                throw secret.failure("has neither \(names); add them")
            }
        }
        if let secret = try await SecretData(proxy, subject: subject, lookup) { login.proxy = try secret.proxy() }
        return login
    }
}

/// The data of a Secret of one source.
private struct SecretData {
    private let reference: ObjectReference
    private let subject: String
    private let data: [String: [UInt8]]

    /// - Returns: nil when none is named.
    init?(_ reference: ObjectReference?, subject: String, _ lookup: ValuesLookup) async throws {
        guard let reference else { return nil }
        guard let data = try await lookup(reference) else {
            throw HelmError(
                .repositoryUnreachable,
                subject: subject,
                "Secret \(reference.shortName) is neither rendered nor in the cluster; add it",
                isTransient: true,
            )
        }
        self.reference = reference
        self.subject = subject
        self.data = data
    }

    subscript(name: String) -> [UInt8]? {
        data[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private func text(_ name: String) -> String? {
        // A line break at the end comes from the editor, and is part of no header.
        self[name].map { String(decoding: $0, as: UTF8.self) }?.withoutLineEnd
    }

    func failure(_ text: String) -> HelmError {
        HelmError(
            .repositoryUnreachable,
            subject: subject,
            "Secret \(reference.shortName) \(text)",
            isTransient: false,
        )
    }

    /// Certificate and key, under their names of today or of before.
    var identity: HTTPServer.Identity? {
        get throws(HelmError) {
            switch (self["tls.crt"] ?? self["certFile"], text("tls.key") ?? text("keyFile")) {
            case (nil, nil): return nil
            case (let certificate?, let key?):
                return HTTPServer.Identity(certificate: certificate, key: Secret(key + "\n"))
            case (nil, _?): throw failure("has tls.key and no tls.crt; add it")
            case (_?, nil): throw failure("has tls.crt and no tls.key; add it")
            }
        }
    }

    func credentials(isRegistry: Bool) throws(HelmError) -> RepositoryLogin.Credentials {
        if isRegistry, let config = self[".dockerconfigjson"] {
            do throws(RegistryLogins.Invalid) {
                return .registries(try RegistryLogins(dockerConfig: config))
            } catch {
                throw failure(error.message)
            }
        }
        if let token = text("bearerToken") { return .bearer(Secret(token)) }
        switch (text("username"), text("password")) {
        case (nil, nil): return .none
        case (let user?, let password?): return .basic(user: user, password: Secret(password))
        case (nil, _?): throw failure("has a password and no username; add it")
        case (_?, nil): throw failure("has a username and no password; add it")
        }
    }

    func proxy() throws(HelmError) -> HTTPOptions.Proxy {
        guard let address = text("address") else { throw failure("has no address of a proxy; add it") }
        switch (text("username"), text("password")) {
        case (nil, nil): return .url(address)
        case (let user?, let password):
            return .authenticated(url: address, user: user, password: Secret(password ?? ""))
        case (nil, _?): throw failure("has a password and no username; add it")
        }
    }
}

extension String {
    fileprivate var withoutLineEnd: String {
        var text = self[...]
        while let last = text.unicodeScalars.last, last == "\n" || last == "\r" { text.unicodeScalars.removeLast() }
        return String(text)
    }
}
