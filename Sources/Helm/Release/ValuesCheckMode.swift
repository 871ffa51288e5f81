internal import Manifests

/// What is done about values of a release that do nothing, or something else than they seem to.
package enum ValuesCheckMode: String, Hashable, Sendable, CaseIterable {
    /// They are told.
    case warn
    /// They are told, and the release is not installed or upgraded with them.
    case error
    /// Nobody looks.
    case off

    /// What the annotation of a HelmRelease says; `warn` where there is none.
    ///
    /// - Throws: `Problems` for another word.
    static func read(_ manifest: Manifest) throws(Problems) -> ValuesCheckMode {
        guard let word = manifest.annotation(LoadBearingNames.valuesCheckAnnotation) else { return .warn }
        if let mode = ValuesCheckMode(rawValue: word) { return mode }
        let allowed = allCases.map(\.rawValue).joined(separator: ", ")
        throw Problems(
            FluxObject.subject(of: manifest),
            "annotation \(LoadBearingNames.valuesCheckAnnotation): '\(word)' is none of: \(allowed)",
        )
    }
}
