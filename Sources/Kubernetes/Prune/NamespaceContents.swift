internal import Manifests

extension ClusterEngine {
    package func contents(of namespace: String, kinds: [KnownKinds.Kind]) async throws -> [LiveObject] {
        let namespaced = kinds.filter(\.isNamespaced).map(\.kind)
        let lists = await namespaced.mapConcurrently(atMost: 8) { kind in
            do {
                return Result<[LiveObject], any Error>.success(
                    try await list(kind, namespace: namespace, selector: "", detail: .metadata)
                )
            } catch {
                return .failure(error)
            }
        }
        return try lists.flatMap { try $0.get() }
    }
}
