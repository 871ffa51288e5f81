internal import Kubernetes
internal import Manifests
internal import YAML

/// What one run leaves for the next one of the same process, and no cluster is told.
package struct RunMemory: Sendable {
    /// Fingerprints of the sensitive objects that were applied; the inventory in the cluster must not hold any. They
    /// differ from process to process.
    private var applied: [ObjectReference: Int] = [:]
    /// The drift that was reported and not corrected, so that it is reported once.
    private var reported: [ObjectReference: Int] = [:]

    package init() {}

    /// Notes what was applied.
    mutating func applied(_ manifest: Manifest) {
        if manifest.isSensitive { applied[manifest.reference] = manifest.object.hashValue }
        reported[manifest.reference] = nil
    }

    /// Whether `manifest` is sensitive and exactly what was applied last.
    func isApplied(_ manifest: Manifest) -> Bool {
        applied[manifest.reference] == manifest.object.hashValue
    }

    /// Notes drift that is left as it is; whether it is news.
    mutating func isNews(_ differences: [FieldDifference], of reference: ObjectReference) -> Bool {
        reported.updateValue(differences.hashValue, forKey: reference) != differences.hashValue
    }

    /// Forgets the drift of an object that has none any more.
    mutating func isClean(_ reference: ObjectReference) {
        reported[reference] = nil
    }
}
