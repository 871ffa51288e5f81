internal import Helm
internal import Kubernetes
internal import Manifests
internal import YAML

/// Helm's records of releases, read through a cluster's engine: labels only, never what is in them.
struct EngineReleaseRecords: ReleaseRecords {
    let engine: any ClusterEngine

    private static let kind = GroupVersionKind(group: "", version: "v1", kind: "Secret")

    func list(namespace: String?, name: String?) async throws -> [ReleaseRecord] {
        try await secrets(namespace: namespace, name: name).compactMap { ReleaseRecord($0.manifest) }
    }

    func delete(_ record: ReleaseRecord) async throws {
        let found = try await secrets(namespace: record.namespace, name: record.name)
        for secret in found where secret.reference == record.secret {
            try await engine.delete(secret, propagation: .background)
        }
    }

    func mark(_ record: ReleaseRecord, with labels: [String: String]) async throws {
        let manifest = Manifest([
            "apiVersion": "v1", "kind": "Secret",
            "metadata": [
                "name": .string(record.secret.name), "namespace": .string(record.namespace),
                // A record that is gone is not made anew: another identity is a conflict.
                "uid": .string(record.uid), "labels": .object(labels.mapValues { .string($0) }),
            ],
        ])
        switch try await engine.apply([manifest], mode: .persist).first {
        case .applied, nil: break
        case .failed(let error) where error.reason == .conflict || error.reason == .notFound: break
        case .failed(let error): throw error
        }
    }

    private func secrets(namespace: String?, name: String?) async throws -> [LiveObject] {
        let selector = [ReleaseRecord.selector] + (name.map { ["name=\($0)"] } ?? [])
        return try await engine.list(
            Self.kind,
            namespace: namespace,
            selector: selector.joined(separator: ","),
            detail: .metadata,
        )
    }
}
