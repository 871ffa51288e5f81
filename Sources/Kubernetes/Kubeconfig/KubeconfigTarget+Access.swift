internal import Foundation
internal import HTTP
internal import Manifests
internal import SystemPackage
internal import YAML

extension KubeconfigTarget {
    /// How the API server is reached without kubectl (client-go's `tools/clientcmd/api/v1/types.go`).
    ///
    /// Certificates and keys are read now.
    ///
    /// - Parameters:
    ///   - folder: where relative paths count from; nil where no file may be read.
    ///   - subject: what messages begin with.
    /// - Returns: the address, how connections are made, and who asks.
    /// - Throws: `Problems`: files that cannot be read, base64 that is none, users that only kubectl can log in.
    func access(from folder: FilePath?, subject: String) throws(Problems) -> APIAccess {
        var reader = AccessReader(folder: folder, subject: subject)
        if user.has("auth-provider") {
            reader.fail("auth-provider needs kubectl to log in; set engine: kubectl for this cluster, or use a token")
        }
        var server = HTTPServer()
        server.authorities = reader.content("certificate-authority", of: cluster)
        server.verifiesServer = !trustsAnyServer
        server.serverName = reader.text("tls-server-name", of: cluster)
        if let proxy = reader.text("proxy-url", of: cluster) { server.proxy = .url(proxy) }
        let certificate = reader.content("client-certificate", of: user)
        let key = reader.content("client-key", of: user)
        if (certificate == nil) != (key == nil) {
            reader.fail("client-certificate and client-key go together; add the one that is missing")
        }
        if let certificate, let key {
            server.identity = HTTPServer.Identity(
                certificate: certificate,
                key: Secret(String(decoding: key, as: UTF8.self)),
            )
        }
        var credential = reader.credential(of: user)
        // As for client-go, what is written out counts before what a program says.
        if user.has("exec"), case .none = credential, server.identity == nil {
            if let plugin = reader.plugin(of: user, cluster, server.authorities) { credential = .program(plugin) }
        }
        let access = APIAccess(
            url: self.server.hasSuffix("/") ? String(self.server.dropLast()) : self.server,
            server: server,
            credential: credential,
            headers: Self.impersonation(by: user),
        )
        guard reader.problems.isEmpty else { throw Problems(reader.problems) }
        return access
    }

    private static func impersonation(by user: Value) -> [(name: String, value: String)] {
        let groups = (user["as-groups"]?.array ?? []).compactMap(\.string).map { ("Impersonate-Group", $0) }
        let extra = (user["as-user-extra"]?.object ?? [:]).sorted { $0.key < $1.key }.flatMap { name, values in
            (values.array ?? []).compactMap(\.string).map { ("Impersonate-Extra-\(APIResource.escaped(name))", $0) }
        }
        return [("as", "Impersonate-User"), ("as-uid", "Impersonate-Uid")].compactMap { field, header in
            user[field]?.string.map { (header, $0) }
        } + groups + extra
    }
}

/// Reads the parts of a kubeconfig that are texts, base64 or files, and notes all that is wrong.
private struct AccessReader {
    let folder: FilePath?
    let subject: String
    private(set) var problems: [Problem] = []

    init(folder: FilePath?, subject: String) {
        self.folder = folder
        self.subject = subject
    }

    mutating func fail(_ message: String) {
        problems.append(Problem(subject, message))
    }

    func text(_ name: String, of fields: Value) -> String? {
        guard let text = fields[name]?.string, !text.isEmpty else { return nil }
        return text
    }

    /// What stands in `name` with `-data`, in base64, or in the file that `name` names; as for kubectl the data count.
    mutating func content(_ name: String, of fields: Value) -> [UInt8]? {
        if let data = text("\(name)-data", of: fields) {
            guard let bytes = Data(base64Encoded: data, options: .ignoreUnknownCharacters) else {
                fail("\(name)-data is no base64; encode the PEM text with base64")
                return nil
            }
            return [UInt8](bytes)
        }
        guard let path = text(name, of: fields) else { return nil }
        guard let place = place(of: path), let bytes = FileManager.default.contents(atPath: place.string) else {
            fail("\(name): \(path) cannot be read; put it there, or put its content into \(name)-data")
            return nil
        }
        return [UInt8](bytes)
    }

    /// A token wins over user and password, and a token that is written out over one in a file, as for kubectl.
    func credential(of user: Value) -> APICredential {
        if let path = text("tokenFile", of: user), let place = place(of: path) { return .tokenFile(place) }
        if let token = text("token", of: user) { return .token(Secret(token)) }
        if let name = text("username", of: user) {
            return .basic(user: name, password: Secret(text("password", of: user) ?? ""))
        }
        return .none
    }

    mutating func plugin(of user: Value, _ cluster: Value, _ authorities: [UInt8]?) -> ExecPlugin? {
        let exec: Value = ["exec": user["exec"] ?? .null]
        do {
            let fields = try FieldReader.read(exec, subject: subject) { user in user.object("exec", ExecFields.init) }
            return fields.map { ExecPlugin($0, from: folder, cluster: cluster, authorities: authorities) }
        } catch {
            problems += error.list
            return nil
        }
    }

    private func place(of path: String) -> FilePath? {
        let path = FilePath(path)
        return path.isAbsolute ? path : folder?.pushing(path)
    }
}
