import Testing

/// What a server, or something between, does to a watch.
enum WatchFault: Hashable, Sendable, CustomTestStringConvertible {
    /// Something else than a stream of events.
    case instead(Fault)
    /// Asks to come again in 77 seconds.
    case deferral
    /// A stream that ends at once.
    case emptyStream
    /// A stream in which nothing ever comes.
    case emptySilence
    /// A stream of one bookmark for the moment of the last event, which then ends.
    case onlyBookmark

    /// The connection ends between two events.
    case cut
    case reset
    case cutInLine
    case resetInLine
    /// The server ends its answer between two events, long before its time.
    case end
    /// The answer ends as if all were well, in the middle of a line.
    case endInLine
    /// The connection stays, and nothing comes any more.
    case silence
    /// The same in the middle of a line.
    case silenceInLine
    /// Events come late.
    case lateness

    /// A line that is no JSON instead of an event.
    case garbage
    /// JSON that is no event instead of an event.
    case otherJSON
    /// An event of a type that there is not.
    case otherType
    /// Says that an object of another kind, which has the event's name, was deleted.
    case otherKind
    /// An event without an object, before the connection ends.
    case emptyEvent
    /// A bookmark without a moment, before the connection ends.
    case emptyBookmark
    /// The server says that it has forgotten what happened.
    case expiry
    /// The server says that it has failed.
    case failure

    /// Every event comes twice.
    case repetition
    /// All that came before comes once more.
    case history
    /// All that came before, and the connection ends.
    case historyAndCut
    /// A bookmark for the moment of the event before, and the connection ends.
    case bookmark

    static let all: [WatchFault] =
        insteadOfStreams.map { .instead($0) } + [
            .deferral, .emptyStream, .emptySilence, .onlyBookmark, .cut, .reset, .cutInLine, .resetInLine, .end,
            .endInLine,
            .silence, .silenceInLine, .lateness, .garbage, .otherJSON, .otherType, .otherKind, .emptyEvent,
            .emptyBookmark, .expiry, .failure, .repetition, .history, .historyAndCut, .bookmark,
        ]

    private static let insteadOfStreams: [Fault] = [
        .cut, .reset, .silence, .tooManyRequests, .failurePage, .failureStatus, .unavailable, .gone, .notFoundPage,
        .redirect, .page, .otherJSON,
    ]

    var testDescription: String {
        if case .instead(let fault) = self { "\(fault) instead of a stream" } else { "\(self)" }
    }

    /// Whether it happens when a watch begins; else in the middle of one.
    var isAtStart: Bool {
        switch self {
        case .instead, .deferral, .emptyStream, .emptySilence, .onlyBookmark: true
        default: false
        }
    }

    /// How often a test has it happen.
    var times: Int {
        switch self {
        case .repetition, .lateness: .max
        // Each takes as long as a watch may tell nothing.
        case _ where isSilent: 1
        default: 2
        }
    }

    /// Whether only a limit in time can end it.
    var isSilent: Bool {
        switch self {
        case .instead(.silence), .emptySilence, .silence, .silenceInLine: true
        default: false
        }
    }

}

/// Which watches meet a fault, and when.
struct WatchPlan: Sendable {
    let fault: WatchFault
    /// Before which event, of all that come while the plan holds, a stream meets it the first time.
    var event = 2
    /// How many times it happens.
    var times = Int.max
}
