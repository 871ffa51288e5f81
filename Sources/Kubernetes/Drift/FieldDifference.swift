package import YAML

/// A field of a live object that is not as the repository wants it.
///
/// Values of a Secret, and of what came from an encrypted file, stand here as they are: `Manifest.isSensitive` tells
/// who prints them.
package struct FieldDifference: Hashable, Sendable {
    /// Where it is.
    package let steps: [FieldStep]
    /// What it should be, as the server writes it; nil when it should not be there.
    package let want: Value?
    /// What it is; nil when it is missing.
    package let live: Value?
    /// Who changed it, by field manager; nil when the repository changed, or nobody knows.
    package let manager: String?
    /// When that manager last wrote, as the server prints it.
    package let time: String?

    package init(steps: [FieldStep], want: Value?, live: Value?, manager: String? = nil, time: String? = nil) {
        self.steps = steps
        self.want = want
        self.live = live
        self.manager = manager
        self.time = time
    }

    /// Where it is, as users read it: `.spec.template.spec.containers[name=app].image`, `.data["tls.crt"]`.
    package var path: String { steps.text }
}
