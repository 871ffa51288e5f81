/// When a blocking call has to give up: its task was cancelled, or its time is over.
///
/// Asked from loops and C callbacks on the thread that blocks; cheap enough for every turn.
package struct StopSignal: Sendable {
    /// Why to stop.
    package enum Reason: Sendable {
        case cancelled
        case deadline
    }

    private let flag: CancellationFlag
    private let deadline: ContinuousClock.Instant?

    /// - Parameters:
    ///   - flag: set when the calling task is cancelled.
    ///   - deadline: the end of the call's time; nil for none.
    package init(_ flag: CancellationFlag, deadline: ContinuousClock.Instant? = nil) {
        self.flag = flag
        self.deadline = deadline
    }

    /// Why to stop now; nil to go on.
    package var reason: Reason? {
        if flag.isSet { return .cancelled }
        if let deadline, deadline <= .now { return .deadline }
        return nil
    }
}
