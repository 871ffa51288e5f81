internal import Foundation
internal import YAML

/// What a Secret holds for a registry, as the file that helm and docker read.
enum RegistryCredentials {
    /// Why a Secret is no use; never holds a part of it.
    struct Failure: Error {
        let message: String
    }

    /// The file for the registry of `reference` (`oci://host/path`).
    ///
    /// - Parameters:
    ///   - data: `.dockerconfigjson`, or `username` and `password`.
    ///   - reference: a chart in the registry.
    /// - Returns: JSON.
    /// - Throws: `Failure` when the Secret holds neither.
    static func file(_ data: [String: [UInt8]], for reference: String) throws(Failure) -> [UInt8] {
        if let config = data[".dockerconfigjson"] { return config }
        guard let user = data["username"], let password = data["password"] else {
            throw Failure(message: "has neither .dockerconfigjson nor username and password; add them")
        }
        let host = reference.dropFirst("oci://".count).prefix { $0 != "/" }
        let pair = Data(user + Array(":".utf8) + password).base64EncodedString()
        let file: Value = ["auths": .object([String(host): ["auth": .string(pair)]])]
        return file.json()
    }
}
