internal import Manifests
internal import YAML

/// Why one object could not be written: of its own, or since the run as a whole has to end.
enum ObjectFailure: Error {
    case object(KubernetesError)
    case run(any Error)

    init(_ error: any Error, subject: String) {
        switch error {
        case let error as ObjectFailure: self = error
        // Without a connection the other objects fare no better.
        case let error as KubernetesError where error.reason != .unreachable: self = .object(error)
        default: self = .run(error)
        }
    }
}

extension Applier {
    /// How long to wait between two looks at the same object.
    static let pause = Duration.milliseconds(200)

    /// Makes way for the apply of one object: takes over what others applied, or deletes what is to be made anew.
    func prepare(_ comparison: Comparison) async throws(ObjectFailure) {
        guard let live = comparison.live else { return }
        if let recreation = comparison.recreation {
            try await remove(live, recreation)
        } else if comparison.adoption != nil {
            try await takeOver(live)
        }
    }

    /// Makes fields of others fettle's; anew when the object changed meanwhile.
    func takeOver(_ live: LiveObject) async throws(ObjectFailure) {
        let subject = live.reference.description
        do {
            var live = live
            for attempt in 1... {
                guard let fields = Adoption.managedFields(for: live) else { return }
                do {
                    _ = try await engine.replaceManagedFields(of: live, with: fields)
                    return
                } catch let error as KubernetesError where error.reason == .conflict && attempt < 5 {
                    let reference = KindedReference(live.manifest)
                    // Gone meanwhile: the apply makes it again.
                    guard case .found(let current)? = try await engine.read([reference]).first else { return }
                    live = current
                }
            }
        } catch {
            throw ObjectFailure(error, subject: subject)
        }
    }

    /// Deletes an object and waits until it is gone.
    private func remove(_ live: LiveObject, _ recreation: Recreation) async throws(ObjectFailure) {
        let subject = live.reference.description
        do {
            try await engine.delete(live, propagation: recreation.propagation)
            let end = Deadline(after: patience, on: clock)
            while case .found(let current)? = try await engine.read([KindedReference(live.manifest)]).first,
                current.uid == live.uid
            {
                guard !end.isOver else {
                    throw KubernetesError(
                        .serverFailure,
                        subject: subject,
                        "is still being deleted after \(patience.goSeconds)\(current.finalizersText); "
                            + "it is made again once it is gone",
                    )
                }
                try await clock.sleep(for: Self.pause)
            }
        } catch {
            throw ObjectFailure(error, subject: subject)
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
