/// Keeps tests that run in parallel from asking more of the machine at once than it can give.
///
/// An API server that gets no processor refuses requests when its own time limits end (admission gives up after 10 s),
/// and a control plane takes about half a GiB of memory.
package actor LoadLimit {
    /// Control planes that tests have of their own.
    package static let controlPlanes = LoadLimit(3)
    /// Tests that work on the shared control plane.
    package static let namespaces = LoadLimit(6)

    private let count: Int
    private var free: Int
    private var waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []

    package init(_ count: Int) {
        self.count = count
        free = count
    }

    /// Runs `body` as soon as `wanted` more may run.
    ///
    /// First come, first served, or one that wants many would wait for ever.
    package nonisolated func with<Result>(_ wanted: Int = 1, _ body: () async throws -> Result) async throws -> Result {
        await take(wanted)
        do {
            let result = try await body()
            await give(wanted)
            return result
        } catch {
            await give(wanted)
            throw error
        }
    }

    private func take(_ wanted: Int) async {
        precondition(wanted <= count, "a test that wants more than there is would wait for ever")
        if waiting.isEmpty, free >= wanted {
            free -= wanted
            return
        }
        await withCheckedContinuation { waiting.append((wanted, $0)) }
    }

    private func give(_ wanted: Int) {
        free += wanted
        while let next = waiting.first, free >= next.count {
            free -= next.count
            waiting.removeFirst()
            next.continuation.resume()
        }
    }
}
