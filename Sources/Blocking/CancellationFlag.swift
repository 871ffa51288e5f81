internal import Synchronization

/// A flag that is set once, from any thread, and asked from C callbacks.
package final class CancellationFlag: Sendable {
    private let value = Atomic<Bool>(false)

    package init() {}

    /// Whether somebody asked to stop.
    package var isSet: Bool {
        value.load(ordering: .acquiring)
    }

    /// Asks to stop.
    package func set() {
        value.store(true, ordering: .releasing)
    }
}
