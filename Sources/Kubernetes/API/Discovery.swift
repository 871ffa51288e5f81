internal import HTTP
internal import Manifests
internal import YAML

/// Which kinds a cluster has, asked for group by group as they are needed.
///
/// What was found stays; what was not is asked for again each time, as a definition may have come meanwhile.
actor Discovery {
    /// What is known of one kind.
    enum Finding {
        case known(APIResource)
        case unknown
        /// The group did not answer, so nothing is known of the kind.
        case failed(ServerFailure)
    }

    private let server: APIServer
    private var known: [GroupVersionKind: APIResource] = [:]

    init(server: APIServer) {
        self.server = server
    }

    /// What is known of `kinds`; those of one group and version take one request, or none.
    ///
    /// - Throws: `KubernetesError` when the cluster could not be asked.
    func find(_ kinds: Set<GroupVersionKind>) async throws -> [GroupVersionKind: Finding] {
        var findings: [GroupVersionKind: Finding] = [:]
        var open: [String: [GroupVersionKind]] = [:]
        for kind in kinds {
            if let resource = known[kind] {
                findings[kind] = .known(resource)
            } else {
                open[APIResource.root(of: kind), default: []].append(kind)
            }
        }
        let server = server
        let answers = try await Array(open.keys).mapConcurrentlyUntilFailure(atMost: APIEngine.concurrency) { path in
            (path, try await server.send(.get, path, expecting: .resources))
        }
        for (path, answer) in answers {
            for kind in open[path] ?? [] { findings[kind] = take(answer, for: kind) }
        }
        return findings
    }

    private func take(_ answer: APIServer.Answer, for kind: GroupVersionKind) -> Finding {
        switch answer {
        case .object(let list):
            for resource in DiscoveryDocument.resources(in: list) { known[resource.kind] = resource }
            return known[kind].map(Finding.known) ?? .unknown
        case .failure(let failure) where failure.reason == .unknownKind: return .unknown
        case .failure(let failure): return .failed(failure)
        }
    }

    /// A kind whose path is not there any more: its definition was deleted.
    func forget(_ kind: GroupVersionKind) {
        known[kind] = nil
    }

    /// Every kind that can be listed, in the version that the cluster prefers, and the groups that did not answer.
    ///
    /// - Throws: `KubernetesError`.
    func all() async throws -> KnownKinds {
        var listing = DiscoveryListing()
        for path in ["/api", "/apis"] {
            switch try await server.send(.get, path, expecting: .groups, accept: DiscoveryDocument.aggregated) {
            case .object(let document): listing.add(document)
            case .failure(let failure): throw failure.error(of: server.cluster)
            }
        }
        let server = server
        let answers = try await listing.open.mapConcurrentlyUntilFailure(atMost: APIEngine.concurrency) { version in
            let kind = GroupVersionKind(apiVersion: version, kind: "")
            return (version, try await server.send(.get, APIResource.root(of: kind), expecting: .resources))
        }
        for (version, answer) in answers {
            switch answer {
            case .object(let list): listing.add(list, of: version)
            case .failure: listing.unavailable.append(version)
            }
        }
        for resource in listing.resources { known[resource.kind] = resource }
        return listing.kinds
    }
}
