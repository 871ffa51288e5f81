internal import FoundationEssentials
internal import Kubernetes
internal import Manifests
internal import YAML

/// Random bytes that only one cluster holds, in a Secret of its own: the key for the digests of what is secret, which
/// stand in the inventory and in the labels of releases.
actor DigestKey {
    private let engine: any ClusterEngine
    private var known: [UInt8]?

    private static let field = "key"
    private static let length = 32

    init(engine: any ClusterEngine) {
        self.engine = engine
    }

    /// The key; made and kept in the cluster the first time.
    ///
    /// - Throws: `KubernetesError`.
    func bytes() async throws -> [UInt8] {
        if let known { return known }
        if let found = try await stored() { return found }
        var generator = SystemRandomNumberGenerator()
        let key = (0..<Self.length).map { _ in UInt8.random(in: 0...255, using: &generator) }
        do {
            try await create(key)
            known = key
            return key
        } catch let error as KubernetesError where error.reason == .alreadyExists {
            guard let found = try await stored() else { throw error }
            return found
        }
    }

    /// The key that the cluster holds; nil when it holds none yet.
    ///
    /// - Throws: `KubernetesError`, also for one that is not what fettle wrote.
    func stored() async throws -> [UInt8]? {
        let manifest = Manifest(Self.secret([]))
        switch try await engine.read([KindedReference(manifest)]).first {
        case .found(let live):
            guard let key = live.manifest.data[Self.field], key.count >= Self.length else {
                throw KubernetesError(
                    .invalid,
                    subject: "\(manifest.reference)",
                    "holds no key of \(Self.length) bytes; delete it, and fettle makes a new one",
                )
            }
            known = key
            return key
        case .failed(let error): throw error
        case .absent, .unknownKind, nil: return nil
        }
    }

    private func create(_ key: [UInt8]) async throws {
        let secret = Manifest(Self.secret(key))
        do {
            _ = try await engine.create(secret)
        } catch let error as KubernetesError where error.reason == .namespaceMissing {
            // Created, not applied: an apply would take away what the repository itself sets on this namespace.
            do {
                _ = try await engine.create(Manifest(Self.namespace))
            } catch let error as KubernetesError where error.reason == .alreadyExists {}
            _ = try await engine.create(secret)
        }
    }

    private static let namespace: Value = [
        "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(LoadBearingNames.systemNamespace)],
    ]

    private static func secret(_ key: [UInt8]) -> Value {
        [
            "apiVersion": "v1", "kind": "Secret", "type": "Opaque",
            "metadata": [
                "name": .string(LoadBearingNames.digestKeyName), "namespace": .string(LoadBearingNames.systemNamespace),
            ],
            "data": [field: .string(Data(key).base64EncodedString())],
        ]
    }
}
