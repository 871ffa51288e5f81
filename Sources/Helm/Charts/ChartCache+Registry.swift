internal import Charts
internal import Kustomize
internal import SourceTrees
internal import YAML

/// Charts of OCI registries.
extension ChartCache {
    /// What a range, or a tag that may move, leads to today; its archive is kept then.
    func currentArtifact(
        of request: ChartRequest,
        subject: String,
        lookup: ValuesLookup,
    ) async throws -> ChartStore.Pin {
        let (key, login) = try await key(of: request, subject: subject, lookup: lookup)
        return try await telling(request.location.name, subject: subject) {
            if request.access.isSuspended {
                if let known = try await store.pin(key.name) { return known }
                try checkSuspension(request, key.repository.place)
            }
            if let known = found[key], known.at.duration(to: .now) < request.interval { return known.pin }
            try checkFailure(of: key.repository)
            do {
                let pin = try await download(key) { cache in try await cache.downloadArtifact(request, login, key) }
                found[key] = (pin, .now)
                failures[key.repository] = nil
                return pin
            } catch let error as ChartError where error.reason == .unreachable {
                failures[key.repository] = (error, .now)
                throw error
            }
        }
    }

    /// The archive of a version, a tag or a digest, downloaded when it is not kept.
    ///
    /// - Parameters:
    ///   - request: what is wanted.
    ///   - digest: which archive it has to be; nil for whatever the version stands for.
    ///   - subject: what errors begin with.
    ///   - lookup: reads Secrets.
    /// - Returns: the archive.
    /// - Throws: `HelmError`, and what `lookup` throws.
    func registryArchive(
        of request: ChartRequest,
        digest: String?,
        subject: String,
        lookup: ValuesLookup,
    ) async throws -> ChartStore.Lease {
        if let digest, let lease = await store.archive(digest) { return lease }
        let (key, login) = try await key(of: request, subject: subject, lookup: lookup)
        let name = request.location.name
        if digest == nil, let lease = try await kept(key.name, name, subject: subject) { return lease }
        return try await telling(name, subject: subject) {
            try checkSuspension(request, key.repository.place)
            let pin = try await download(key) { cache in try await cache.downloadArtifact(request, login, key) }
            guard digest == nil || pin.digest == digest else {
                throw ChartError(
                    .digest,
                    key.repository.place,
                    "leads to another chart since it was looked at; the next run takes that",
                    isTransient: true,
                )
            }
            return try await cache(pin, key.name)
        }
    }

    private func key(
        of request: ChartRequest,
        subject: String,
        lookup: ValuesLookup,
    ) async throws -> (ArchiveKey, RepositoryLogin) {
        guard case .registry(let reference, let version) = request.location else {
            throw Self.notAnArchive(request, subject)
        }
        let login = try await request.access.login(isRegistry: true, subject: subject, lookup: lookup)
        let choice = request.artifact
        var name = "\(reference) \(version.text)"
        if version.isTag { name += " tag" }
        if let filter = choice.tagFilter { name += " filter \(filter)" }
        switch choice.layer {
        case .chart: break
        case .first: name += " first"
        case .mediaType(let type): name += " \(type)"
        }
        return (ArchiveKey(repository: RepositoryKey(place: reference, login: login.fingerprint), name: name), login)
    }

    private func downloadArtifact(
        _ request: ChartRequest,
        _ login: RepositoryLogin,
        _ key: ArchiveKey,
    ) async throws -> ChartStore.Pin {
        let reference = try RegistryReference(key.repository.place)
        let registry = try Registry(
            reference,
            login: login,
            isPlainHTTP: request.access.isPlainHTTP,
            timeout: request.access.timeout,
        )
        let manifest = try await manifest(of: request, reference, registry)
        let layer = try manifest.layer(request.artifact.layer, name: key.repository.place)
        let digest = Digest.hexadecimal(of: layer.digest) ?? layer.digest
        // A tag that has moved back and forth leads to what is kept.
        let bytes: [UInt8]
        if let known = try await store.contents(ofArchive: digest) {
            bytes = known
        } else {
            bytes = try await registry.contents(of: layer, limit: downloadLimits.archive)
        }
        return try await keep(bytes, version: nil, as: key.name)
    }

    private func manifest(
        of request: ChartRequest,
        _ reference: RegistryReference,
        _ registry: Registry,
    ) async throws -> RegistryManifest {
        if let digest = reference.version { return try await registry.manifest(digest) }
        let version = request.location.version
        if version.isTag { return try await registry.manifest(version.text) }
        if version.isFixed {
            do {
                return try await registry.manifest(version.text.asTag)
            } catch let error as ChartError where error.reason == .notFound {
                // `1.2.3` may be there as `v1.2.3`.
            }
        }
        return try await registry.manifest(try Self.newest(await registry.tags(), request, reference))
    }

    /// The tag of the highest version that is asked for; in tags `_` stands for `+`, which none may hold.
    private static func newest(
        _ tags: [String],
        _ request: ChartRequest,
        _ reference: RegistryReference,
    ) throws -> String {
        let place = "oci://\(reference.host)/\(reference.repository)"
        let text = request.location.version.text
        guard let range = VersionRange(text) else {
            throw ChartError(.version, place, "'\(text)' is no version and no range; correct it")
        }
        let filter = try request.artifact.tagFilter.map { try GoPattern(part: $0) }
        let fitting = tags.compactMap { tag -> (tag: String, version: SemanticVersion)? in
            guard filter?.matches(tag) ?? true,
                let version = SemanticVersion(tag.replacing("_", with: "+")), range.contains(version)
            else { return nil }
            return (tag, version)
        }
        guard let best = fitting.max(by: { ($0.version, $0.tag) < ($1.version, $1.tag) }) else {
            let range = text.isEmpty ? "*" : text
            throw ChartError(.notFound, place, "has no tag that \(range) allows; correct the version")
        }
        return best.tag
    }
}

extension String {
    /// A version as a registry's tag.
    var asTag: String { replacing("+", with: "_") }
}
