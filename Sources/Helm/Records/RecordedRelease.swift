package import Manifests
package import YAML

/// A revision of a release, as helm recorded it.
package struct RecordedRelease: Sendable {
    /// The objects that it consists of; hooks are no part of it.
    ///
    /// An object without a namespace has none here either, whatever its kind needs.
    package let objects: [Manifest]
    /// The values that helm was given, an object.
    package let values: Value
    /// The name in the `Chart.yaml` of its chart; nil when the record does not say.
    package let chartName: String?
    /// The values that its chart has itself, an object.
    package let chartValues: Value

    package init(objects: [Manifest] = [], values: Value = [:], chartName: String?, chartValues: Value = [:]) {
        self.objects = objects
        self.values = values
        self.chartName = chartName
        self.chartValues = chartValues
    }
}
