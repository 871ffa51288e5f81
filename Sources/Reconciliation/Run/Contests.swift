internal import Manifests

/// Objects that somebody else keeps changing after each correction.
///
/// An object that was corrected five times within a minute is left alone for a minute, then for two, and so on up to ten.
struct Contests: Sendable {
    enum Answer: Equatable {
        case correct
        /// Left as it is for now; `isNews` the first time.
        case hold(isNews: Bool)
    }

    private struct Contest {
        /// When the object was corrected in the last minute.
        var corrections: [Duration] = []
        var pauses = 0
        var heldUntil: Duration = .zero
    }

    private static let limit = 5
    private static let window = Duration.seconds(60)
    private static let longestPause = Duration.seconds(600)
    private var contests: [ObjectReference: Contest] = [:]

    /// What to do about drift in an object.
    mutating func answer(to reference: ObjectReference, at now: Duration) -> Answer {
        guard var contest = contests[reference] else { return .correct }
        defer { contests[reference] = contest }
        if now < contest.heldUntil { return .hold(isNews: false) }
        contest.corrections.removeAll { now - $0 > Self.window }
        // Who changes it again right after a pause has not stopped.
        let limit = contest.pauses == 0 ? Self.limit : 1
        guard contest.corrections.count >= limit else { return .correct }
        contest.heldUntil = now + min(Self.window * (1 << min(contest.pauses, 4)), Self.longestPause)
        contest.pauses += 1
        contest.corrections = []
        return .hold(isNews: contest.pauses == 1)
    }

    /// Whether an object is left alone at this moment.
    func isHeld(_ reference: ObjectReference, at now: Duration) -> Bool {
        contests[reference].map { now < $0.heldUntil } ?? false
    }

    /// When the next object is not left alone any more; nil when none is.
    func nextEnd(after now: Duration) -> Duration? {
        contests.values.map(\.heldUntil).filter { $0 > now }.min()
    }

    /// Notes that drift in an object was corrected.
    mutating func corrected(_ reference: ObjectReference, at now: Duration) {
        // Nobody contests what was left alone for so long.
        contests = contests.filter { _, contest in
            now - (contest.corrections.last ?? contest.heldUntil) <= Self.longestPause
        }
        contests[reference, default: Contest()].corrections.append(now)
    }
}
