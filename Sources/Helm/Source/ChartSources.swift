package import Manifests
internal import SourceTrees

/// The sources of charts that a commit renders, by name.
package struct ChartSources: Sendable {
    private enum Source: Sendable {
        case repository(HelmRepository)
        case registry(OCIRepository)
        case git(GitRepository)
    }

    private var sources: [ObjectReference: Source] = [:]
    private var broken: Set<ObjectReference> = []
    /// What is wrong with the sources themselves, whether a release uses them or not.
    package private(set) var problems: [Problem] = []

    /// Reads the sources among `manifests`; all other kinds are passed over.
    ///
    /// - Parameters:
    ///   - manifests: what the commit renders.
    ///   - repository: what a GitRepository must name.
    package init(_ manifests: [Manifest], repository: ThisRepository) {
        for manifest in manifests where manifest.kind.group == FluxObject.sourceGroup {
            let key = ObjectReference(
                group: FluxObject.sourceGroup,
                kind: manifest.kind.kind,
                namespace: manifest.namespace ?? FluxObject.defaultNamespace,
                name: manifest.name,
            )
            do throws(Problems) {
                sources[key] = try Self.read(manifest, repository)
            } catch {
                broken.insert(key)
                problems += error.list
            }
        }
    }

    private static func read(_ manifest: Manifest, _ repository: ThisRepository) throws(Problems) -> Source {
        switch manifest.kind.kind {
        case HelmRepository.kind: return .repository(try HelmRepository.read(manifest))
        case OCIRepository.kind: return .registry(try OCIRepository.read(manifest))
        case GitRepository.kind: return .git(try GitRepository.read(manifest, in: repository))
        default:
            throw Problems(
                FluxObject.subject(of: manifest),
                "kind '\(manifest.kind.kind)' is not supported by fettle; "
                    + "use \(HelmRepository.kind), \(OCIRepository.kind) or \(GitRepository.kind)",
            )
        }
    }

    /// Where the chart of `release` lies.
    ///
    /// - Throws: `Problems`: the source is not there, does not go with the release, or is broken itself.
    package func request(for release: HelmRelease) throws(Problems) -> ChartRequest {
        let name = release.chart.source
        guard let source = sources[name] else {
            guard broken.contains(name) else {
                throw Problems(
                    release.subject,
                    "\(name.kind) \(name.namespace ?? "")/\(name.name) is not among what the commit renders; "
                        + "add it, or correct the name",
                )
            }
            throw Problems(release.subject, "\(name.kind) \(name.namespace ?? "")/\(name.name) has problems; repair it")
        }
        switch (release.chart, source) {
        case (.template(let template), .repository(let repository)):
            return ChartRequest(template, in: repository, of: release)
        case (.template(let template), .git):
            return try request(template, ofThisRepositoryFor: release)
        case (.source, .registry(let repository)):
            return ChartRequest(repository)
        case (.template, .registry), (.source, .repository), (.source, .git):
            // The readers take only the kinds that go together.
            throw Problems(release.subject, "\(name.kind) cannot be the source of this chart; use another kind")
        }
    }

    private func request(
        _ template: ChartTemplate,
        ofThisRepositoryFor release: HelmRelease,
    ) throws(Problems) -> ChartRequest {
        do {
            return ChartRequest(
                location: .folder(try TreePath(template.chart)),
                interval: release.interval,
                valuesFiles: template.valuesFiles,
                ignoresMissingValuesFiles: template.ignoresMissingValuesFiles,
                dependencies: accesses(in: release.chart.source.namespace),
            )
        } catch {
            throw Problems(release.subject, "spec.chart.spec.chart: \(error)")
        }
    }
}

extension ChartSources {
    /// How the Helm repositories of a namespace are reached, by their URLs; of two with one URL the first by name counts.
    private func accesses(in namespace: String?) -> [String: RepositoryAccess] {
        var accesses: [String: RepositoryAccess] = [:]
        for (reference, source) in sources.sorted(by: { $0.key.name < $1.key.name })
        where reference.namespace == namespace {
            guard case .repository(let repository) = source, accesses[repository.url] == nil else { continue }
            accesses[repository.url] = repository.access
        }
        return accesses
    }
}

extension ChartRequest {
    fileprivate init(_ template: ChartTemplate, in repository: HelmRepository, of release: HelmRelease) {
        let version = ChartVersion(template.version)
        self.init(
            location: repository.isRegistry
                ? .registry(reference: "\(repository.url)/\(template.chart)", version: version)
                : .index(url: repository.url, chart: template.chart, version: version),
            access: repository.access,
            interval: template.interval ?? release.interval,
            valuesFiles: template.valuesFiles,
            ignoresMissingValuesFiles: template.ignoresMissingValuesFiles,
        )
    }

    fileprivate init(_ repository: OCIRepository) {
        let location: ChartLocation =
            switch repository.version {
            case .tag(let tag): .registry(reference: repository.url, version: .tag(tag))
            case .range(let range): .registry(reference: repository.url, version: ChartVersion(range))
            case .digest(let digest): .registry(reference: "\(repository.url)@\(digest)", version: .pinned)
            }
        self.init(
            location: location,
            access: repository.access,
            artifact: repository.artifact,
            interval: repository.interval,
        )
    }
}
