internal import SourceTrees
package import YAML

/// What a chart holds: its own words, and the charts that lie in it.
package struct Chart: Sendable {
    package let metadata: ChartMetadata
    /// Its `values.yaml`; an object.
    package let values: Value
    /// The files below `templates/`, by their path in the chart, in byte order.
    package let templates: [(path: String, text: String)]
    /// Whether it has a schema that values have to meet.
    let hasSchema: Bool
    package let subcharts: [Subchart]
    /// What its templates can read as files.
    let files: ChartFiles

    /// Whether it, or a chart in it, has a schema.
    package var hasSchemaAnywhere: Bool {
        hasSchema || subcharts.contains { $0.chart?.hasSchemaAnywhere == true }
    }

    /// One use of a chart in another one.
    package struct Subchart: Sendable {
        /// The key of its values in those of the chart around it.
        package let alias: String
        /// What the chart around it says of it; nil for one that merely lies there, which is always on.
        package let dependency: Dependency?
        /// Nil for one that is said to be needed and cannot be read; nothing is known of it.
        package let chart: Chart?
    }
}

/// The files of a chart, which are read when they are asked for.
struct ChartFiles: Sendable {
    let tree: any SourceTree
    let root: TreePath

    /// The text of one file; nil when there is none, or it is no text.
    func text(_ path: String) -> String? {
        // A file that cannot be read is not there for a template either.
        guard let place = try? root.appending(path), let bytes = try? tree.read(place) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The texts of all files outside of `templates/` and `charts/`.
    func allTexts() -> [String] {
        var texts: [String] = []
        collect(root, into: &texts, depth: 0)
        return texts
    }

    private func collect(_ folder: TreePath, into texts: inout [String], depth: Int) {
        guard depth < 20, let names = try? tree.list(folder) else { return }
        for name in names where depth > 0 || !["templates", "charts", "crds"].contains(name) {
            let path = folder.child(name)
            switch try? tree.kind(at: path) {
            case .file:
                guard let bytes = try? tree.read(path), let text = String(validating: bytes, as: UTF8.self) else {
                    continue
                }
                texts.append(text)
            case .directory: collect(path, into: &texts, depth: depth + 1)
            default: continue
            }
        }
    }
}
