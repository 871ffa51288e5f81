internal import Manifests

/// What is done about drift in one object.
enum DriftAnswer: String, CaseIterable {
    case correct
    case report
    case ignore

    /// What the object itself asks for; nil when it does not say.
    init?(askedBy manifest: Manifest) {
        guard let text = manifest.annotation(LoadBearingNames.driftAnnotation) else { return nil }
        self.init(rawValue: text)
    }
}
