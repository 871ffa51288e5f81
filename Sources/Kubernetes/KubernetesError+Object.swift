internal import Manifests

extension KubernetesError {
    /// What went wrong with one object, in the server's words but for secrets and dumps of whole structures.
    init(_ reason: Reason, of manifest: Manifest, saying words: String, _ mask: SecretMask) {
        let short = words.replacing(#/Invalid value: [\w.&*\[\]]*\{.*?\}: /#, with: "Invalid value: {…}: ")
        let quoteless = manifest.isSensitive ? SecretMask.withoutQuotedValues(short) : short
        self.init(reason, subject: manifest.reference.description, mask.hide(in: quoteless))
    }
}
