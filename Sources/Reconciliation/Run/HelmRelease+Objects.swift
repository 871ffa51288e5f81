internal import Helm
internal import Kubernetes
internal import Manifests
internal import YAML

extension HelmRelease {
    /// Objects as helm applies them: each in its namespace, with helm's marks.
    ///
    /// - Parameters:
    ///   - manifests: what the templates gave.
    ///   - scopes: whether the objects of a kind lie in namespaces; a kind that is not known counts as one whose do.
    /// - Returns: the objects in the same order.
    func applied(_ manifests: [Manifest], _ scopes: [GroupVersionKind: Bool]) -> [Manifest] {
        manifests.map { manifest in
            var result = manifest.marked(asOf: self)
            if scopes[manifest.kind] == false {
                result.object["metadata"]?["namespace"] = nil
            } else if manifest.namespace == nil {
                result.object["metadata"]?["namespace"] = .string(namespace)
            }
            result.origin = origin
            return result
        }
    }
}

extension ClusterAccess {
    /// What helm recorded of a revision.
    ///
    /// - Throws: `KubernetesError`, also when there is no such record; `HelmError` for one that cannot be read.
    func record(_ record: ReleaseRecord, of release: HelmRelease) async throws -> RecordedRelease {
        if let found = try await recordIfThere(record, of: release) { return found }
        throw KubernetesError(.notFound, subject: release.subject, "helm's record \(record.secret) is not there")
    }

    /// What helm recorded of a revision; nil when there is no such record any more.
    ///
    /// - Throws: `KubernetesError`; `HelmError` for a record that cannot be read.
    func recordIfThere(_ record: ReleaseRecord, of release: HelmRelease) async throws -> RecordedRelease? {
        let kind = GroupVersionKind(group: "", version: "v1", kind: "Secret")
        switch try await engine.read([KindedReference(reference: record.secret, kind: kind)]).first {
        case .found(let live): return try ReleaseObjects.record(in: live.manifest, subject: release.subject)
        case .failed(let error): throw error
        case .absent, .unknownKind, nil: return nil
        }
    }

    /// Whether the objects of each kind lie in namespaces; kinds that the cluster does not know are left out.
    ///
    /// - Throws: `KubernetesError`.
    func scopes(of kinds: Set<GroupVersionKind>) async throws -> [GroupVersionKind: Bool] {
        if let releaseWatch { return try await releaseWatch.scopes(of: kinds) }
        let known = try await engine.kinds().kinds
        var scopes: [GroupVersionKind: Bool] = [:]
        for kind in kinds {
            scopes[kind] = known.first { $0.kind.group == kind.group && $0.kind.kind == kind.kind }?.isNamespaced
        }
        return scopes
    }
}
