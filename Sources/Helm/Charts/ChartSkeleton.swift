internal import Charts
internal import Manifests
internal import SourceTrees
internal import SystemPackage
internal import YAML

/// What of a chart decides which of its subcharts count, and the definitions that they bring; no templates, so that helm
/// renders nothing that needs a cluster.
struct ChartSkeleton {
    private var files = InMemoryTree()
    /// Whether it brings any definition at all.
    private(set) var hasDefinitions = false
    private let name: String
    private let subject: String

    /// How deep charts may lie in charts: an archive can hold itself.
    private static let depth = 16

    /// - Parameters:
    ///   - chart: an archive or a folder.
    ///   - name: what errors call the chart.
    ///   - subject: what errors begin with: the release.
    /// - Throws: `HelmError` for a chart that cannot be read, `SourceTreeError`.
    init(of chart: FilePath, name: String, subject: String) throws {
        self.name = name
        self.subject = subject
        let above = DirectoryTree(root: chart.removingLastComponent())
        let place = TreePath.root.child(chart.lastComponent?.string ?? "")
        guard try above.kind(at: place) == .directory else {
            try addArchive(try above.read(place), at: .root, depth: 0)
            return
        }
        let tree = DirectoryTree(root: chart)
        // In an archive nothing is left to be ignored.
        try add(".helmignore", from: tree, .root, to: .root)
        try addChart(tree, .root, at: .root, depth: 0)
    }

    /// Has the chart begin with other values than its own.
    mutating func replaceValues(by values: Value) {
        files.add(values.json(), at: .root.child("values.yaml"))
    }

    /// Writes it to a folder, which must not be there.
    func write(to place: FilePath) throws {
        try files.copy(.root, to: place, limit: 100_000)
    }

    private mutating func addArchive(_ bytes: [UInt8], at place: TreePath, depth: Int) throws {
        let archive: ChartArchive
        do throws(ChartError) {
            archive = try ChartArchive(bytes, name: place == .root ? name : "\(place)")
        } catch {
            throw failure("\(error)")
        }
        try addChart(archive.files, .root, at: place, depth: depth)
    }

    private mutating func addChart(_ tree: any SourceTree, _ folder: TreePath, at place: TreePath, depth: Int) throws {
        guard depth < Self.depth else { throw failure("charts lie in it more than \(Self.depth) deep; flatten it") }
        try addChartFile(tree, folder, at: place)
        for file in ["requirements.yaml", "values.yaml"] { try add(file, from: tree, folder, to: place) }
        try addDefinitions(tree, folder.child("crds"), at: place.child("crds"))
        let charts = folder.child("charts")
        guard try tree.kind(at: charts) == .directory else { return }
        // helm passes over the same names (its pkg/chart/loader).
        for name in try tree.list(charts) where !name.hasPrefix(".") && !name.hasPrefix("_") {
            let source = charts.child(name)
            let target = place.child("charts").child(name)
            if try tree.kind(at: source) == .directory {
                guard try tree.kind(at: source.child("Chart.yaml")) == .file else { continue }
                try addChart(tree, source, at: target, depth: depth + 1)
            } else if name.hasSuffix(".tgz") {
                let folder = place.child("charts").child(String(name.dropLast(".tgz".count)) + "-archive")
                try addArchive(try tree.read(source), at: folder, depth: depth + 1)
            }
        }
    }

    /// Which Kubernetes a chart is for is for helm's real run to say, which asks the cluster.
    private mutating func addChartFile(_ tree: any SourceTree, _ folder: TreePath, at place: TreePath) throws {
        let file = folder.child("Chart.yaml")
        let bytes = try tree.read(file)
        let read: Value?
        do throws(YAMLError) {
            read = try Value.values(yaml: bytes, file: "\(file)")
        } catch {
            throw failure("\(error)")
        }
        guard var chart = read else { throw failure("\(file) is no map") }
        chart["kubeVersion"] = nil
        files.add(chart.json(), at: place.child("Chart.yaml"))
    }

    private mutating func addDefinitions(_ tree: any SourceTree, _ folder: TreePath, at place: TreePath) throws {
        guard try tree.kind(at: folder) == .directory else { return }
        for name in try tree.list(folder) {
            let (source, target) = (folder.child(name), place.child(name))
            switch try tree.kind(at: source) {
            case .directory: try addDefinitions(tree, source, at: target)
            case .file where [".yaml", ".yml", ".json"].contains(where: name.hasSuffix):
                files.add(try tree.read(source), at: target)
                hasDefinitions = true
            default: break
            }
        }
    }

    private mutating func add(
        _ name: String,
        from tree: any SourceTree,
        _ folder: TreePath,
        to place: TreePath,
    ) throws {
        guard try tree.kind(at: folder.child(name)) == .file else { return }
        files.add(try tree.read(folder.child(name)), at: place.child(name))
    }

    private func failure(_ text: String) -> HelmError {
        HelmError(.chart, subject: subject, "\(name): \(text)", isTransient: false)
    }
}
