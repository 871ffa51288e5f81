internal import Manifests
internal import SourceTrees
internal import YAML

/// Finds the rest of what is wrong once a build has failed, so that a user repairs it in one go: files that are not
/// there, and files that are no YAML, in every kustomization of the build.
///
/// Runs only then, so a build that succeeds pays nothing for it.
struct Diagnosis {
    private let context: BuildContext
    private var problems = ProblemCollection()
    private var visited: Set<TreePath> = []

    /// Gives what `body` gives; when that fails, everything that is wrong.
    static func completing<Result>(_ target: Target, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as Problems {
            var diagnosis = Diagnosis(context: target.context)
            diagnosis.problems.add(error)
            diagnosis.examine(target.kustomization)
            try diagnosis.problems.finish()
            throw error
        }
    }

    private init(context: BuildContext) {
        self.context = context
    }

    private mutating func collect<Result>(_ body: () throws -> Result) -> Result? {
        // What is no problem of the repository, the build itself has met.
        (try? problems.collect(body)) ?? nil
    }

    private mutating func examine(_ kustomization: Kustomization) {
        guard visited.insert(kustomization.loader.folder).inserted else { return }
        let (fields, loader) = (kustomization.fields, kustomization.loader)
        for field in ["resources", "bases", "components"] {
            for (path, place) in (try? fields.texts(field)) ?? [] { examine(resource: path, field, place, loader) }
        }
        let reader = ResourceReader(context: context)
        for field in ["generators", "transformers", "validators"] {
            for entry in (try? fields.list(field)) ?? [] where (try? reader.resources(inline: entry)) == nil {
                examine(resource: entry.text ?? "", field, entry.trace.place, loader)
            }
        }
        var paths: [(text: String, place: Place)] = []
        for field in ["crds", "configurations"] { paths += (try? fields.texts(field)) ?? [] }
        paths += ((try? fields.texts("patchesStrategicMerge")) ?? []).filter { !$0.text.contains(where: \.isNewline) }
        for field in ["patches", "patchesJson6902", "replacements"] { paths += Self.paths("path", in: fields, field) }
        if let openapi = try? fields.object("openapi"), let path = try? openapi.text("path") {
            paths.append((path, openapi.place("path")))
        }
        for field in ["configMapGenerator", "secretGenerator"] {
            paths += Self.paths("env", in: fields, field)
            for entry in (try? fields.objects(field)) ?? [] {
                paths += (try? entry.texts("envs")) ?? []
                paths += ((try? entry.texts("files")) ?? []).map { source in
                    (source.text.split(separator: "=", maxSplits: 1).last.map(String.init) ?? "", source.place)
                }
            }
        }
        for (path, place) in paths where !path.isEmpty { _ = collect { try loader.read(path, at: place) } }
    }

    private static func paths(
        _ name: String,
        in fields: ConfigFields,
        _ field: String,
    ) -> [(text: String, place: Place)] {
        ((try? fields.objects(field)) ?? []).compactMap { entry in
            guard let path = try? entry.text(name) else { return nil }
            return (path, entry.place(name))
        }
    }

    private mutating func examine(resource path: String, _ field: String, _ place: Place, _ loader: FolderLoader) {
        guard let found = collect({ try loader.find(resource: path, field, at: place) }) else { return }
        guard found.node == .directory else {
            let context = context
            _ = collect {
                let (bytes, file) = try loader.read(found, at: place)
                return try ResourceReader(context: context).resources(in: bytes, file: file)
            }
            return
        }
        guard let folder = collect({ try loader.entering(found, at: place) }), !visited.contains(folder.folder),
            let kustomization = collect({ try Kustomization(in: folder, namedAt: place) })
        else { return }
        examine(kustomization)
    }
}
