internal import Manifests
internal import YAML

/// What a chart says of itself in its `Chart.yaml`.
package struct ChartMetadata: Hashable, Sendable {
    package let name: String
    package let version: String
    /// The version of what the chart installs; empty for none.
    package let appVersion: String
    /// Whether it only holds templates for other charts.
    package let isLibrary: Bool
    package let dependencies: [Chart.Dependency]

    /// - Parameters:
    ///   - fields: the contents of `Chart.yaml`.
    ///   - requirements: the contents of `requirements.yaml`, where charts of the API version `v1` name their dependencies.
    init(_ fields: Value, requirements: Value) {
        name = fields["name"].text
        version = fields["version"].text
        appVersion = fields["appVersion"].text
        isLibrary = fields["type"]?.string == "library"
        let listed = (fields["dependencies"]?.array ?? []) + (requirements["dependencies"]?.array ?? [])
        dependencies = listed.map { Chart.Dependency($0) }
    }
}

extension Optional<Value> {
    /// The text of a string or number, as somebody who forgot the quotes meant it; empty for all else.
    var text: String {
        switch self {
        case .string(let text): text
        case .integer(let number): String(number)
        case .number(let number): "\(number)"
        default: ""
        }
    }
}
