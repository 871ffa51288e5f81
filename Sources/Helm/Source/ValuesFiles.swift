internal import SourceTrees
internal import SystemPackage
internal import YAML

/// The values files that stand in for a chart's own `values.yaml`, as Flux's `valuesFiles` has it.
enum ValuesFiles {
    /// Writes the merged files over `values.yaml` of the chart that lies at `place`; does nothing when none are named.
    ///
    /// - Parameters:
    ///   - place: the chart's folder.
    ///   - request: names the files.
    ///   - subject: what errors begin with.
    ///   - tree: what the names are seen from: the chart of a Helm repository, the commit for one in this repository.
    /// - Throws: `HelmError` for a file that is missing or no YAML, `SourceTreeError`, `Errno`.
    static func replace(
        at place: FilePath,
        _ request: ChartRequest,
        subject: String,
        in tree: any SourceTree,
    ) throws {
        guard !request.valuesFiles.isEmpty else { return }
        var values: Value = [:]
        for name in request.valuesFiles {
            let path = try TreePath(name)
            guard try tree.kind(at: path) == .file else {
                if request.ignoresMissingValuesFiles { continue }
                throw HelmError(
                    .chart,
                    subject: subject,
                    "\(request.location.name) has no values file \(name); correct valuesFiles",
                    isTransient: false,
                )
            }
            guard let file = try Value.values(yaml: try tree.read(path), file: name) else {
                throw HelmError(
                    .chart,
                    subject: subject,
                    "\(request.location.name): \(name) is no map of values",
                    isTransient: false,
                )
            }
            values = values.merged(with: file)
        }
        let file = try FileDescriptor.open(
            place.appending("values.yaml"),
            .writeOnly,
            options: [.create, .truncate, .noFollow],
            permissions: .ownerReadWrite,
        )
        _ = try file.closeAfter { try file.writeAll(values.json()) }
    }
}
