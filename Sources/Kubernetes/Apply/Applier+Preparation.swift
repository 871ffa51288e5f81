internal import Manifests
internal import YAML

extension Applier {
    /// How long to wait between two looks at the same object.
    static let pause = Duration.milliseconds(200)

    /// How many objects are made way for at once.
    private static let width = 8

    /// Runs `body` for the objects at these places, a few at a time.
    ///
    /// - Returns: the places where it succeeded, in their order.
    func makeWay(
        for places: [Int],
        in run: inout ApplyRun,
        _ body: @escaping @Sendable (Applier, Int, [Comparison]) async throws -> Void,
    ) async throws -> [Int] {
        let comparisons = run.comparisons
        let failures = try await withThrowingTaskGroup(of: (Int, (any Error)?).self) { group in
            var failures: [Int: any Error] = [:]
            for (count, place) in places.enumerated() {
                if count >= Self.width, let (done, failure) = try await group.next() { failures[done] = failure }
                group.addTask {
                    do {
                        try await body(self, place, comparisons)
                        return (place, nil)
                    } catch {
                        return (place, error)
                    }
                }
            }
            for try await (done, failure) in group { failures[done] = failure }
            return failures
        }
        for place in places {
            if let failure = failures[place] { try run.fail(place, with: failure) }
        }
        return places.filter { failures[$0] == nil }
    }

    /// Makes way for the apply of one object: takes over what others applied, or deletes what is to be made anew.
    func prepare(_ comparison: Comparison) async throws {
        guard let live = comparison.live else { return }
        if let recreation = comparison.recreation {
            try await remove(live, recreation)
        } else if comparison.adoption != nil {
            try await takeOver(live)
        }
    }

    /// Makes fields of others fettle's; anew when the object changed meanwhile.
    func takeOver(_ live: LiveObject) async throws {
        var live = live
        for attempt in 1... {
            guard let fields = Adoption.managedFields(for: live, from: adopted) else { return }
            do {
                _ = try await engine.replaceManagedFields(of: live, with: fields)
                return
            } catch let error as KubernetesError where error.reason == .conflict && attempt < 5 {
                // Gone meanwhile: the apply makes it again.
                guard let current = try await current(live) else { return }
                live = current
            }
        }
    }

    /// The object as it is by now; nil when it is gone.
    private func current(_ live: LiveObject) async throws -> LiveObject? {
        switch try await engine.read([KindedReference(live.manifest)]).first {
        case .found(let current)?: return current
        case .failed(let error)?: throw error
        case .absent?, .unknownKind?, nil: return nil
        }
    }

    /// Deletes an object and waits until it is gone.
    private func remove(_ live: LiveObject, _ recreation: Recreation) async throws {
        try await engine.delete(live, propagation: recreation.propagation)
        let end = Deadline(after: patience, on: clock)
        while let current = try await current(live), current.uid == live.uid {
            guard !end.isOver else {
                throw KubernetesError(
                    .serverFailure,
                    subject: live.reference.description,
                    "is still being deleted after \(patience.goSeconds)\(current.finalizersText); "
                        + "it is made again once it is gone",
                )
            }
            try await clock.sleep(for: Self.pause)
        }
    }
}

/// A moment from which on something has lasted too long.
struct Deadline {
    private let hasPassed: () -> Bool

    init(after duration: Duration, on clock: any Clock<Duration>) {
        func passed<Time: Clock>(_ clock: Time) -> () -> Bool where Time.Duration == Duration {
            let end = clock.now.advanced(by: duration)
            return { clock.now >= end }
        }
        hasPassed = passed(clock)
    }

    var isOver: Bool { hasPassed() }
}
