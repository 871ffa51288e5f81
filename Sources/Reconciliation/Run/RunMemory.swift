internal import Kubernetes
internal import Manifests

/// What one run leaves for the next one of the same process, so that nothing is told twice.
///
/// No cluster is told.
package struct RunMemory: Sendable {
    /// The drift that was reported and not corrected.
    private var reported: [ObjectReference: Int] = [:]
    /// Why objects were not deleted that nothing wants.
    private var kept: [ObjectReference: String] = [:]
    /// The autoscalers that replicas are left to.
    private var scalers: [ObjectReference: String] = [:]
    /// What keeps releases from being what is wanted.
    private var troubles: [ObjectReference: String] = [:]
    /// What was found in the values of releases.
    private var values: [ObjectReference: CheckedValues] = [:]
    var contests = Contests()

    package init() {}

    /// Notes drift that is left as it is; whether it is news.
    mutating func isNews(_ differences: [FieldDifference], of reference: ObjectReference) -> Bool {
        reported.updateValue(differences.hashValue, forKey: reference) != differences.hashValue
    }

    /// Forgets the drift of an object that has none any more.
    mutating func isClean(_ reference: ObjectReference) {
        reported[reference] = nil
    }

    /// Notes why an object was not deleted; whether it is news.
    mutating func isNews(reason: String, of reference: ObjectReference) -> Bool {
        kept.updateValue(reason, forKey: reference) != reason
    }

    /// Notes the autoscaler that sets an object's replicas; whether it is news.
    mutating func isNews(reason scaler: String, leftTo reference: ObjectReference) -> Bool {
        scalers.updateValue(scaler, forKey: reference) != scaler
    }

    /// Notes what keeps a release from being what is wanted; whether it is news.
    mutating func isNews(trouble: String, of release: ObjectReference) -> Bool {
        troubles.updateValue(trouble, forKey: release) != trouble
    }

    /// Whether something keeps a release from being what is wanted, as far as is known.
    func hasTrouble(_ release: ObjectReference) -> Bool {
        troubles[release] != nil
    }

    /// Forgets the trouble of a release that is what is wanted.
    mutating func isWell(_ release: ObjectReference) {
        troubles[release] = nil
    }

    /// What was found in the values of a release when they were looked at last.
    func values(of release: ObjectReference) -> CheckedValues? {
        values[release]
    }

    mutating func note(_ checked: CheckedValues, of release: ObjectReference) {
        values[release] = checked
    }

    /// Forgets the reasons of objects that are no longer among those that nothing wants.
    mutating func keepReasons(of references: Set<ObjectReference>) {
        kept = kept.filter { references.contains($0.key) }
    }
}
