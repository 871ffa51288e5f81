internal import HTTP
package import Manifests
package import YAML

extension APIEngine {
    package func apply(_ manifests: [Manifest], mode: ApplyMode) async throws -> [ApplyResult] {
        let findings = try await discovery.find(Set(manifests.filter { $0.missingField == nil }.map(\.kind)))
        var results: [ApplyResult] = []
        // What others need to be there first is waited for; all else goes at the same time.
        for group in manifests.chunks(by: \.isNeededByOthers) {
            results += try await group.mapConcurrentlyUntilFailure(atMost: Self.concurrency) { manifest in
                try await apply(manifest, findings[manifest.kind], mode)
            }
        }
        return results
    }

    private func apply(
        _ manifest: Manifest,
        _ finding: Discovery.Finding?,
        _ mode: ApplyMode,
    ) async throws -> ApplyResult {
        if let missing = manifest.missingField {
            let subject = manifest.origin.map(String.init(describing:)) ?? manifest.reference.description
            return .failed(KubernetesError(.invalid, subject: subject, "\(missing) is missing"))
        }
        switch finding {
        case .known(let resource): return try await apply(manifest, resource, mode)
        case .failed(let failure): return .failed(failure.error(of: manifest))
        case .unknown, nil:
            let subject = manifest.reference.description
            return .failed(KubernetesError(.unknownKind, subject: subject, Self.noMatch(manifest.kind)))
        }
    }

    private func apply(_ manifest: Manifest, _ resource: APIResource, _ mode: ApplyMode) async throws -> ApplyResult {
        var query = [(name: "fieldManager", value: mode.manager), (name: "force", value: "true")]
        if mode.isDryRun { query.append(("dryRun", "All")) }
        let answer = try await server.send(
            .patch,
            path(of: manifest.reference, resource),
            expecting: .object(named: manifest.name),
            query: query,
            body: manifest.object.withPortProtocols.json(),
            contentType: "application/apply-patch+yaml",
        )
        switch answer {
        case .object(let object): return .applied(LiveObject(object))
        case .failure(let failure):
            if failure.reason == .unknownKind { await discovery.forget(manifest.kind) }
            return .failed(failure.error(of: manifest))
        }
    }

    package func create(_ manifest: Manifest) async throws -> LiveObject {
        let resource = try await resource(of: manifest.kind, for: manifest.reference.description)
        let answer = try await server.send(
            .post,
            resource.path(in: manifest.namespace ?? defaultNamespace),
            expecting: .object(named: manifest.name),
            // Servers before 1.25 do not know the second, and drop fields that they do not know.
            query: [("fieldManager", LoadBearingNames.fieldManager), ("fieldValidation", "Strict")],
            body: manifest.object.json(),
            isRepeatable: false,
        )
        return try live(answer, manifest)
    }

    package func replaceManagedFields(of live: LiveObject, with managedFields: [Value]) async throws -> LiveObject {
        // The server refuses an update of a version that is no longer the current one, which makes the second operation
        // a test. An update of managed fields alone gives the one who makes it no ownership.
        let patch: Value = [
            ["op": "add", "path": "/metadata/managedFields", "value": .array(managedFields)],
            ["op": "add", "path": "/metadata/resourceVersion", "value": .string(live.resourceVersion)],
        ]
        let manifest = live.manifest
        let resource = try await resource(of: manifest.kind, for: manifest.reference.description)
        let answer = try await server.send(
            .patch,
            path(of: manifest.reference, resource),
            expecting: .object(named: manifest.name),
            query: [("fieldManager", LoadBearingNames.fieldManager)],
            body: patch.json(),
            contentType: "application/json-patch+json",
        )
        return try self.live(answer, manifest)
    }

    package func delete(_ live: LiveObject, propagation: DeletePropagation) async throws {
        let manifest = live.manifest
        let resource = try await resource(of: manifest.kind, for: manifest.reference.description)
        let answer = try await server.send(
            .delete,
            path(of: manifest.reference, resource),
            expecting: .deletion(of: manifest.name),
            body: propagation.options(for: live).json(),
        )
        guard case .failure(let failure) = answer else { return }
        // A namespace that is gone took the object with it; a kind that is gone did so too.
        guard ![.notFound, .namespaceMissing, .unknownKind].contains(failure.reason) else { return }
        throw failure.error(of: manifest)
    }

    private func live(_ answer: APIServer.Answer, _ manifest: Manifest) throws(KubernetesError) -> LiveObject {
        switch answer {
        case .object(let object): return LiveObject(object)
        case .failure(let failure): throw failure.error(of: manifest)
        }
    }
}

extension Manifest {
    fileprivate var isNeededByOthers: Bool { isNamespace || isDefinition }
}

extension [Manifest] {
    /// The elements in runs of neighbours that have the same `property`.
    fileprivate func chunks(by property: (Manifest) -> Bool) -> [[Manifest]] {
        var chunks: [[Manifest]] = []
        for manifest in self {
            if let last = chunks.last?.first, property(last) == property(manifest) {
                chunks[chunks.count - 1].append(manifest)
            } else {
                chunks.append([manifest])
            }
        }
        return chunks
    }
}
