package import Manifests

/// Where the fields of a HelmRelease were written.
///
/// Two of them count as equal: what a release is does not depend on it.
package struct ValuesOrigins: Hashable, Sendable {
    /// Nil when that is not known.
    package let fields: FieldOrigins?

    package init(_ fields: FieldOrigins?) {
        self.fields = fields
    }

    package static func == (left: ValuesOrigins, right: ValuesOrigins) -> Bool { true }

    package func hash(into hasher: inout Hasher) {}
}
