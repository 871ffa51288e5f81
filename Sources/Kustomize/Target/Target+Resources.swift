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
        switch try loader.kind(ofResource: path, field, at: place) {
        case .file:
            let (bytes, file) = try loader.read(path, at: place)
            for resource in try ResourceReader(context: context).resources(in: bytes, file: file) {
                provenance?.noteOrigin(file: path, of: resource)
                try accumulation.resources.append(resource)
            }
        default:
            let target = try entering(path, place)
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
        _ = try loader.kind(ofResource: path, "components", at: place)
        let target = try entering(path, place)
        guard target.kustomization.kind == .component else {
            throw context.failure(
                place,
                "components: expected kind 'Component' for path '\(path)' but got 'Kustomization'; name it under"
                    + " 'resources'",
            )
        }
        try target.accumulate(into: &accumulation)
    }

    private func entering(_ path: String, _ place: Place) throws -> Target {
        let folder = try loader.entering(path, at: place)
        return Target(
            kustomization: try Kustomization(in: folder, namedAt: place),
            provenance: provenance?.entering(path),
        )
    }
}

extension FolderLoader {
    /// Whether `path` is a file or a folder.
    ///
    /// - Throws: `Problems`: nothing lies there, or kustomize would take it for something to download.
    func kind(ofResource path: String, _ field: String, at place: Place) throws -> TreeNode {
        let isRemote = RemotePath.isRemote(path)
        let kind = isRemote && path.contains("://") ? nil : try self.kind(of: path, at: place)
        if isRemote, kind != .file || field == "components" {
            throw context.failure(
                place,
                "\(field): \(path): is a remote place, and fettle renders this repository only; copy its files in",
            )
        }
        guard let kind else {
            throw context.failure(
                place,
                "\(field): '\(path)': no such file or directory; correct the path, or add it",
            )
        }
        return kind
    }
}
