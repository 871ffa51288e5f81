package import Manifests
internal import YAML

/// What a chart and those of its subcharts that are enabled have in their folders `crds`.
package struct ChartDefinitions: Sendable {
    /// Definitions of kinds, in helm's order.
    package private(set) var definitions: [Manifest] = []
    /// What else lies there, and is made by nobody but a helm that installs.
    package private(set) var others: [Manifest] = []

    package init() {}

    /// - Parameters:
    ///   - manifests: what helm printed.
    ///   - origin: the HelmRelease.
    init(_ manifests: [Manifest], origin: Origin?) {
        for manifest in manifests {
            var manifest = manifest
            manifest.origin = origin
            if manifest.kind.group == "apiextensions.k8s.io", manifest.kind.kind == "CustomResourceDefinition" {
                // Some charts write one, which means nothing.
                manifest.object["metadata"]?["namespace"] = nil
                definitions.append(manifest)
            } else {
                others.append(manifest)
            }
        }
    }

    /// Each definition once: the last one of those with the same name, or the first.
    package func unique(last: Bool) -> [Manifest] {
        var seen: Set<ObjectReference> = []
        let list = last ? definitions.reversed() : definitions
        let found = list.filter { seen.insert($0.reference).inserted }
        return last ? found.reversed() : found
    }

    package var isEmpty: Bool { definitions.isEmpty && others.isEmpty }
}
