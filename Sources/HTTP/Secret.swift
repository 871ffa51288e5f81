/// A password, token or key that is in memory and must be seen nowhere else.
///
/// Printing, interpolating, dumping or reflecting it gives a placeholder.
package struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// What it really is.
    ///
    /// For handing to a library only.
    package let revealed: String

    package init(_ value: String) {
        revealed = value
    }

    package var description: String { "«secret»" }

    package var debugDescription: String { description }

    package var customMirror: Mirror { Mirror(self, children: []) }
}
