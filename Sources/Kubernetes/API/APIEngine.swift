package import Manifests
package import Tools
internal import YAML

/// Talks to a cluster's API server itself.
package struct APIEngine: ClusterEngine {
    /// How many requests go to one cluster at the same time.
    static let concurrency = 16

    let server: APIServer
    let discovery: Discovery
    /// Where an object goes that names no namespace.
    let defaultNamespace: String
    /// How long a watch may tell nothing before its connection counts as lost.
    let watchIdleLimit: Duration
    /// After which time the server is to end its answer to a watch, so that one that hangs is noticed.
    let watchLength: Duration

    /// - Parameters:
    ///   - kubeconfig: how the cluster is reached.
    ///   - cluster: what errors call the cluster.
    ///   - timeout: how long one request may take.
    ///   - watchIdleLimit: how long a watch may tell nothing before its connection counts as lost; servers send
    ///     bookmarks about once a minute.
    ///   - watchLength: after which time the server is to end its answer to a watch, in whole seconds.
    ///   - tools: what runs the program that a kubeconfig logs in with.
    /// - Throws: `Problems` for a kubeconfig that only kubectl can use.
    package init(
        kubeconfig: Kubeconfig,
        cluster: String,
        timeout: Duration = .seconds(30),
        watchIdleLimit: Duration = .seconds(150),
        watchLength: Duration = .seconds(300),
        tools: any ToolRunner = SubprocessToolRunner(),
    ) throws(Problems) {
        server = APIServer(try kubeconfig.access(), cluster: cluster, timeout: timeout, tools: tools)
        discovery = Discovery(server: server)
        defaultNamespace = kubeconfig.namespace
        self.watchIdleLimit = watchIdleLimit
        self.watchLength = watchLength
    }

    package func kinds() async throws -> KnownKinds {
        try await discovery.all()
    }

    // MARK: Asking about objects

    /// Where an object is.
    func path(of reference: ObjectReference, _ resource: APIResource) -> String {
        resource.path(in: reference.namespace ?? defaultNamespace, named: reference.name)
    }

    /// The resource of a kind that must be known.
    ///
    /// - Throws: `KubernetesError` about `subject`.
    func resource(of kind: GroupVersionKind, for subject: String) async throws -> APIResource {
        switch try await discovery.find([kind])[kind] {
        case .known(let resource): return resource
        case .failed(let failure): throw failure.error(of: subject)
        case .unknown, nil: throw KubernetesError(.unknownKind, subject: subject, Self.noMatch(kind))
        }
    }

    static func noMatch(_ kind: GroupVersionKind) -> String {
        "no matches for kind \"\(kind.kind)\" in version \"\(kind.apiVersion)\""
    }
}
