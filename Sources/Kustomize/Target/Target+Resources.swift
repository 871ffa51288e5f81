internal import Manifests
internal import SourceTrees
internal import YAML

extension Target {
    /// Adds the objects of files and folders, in their order.
    ///
    /// - Throws: `Problems`, those of all of them together.
    func add(_ paths: [(text: String, place: Place)], _ field: String, to accumulation: inout Accumulation) throws {
        try together(paths) { path, place in try add(path, field, place, to: &accumulation) }
    }

    /// Lets all components change what is there already, in their order.
    ///
    /// - Throws: `Problems`, those of all of them together.
    func addComponents(to accumulation: inout Accumulation) throws {
        try together(try fields.texts("components")) { path, place in
            try addComponent(path, place, to: &accumulation)
        }
    }

    private func together(
        _ paths: [(text: String, place: Place)],
        _ add: (String, Place) throws -> Void,
    ) throws {
        var problems = ProblemCollection()
        for (path, place) in paths { _ = try problems.collect { try add(path, place) } }
        try problems.finish()
    }

    private func add(_ path: String, _ field: String, _ place: Place, to accumulation: inout Accumulation) throws {
        let found = try loader.find(resource: path, field, at: place)
        switch found.node {
        case .file:
            let (bytes, file) = try loader.read(found, at: place)
            for resource in try ResourceReader(context: context).resources(in: bytes, file: file) {
                provenance?.noteOrigin(file: path, of: resource)
                try accumulation.resources.append(resource)
            }
        default:
            let target = try entering(found, place)
            guard target.kustomization.kind == .kustomization else {
                throw context.failure(
                    place,
                    "\(field): expected kind != 'Component' for path '\(path)'; name it under"
                        + " 'components'"
                )
            }
            try accumulation.add(try target.accumulate(), context)
        }
    }

    private func addComponent(_ path: String, _ place: Place, to accumulation: inout Accumulation) throws {
        let target = try entering(try loader.find(resource: path, "components", at: place), place)
        guard target.kustomization.kind == .component else {
            throw context.failure(
                place,
                "components: expected kind 'Component' for path '\(path)' but got 'Kustomization'; name it under"
                    + " 'resources'",
            )
        }
        try target.accumulate(into: &accumulation)
    }

    private func entering(_ found: FolderLoader.Found, _ place: Place) throws -> Target {
        let folder = try loader.entering(found, at: place)
        return Target(
            kustomization: try Kustomization(in: folder, namedAt: place),
            provenance: provenance?.entering(found.path),
        )
    }
}

extension FolderLoader {
    /// Looks for the file or folder that `path` in the list `field` leads to.
    ///
    /// - Throws: `Problems`: nothing lies there, or kustomize would take it for something to download.
    func find(resource path: String, _ field: String, at place: Place) throws -> Found {
        let isRemote = RemotePath.isRemote(path)
        let found = isRemote && path.contains("://") ? nil : try find(path, at: place)
        if isRemote, found?.node != .file || field == "components" {
            throw context.failure(
                place,
                "\(field): \(path): is a remote place, and fettle renders this repository only; copy its files in",
            )
        }
        guard let found, found.node != nil else {
            throw context.failure(
                place,
                "\(field): '\(path)': no such file or directory; correct the path, or add it",
            )
        }
        return found
    }
}
