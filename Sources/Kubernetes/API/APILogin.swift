internal import HTTP
internal import Manifests
internal import Tools

/// Who asks an API server, and over which connections.
struct APILogin: Sendable {
    let authorization: HTTPRequest.Authorization
    /// Its connections show the client certificate, where there is one.
    let client: HTTPClient
    /// Tells the logins of one program apart.
    var number = 0
}

/// Where logins to one API server come from.
struct APILogins: Sendable {
    private enum Source {
        case kubeconfig(APICredential, HTTPClient)
        case program(ExecLogins)
    }

    private let source: Source
    private let cluster: String

    /// - Parameters:
    ///   - access: who asks, and how connections are made.
    ///   - cluster: what errors call the cluster.
    ///   - tools: what runs a program that logs in.
    init(_ access: APIAccess, cluster: String, tools: any ToolRunner) {
        self.cluster = cluster
        source =
            switch access.credential {
            case .program(let plugin): .program(ExecLogins(plugin, to: access.server, cluster: cluster, tools: tools))
            default: .kubeconfig(access.credential, HTTPClient(access.server))
            }
    }

    /// - Throws: `KubernetesError` about the cluster when there is no login; `CancellationError`.
    func current() async throws -> APILogin {
        switch source {
        case .program(let logins): return try await logins.login()
        case .kubeconfig(let credential, let client):
            do {
                return APILogin(authorization: try credential.authorization(), client: client)
            } catch {
                throw KubernetesError(.configuration, subject: cluster, error.description)
            }
        }
    }

    /// Another login after the server did not take `rejected`; nil where asking again would give the same.
    ///
    /// - Throws: as `current()`.
    func renewed(after rejected: APILogin) async throws -> APILogin? {
        guard case .program(let logins) = source else { return nil }
        return try await logins.login(after: rejected)
    }
}
