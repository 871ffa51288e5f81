internal import Charts
internal import SourceTrees
internal import YAML

/// A chart in this repository, and what it needs besides.
struct ChartFolder {
    let path: TreePath
    let request: ChartRequest
    /// What errors begin with: the release.
    let subject: String
    let repository: any SourceTree

    /// - Throws: `HelmError` when no chart lies there; `SourceTreeError`.
    init(_ path: TreePath, _ request: ChartRequest, subject: String, in repository: any SourceTree) throws {
        self.path = path
        self.request = request
        self.subject = subject
        self.repository = repository
        guard try repository.kind(at: path.child("Chart.yaml")) == .file else {
            throw HelmError(
                .chartNotFound,
                subject: subject,
                "there is no chart in this repository at \(path), as it has no Chart.yaml; correct the path",
                isTransient: false,
            )
        }
    }

    /// A hash of all that the chart is made of in this repository.
    func identity() throws -> String {
        var hashes = [try TreeHash.hexadecimal(of: path, in: repository)]
        for file in request.valuesFiles {
            let place = try TreePath(file)
            guard try repository.kind(at: place) != nil else { continue }
            hashes.append(try TreeHash.hexadecimal(of: place, in: repository))
        }
        return "\(path) \(hashes.joined(separator: " "))"
    }

    // MARK: Dependencies

    /// A dependency that does not lie under `charts/`.
    struct Missing {
        enum Place {
            case folder(TreePath)
            case archive(ChartLocation)
        }

        let name: String
        /// As Chart.yaml has it, without a slash at the end.
        let repository: String
        let place: Place
    }

    /// What `helm dependency build` would get: dependencies that are not there, in the versions of the lock file if there is
    /// one.
    ///
    /// - Throws: `HelmError`, `SourceTreeError`.
    func missingDependencies() throws -> [Missing] {
        let chart = try yaml(path.child("Chart.yaml")) ?? [:]
        // Charts of helm 2 have theirs in a file of its own.
        let older = path.child("requirements.yaml")
        let hasOlder = try repository.kind(at: older) == .file
        let file = hasOlder ? older : path.child("Chart.yaml")
        let list = try dependencies(in: hasOlder ? try yaml(older) : chart, file)
        guard !list.isEmpty else { return [] }
        let there = try chartsThere()
        let missing = list.indices.filter { index in
            !there.contains { $0.name == list[index].name && list[index].allows($0.version) }
        }
        guard !missing.isEmpty else { return [] }
        let lock = try lock(path.child(hasOlder ? "requirements.lock" : "Chart.lock"), of: list, file)
        return try missing.map { index in
            var dependency = list[index]
            if let same = there.first(where: { $0.name == dependency.name && $0.isFolder }) {
                throw failure(
                    file,
                    "dependency \(dependency.name) is to be \(dependency.version), and charts/ has \(same.version); "
                        + "update one of them",
                )
            }
            if let locked = lock?[index].version { dependency.version = locked }
            return try place(dependency, file)
        }
    }

    /// A chart under `charts/`.
    private struct ChartThere {
        let name: String
        let version: String
        let isFolder: Bool
    }

    private func chartsThere() throws -> [ChartThere] {
        let folder = path.child("charts")
        guard try repository.kind(at: folder) == .directory else { return [] }
        var charts: [ChartThere] = []
        for name in try repository.list(folder) where !name.hasPrefix(".") && !name.hasPrefix("_") {
            let place = folder.child(name)
            let isFolder = try repository.kind(at: place) == .directory
            let file: Value?
            if isFolder {
                guard try repository.kind(at: place.child("Chart.yaml")) == .file else { continue }
                file = try yaml(place.child("Chart.yaml"))
            } else if name.hasSuffix(".tgz") {
                file = try archivedChart(place)
            } else {
                continue
            }
            guard let own = file?["name"]?.string else { continue }
            charts.append(ChartThere(name: own, version: file?["version"]?.string ?? "", isFolder: isFolder))
        }
        return charts
    }

    private func archivedChart(_ place: TreePath) throws -> Value? {
        do throws(ChartError) {
            let archive: ChartArchive
            do {
                archive = try ChartArchive(try repository.read(place), name: "\(place)")
            } catch let error as ChartError {
                throw error
            } catch {
                throw ChartError(.archive, "\(place)", "cannot be read: \(error)")
            }
            let bytes = (try? archive.files.contents(of: .root.child("Chart.yaml"))) ?? []
            return (try? Value.values(yaml: bytes, file: "\(place)")) ?? nil
        } catch {
            throw HelmError(.chart, subject: subject, "\(error)", isTransient: false)
        }
    }

    private func dependencies(in value: Value?, _ file: TreePath) throws -> [ChartDependency] {
        guard let list = value?["dependencies"], list != .null else { return [] }
        return try (list.array ?? []).map { entry in
            guard let dependency = ChartDependency(entry) else {
                throw failure(file, "has a dependency without a name; add it")
            }
            return dependency
        }
    }

    /// The locked dependencies, in the order of those that are asked for; nil when there is no lock file.
    private func lock(
        _ place: TreePath,
        of list: [ChartDependency],
        _ file: TreePath,
    ) throws -> [ChartDependency]? {
        guard try repository.kind(at: place) == .file, let lock = try yaml(place) else { return nil }
        let locked = try dependencies(in: lock, place)
        let digests = [
            ChartDependency.lockDigest(list, locked),
            // What helm 2 wrote.
            file.name == "requirements.yaml" ? ChartDependency.oldLockDigest(list) : nil,
        ]
        guard let digest = lock["digest"]?.string, digests.contains(digest),
            list.map(\.name) == locked.map(\.name)
        else {
            throw failure(place, "is out of step with \(file.name); run helm dependency update")
        }
        return locked
    }

    private func place(_ dependency: ChartDependency, _ file: TreePath) throws -> Missing {
        let repository = dependency.repository
        func missing(_ place: Missing.Place) -> Missing {
            Missing(name: dependency.name, repository: repository, place: place)
        }
        let version = ChartVersion(dependency.version)
        if repository.hasPrefix("file://") {
            return missing(.folder(try folder(of: dependency, file)))
        }
        if repository.hasPrefix("oci://") {
            return missing(.archive(.registry(reference: "\(repository)/\(dependency.name)", version: version)))
        }
        if repository.hasPrefix("http://") || repository.hasPrefix("https://") {
            return missing(.archive(.index(url: repository, chart: dependency.name, version: version)))
        }
        guard !repository.isEmpty else {
            let problem = "has no repository and is not under charts/; add one of both"
            throw failure(file, "dependency \(dependency.name) \(problem)")
        }
        throw failure(
            file,
            "dependency \(dependency.name) is in '\(repository)', and fettle knows no repositories by name; write its URL",
        )
    }

    private func folder(of dependency: ChartDependency, _ file: TreePath) throws -> TreePath {
        let place: TreePath
        do {
            place = try path.appending(String(dependency.repository.dropFirst("file://".count)))
        } catch {
            throw failure(file, "dependency \(dependency.name): \(error)")
        }
        guard try repository.kind(at: place.child("Chart.yaml")) == .file else {
            throw failure(file, "dependency \(dependency.name): there is no chart at \(place); correct its repository")
        }
        let version = try yaml(place.child("Chart.yaml"))?["version"]?.string ?? ""
        guard dependency.allows(version) else {
            throw failure(
                file,
                "dependency \(dependency.name) is to be \(dependency.version), and \(place) is \(version); "
                    + "update the dependency",
            )
        }
        return place
    }

    private func yaml(_ place: TreePath) throws -> Value? {
        do {
            return try Value.values(yaml: try repository.read(place), file: "\(place)")
        } catch let error as YAMLError {
            throw HelmError(.chart, subject: subject, "\(error)", isTransient: false)
        }
    }

    private func failure(_ file: TreePath, _ text: String) -> HelmError {
        HelmError(.chart, subject: subject, "\(file): \(text)", isTransient: false)
    }
}
