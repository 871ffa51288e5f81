package import SourceTrees
internal import YAML

extension Chart {
    /// How deep charts may lie in each other.
    private static let depthLimit = 12

    /// Reads the chart whose `Chart.yaml` lies in the folder `root` of `tree`, with those in its folder `charts`, packed or
    /// not.
    ///
    /// - Throws: `ChartError`, and what `tree` throws.
    package static func read(at root: TreePath = .root, in tree: any SourceTree) throws -> Chart {
        try ChartReader(tree: tree).chart(at: root, depth: 0)
    }

    private struct ChartReader {
        let tree: any SourceTree

        func chart(at root: TreePath, depth: Int) throws -> Chart {
            guard depth < Chart.depthLimit else {
                throw ChartError(
                    .contents,
                    "\(root)",
                    "charts lie in each other more than \(Chart.depthLimit) levels deep"
                )
            }
            guard let fields = try yaml(root.child("Chart.yaml")) else {
                throw ChartError(.contents, "\(root.child("Chart.yaml"))", "is missing; this is no chart")
            }
            let requirements = try yaml(root.child("requirements.yaml")) ?? [:]
            let metadata = ChartMetadata(fields, requirements: requirements)
            return Chart(
                metadata: metadata,
                values: try yaml(root.child("values.yaml")) ?? [:],
                templates: try templates(root),
                hasSchema: try tree.kind(at: root.child("values.schema.json")) == .file,
                subcharts: try subcharts(of: metadata, at: root, depth: depth),
                files: ChartFiles(tree: tree, root: root),
            )
        }

        /// An object; nil when there is no such file.
        private func yaml(_ path: TreePath) throws -> Value? {
            guard try tree.kind(at: path) == .file else { return Optional.none }
            let bytes = try tree.read(path)
            let value: Value
            do throws(YAMLError) {
                // As helm reads these, the last of a key that stands twice counts.
                let documents = try Node.parse(bytes, file: "\(path)", onlyFirst: true) { _, _ in }
                value = try documents.first?.value(file: "\(path)") ?? .null
            } catch {
                throw ChartError(.contents, "\(error.file):\(error.mark.line)", error.message)
            }
            if value == .null { return [:] }
            guard value.object != nil else {
                throw ChartError(.contents, "\(path)", "is \(value.kindName), not an object")
            }
            return value
        }

        private func templates(_ root: TreePath) throws -> [(path: String, text: String)] {
            let folder = root.child("templates")
            guard try tree.kind(at: folder) == .directory else { return [] }
            var found: [(path: String, text: String)] = []
            try collect(folder, "templates", into: &found, depth: 0)
            return found
        }

        private func collect(
            _ folder: TreePath,
            _ name: String,
            into found: inout [(path: String, text: String)],
            depth: Int,
        ) throws {
            guard depth < 20 else {
                throw ChartError(.contents, "\(folder)", "folders of templates lie too deep in each other")
            }
            for child in try tree.list(folder) {
                let path = folder.child(child)
                if try tree.kind(at: path) == .directory {
                    try collect(path, "\(name)/\(child)", into: &found, depth: depth + 1)
                } else if let text = String(validating: try tree.read(path), as: UTF8.self) {
                    found.append(("\(name)/\(child)", text))
                }
            }
        }

        // MARK: Charts in the chart

        private func subcharts(of metadata: ChartMetadata, at root: TreePath, depth: Int) throws -> [Subchart] {
            let there = try packedAndOpen(in: root.child("charts"), depth: depth)
            var used: Set<Int> = []
            var result: [Subchart] = []
            for dependency in metadata.dependencies {
                let index = there.firstIndex { $0?.metadata.name == dependency.name }
                if let index { used.insert(index) }
                let chart = index.flatMap { there[$0] }
                result.append(Subchart(alias: dependency.alias, dependency: dependency, chart: chart))
            }
            for case (let index, let chart?) in there.enumerated() where !used.contains(index) {
                result.append(Subchart(alias: chart.metadata.name, dependency: nil, chart: chart))
            }
            return result
        }

        private func packedAndOpen(in folder: TreePath, depth: Int) throws -> [Chart?] {
            guard try tree.kind(at: folder) == .directory else { return [] }
            var charts: [Chart?] = []
            for name in try tree.list(folder) where !name.hasPrefix("_") && !name.hasPrefix(".") {
                let path = folder.child(name)
                switch try tree.kind(at: path) {
                case .directory where try tree.kind(at: path.child("Chart.yaml")) == .file:
                    charts.append(try chart(at: path, depth: depth + 1))
                case .file where name.hasSuffix(".tgz"):
                    let inner = try ChartArchive(try tree.read(path), name: "\(path)").files
                    charts.append(try ChartReader(tree: inner).chart(at: .root, depth: depth + 1))
                default: continue
                }
            }
            return charts
        }
    }
}
