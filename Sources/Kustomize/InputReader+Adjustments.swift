internal import Manifests
internal import SourceTrees
internal import YAML

extension InputReader {
    /// Reads the components that the adjustments of `build` ask for, and gives their real paths.
    func readComponents(of build: Build) -> [TreePath] {
        build.adjustments.components.compactMap { component in
            let reference = Reference(place: build.adjuster, field: "components", text: component)
            if build.adjustments.ignoreMissingComponents, isMissing(component, from: build.path) { return nil }
            guard let (real, node) = locate(reference, from: build.path, mayBeFile: false) else { return nil }
            guard node == .directory else {
                fail(reference, "is a file, not a folder; name the folder of a component")
                return nil
            }
            readFolder(real, role: .resources, from: reference)
            return real
        }
    }

    private func isMissing(_ component: String, from folder: TreePath) -> Bool {
        // What cannot even be looked at is not missing: reading it says why.
        guard let path = try? folder.appending(component), let kind = try? tree.kind(at: path) as TreeNode?? else {
            return false
        }
        return kind == nil
    }

    /// The objects that the patches of the adjustments are for.
    func adjustingTargets(of build: Build) -> [Selector] {
        build.adjustments.patches.flatMap { entry -> [Selector] in
            guard let text = entry["patch"]?.string, entry["path"] == nil else {
                fail(build.adjuster, "patches: an entry has no text in 'patch'; write the patch there, not in a file")
                return []
            }
            let documents: [Node]
            do throws(YAMLError) {
                documents = try Node.parse(Array(text.utf8), file: build.adjuster)
            } catch {
                fail(build.adjuster, "patches: line \(error.mark.line) of a patch: \(error.message)")
                return []
            }
            guard let target = entry["target"] else { return Selector.targets(of: documents) }
            return [Selector(kind: target["kind"]?.string, name: target["name"]?.string, isPattern: true)]
        }
    }
}

extension Build {
    /// What asks for the adjustments, as problems name it.
    fileprivate var adjuster: String {
        adjustments.origin?.description ?? "\(path)"
    }
}
