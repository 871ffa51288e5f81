internal import CMalloc

/// Memory that was freed, which glibc keeps where anything is left between it and the end of the heap.
package actor FreedMemory {
    private let pause: Duration
    private var waiting: Task<Void, Never>?

    /// - Parameter pause: how long nobody may have called, since whoever works on takes memory again.
    package init(pause: Duration = .seconds(2)) {
        self.pause = pause
    }

    /// Gives the pages that hold nothing back to the system (malloc_trim(3)).
    package static func giveBack() {
        malloc_trim(0)
    }

    /// As `giveBack()`, once nobody has called for a while.
    package func giveBackSoon() {
        waiting?.cancel()
        let pause = pause
        waiting = Task {
            do {
                try await Task.sleep(for: pause)
                Self.giveBack()
            } catch {
                // Somebody called again.
            }
        }
    }
}
