package import Manifests
package import YAML

/// A Helm release as the repository wants it: Flux's `HelmRelease`, with its defaults worked out.
package struct HelmRelease: Hashable, Sendable {
    /// The HelmRelease object itself, by which `dependsOn` names it; always with a namespace.
    package let reference: ObjectReference
    /// What messages begin with: the file and the object.
    package let subject: String
    package let origin: Origin?
    /// Whether its own values come from an encrypted file, so that none of them may be printed.
    package let isSensitive: Bool

    /// What helm calls the release: at most 53 characters.
    package let name: String
    /// The namespace that the release is installed to and that keeps its records.
    package let namespace: String
    package let chart: ChartReference
    /// What must be there before: HelmReleases, and Kustomizations for whole stages.
    package let dependsOn: [ObjectReference]
    /// How often it is looked at, and how long a version found for a range of versions holds.
    package let interval: Duration
    /// How many records helm keeps; 0 for all.
    package let maxHistory: Int
    /// Whether it is left alone for now, neither upgraded nor removed.
    package let isSuspended: Bool
    package let install: InstallOptions
    package let upgrade: UpgradeOptions
    package let uninstall: UninstallOptions
    package let rollback: RollbackOptions
    package let test: TestOptions
    package let driftDetection: DriftDetection
    /// What is done about values that do nothing.
    package let valuesCheck: ValuesCheckMode
    /// Values from ConfigMaps and Secrets, the later ones on top of the earlier ones.
    package let valuesFrom: [ValuesReference]
    /// The values of the HelmRelease itself, on top of `valuesFrom`; an object.
    package let values: Value
    /// What is done to the objects after the templates gave them.
    package let postRendering: PostRendering
    /// Where `values` were written.
    package let valuesOrigins: ValuesOrigins

    /// Helm's own limit for the name of a release.
    package static let nameLimit = 53
}

/// Which chart a release is made of.
package enum ChartReference: Hashable, Sendable {
    /// A chart by name or path in a HelmRepository or GitRepository.
    case template(ChartTemplate)
    /// An OCIRepository that is the chart.
    case source(ObjectReference)

    /// The object that says where the chart lies.
    package var source: ObjectReference {
        switch self {
        case .template(let template): template.source
        case .source(let source): source
        }
    }
}

/// A chart in a source that holds several.
package struct ChartTemplate: Hashable, Sendable {
    /// The chart's name, or its path in a GitRepository.
    package let chart: String
    /// A version or a range of versions, as Helm reads them; `*` for the newest.
    package let version: String
    package let source: ObjectReference
    /// Files of the chart that stand in for its `values.yaml`, the later ones on top; empty for `values.yaml` itself.
    package let valuesFiles: [String]
    /// Whether a values file that the chart does not have is passed over.
    package let ignoresMissingValuesFiles: Bool
    /// How often a range of versions is looked up anew; nil for the release's interval.
    package let interval: Duration?
}

/// One source of values.
package struct ValuesReference: Hashable, Sendable {
    /// The ConfigMap or Secret, in the HelmRelease's namespace.
    package let object: ObjectReference
    /// The key in its data.
    package let key: String
    /// Where in the values the data is set as one value, as `--set` names places; nil when the data are YAML values.
    package let targetPath: String?
    /// Whether the data go to `targetPath` letter by letter, as `--set-literal` does.
    package let isLiteral: Bool
    /// Whether the object, or the key in it, may be missing.
    package let isOptional: Bool
}
