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
}
