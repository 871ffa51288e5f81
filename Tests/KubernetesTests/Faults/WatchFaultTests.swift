import Manifests
import TestSupport
import Testing
import YAML

@testable import Kubernetes

/// Each fault in the watch of one kind, between the engine and a real API server.
@Suite(SharedNamespace())
struct AWatchThatMeetsAFault {
    @Test(arguments: WatchFault.all)
    func `loses nothing, believes nothing wrong, and has nothing wrong written`(fault: WatchFault) async throws {
        let comment: Comment = "\(fault.testDescription)"
        try await WatchLab.with(idleLimit: fault.isSilent ? .seconds(3) : .seconds(150)) { lab in
            let (kept, returned, reborn) = (lab.object("kept"), lab.object("returned"), lab.object("reborn"))
            let (edited, deleted, unlabelled) = (lab.object("edited"), lab.object("deleted"), lab.object("unlabelled"))
            let (remade, later, last) = (lab.object("remade"), lab.object("later"), lab.object("last"))
            let during = [edited, deleted, unlabelled, remade]
            let after = [later, last]
            // More at once would have the names of all objects of the kind be asked for.
            try await lab.correct([kept, returned, reborn] + after)
            try await lab.correct(during)
            let bystander = lab.lab.configMap("bystander")
            try await lab.create(bystander)
            // What was true once, and is not any more.
            try await lab.edit(returned)
            try await lab.delete(reborn)
            try await lab.expectChanged([returned, reborn], comment)
            try await lab.correct([returned, reborn])
            try await lab.expectChanged([], comment)
            let quiet = [kept, returned, reborn, bystander]
            let versions = try await lab.versions(quiet)

            lab.proxy.watches.start(WatchPlan(fault: fault, times: fault.times))
            try await lab.edit(edited)
            try await lab.delete(deleted)
            try await lab.unlabel(unlabelled)
            try await lab.delete(remade)
            try await lab.create(remade)
            try await lab.expectChanged(during, comment)
            // What came meanwhile is known from the list after the fault, so that only more of it meets the next one.
            var round = 0
            try await lab.wait(comment, every: .milliseconds(100)) {
                guard lab.proxy.watches.hits < min(fault.times, 2) else { return true }
                round += 1
                try await lab.edit(edited, "theirs \(round)")
                return false
            }
            try await lab.edit(later)
            try await lab.delete(last)
            try await lab.expectChanged(during + after, comment)
            #expect(try await lab.versions(quiet) == versions, comment)

            try await lab.correct(during + after)
            try await lab.expectChanged([], comment)
            #expect(try await lab.areAsWanted([kept, returned, reborn] + during + after), comment)
            #expect(try await lab.versions(quiet) == versions, comment)
            try await lab.wait(comment) {
                guard case .asWanted = lab.state.standing(of: kept, digest: "1") else { return false }
                return true
            }
            // One that the watch began with, and one after each failure.
            #expect(lab.lists <= lab.clock.pauses.count + 1, comment)
            // The first needs no pause, nor does one after five minutes.
            #expect(lab.watches <= lab.clock.pauses.count + 3, comment)
            // With a short limit a watch of which there is nothing to tell counts as lost, too.
            #expect(lab.reports.all.isEmpty || fault.isSilent, comment)
        }
    }
}

/// What never stops.
@Suite(SharedNamespace())
struct AWatchThatMeetsAFaultEachTime {
    /// Those whose errors have to say what to do.
    private static let strange: [WatchFault] = [
        .emptyStream, .onlyBookmark, .end, .endInLine, .garbage, .otherJSON, .otherType, .otherKind, .emptyEvent,
        .instead(.page), .instead(.otherJSON), .instead(.gone),
    ]
    private static let faults =
        strange + [.cut, .historyAndCut, .instead(.unavailable), .instead(.failureStatus)]

    @Test(arguments: faults)
    func `is asked for less and less, is told once, and is not relied on`(fault: WatchFault) async throws {
        let comment: Comment = "\(fault.testDescription)"
        try await WatchLab.with { lab in
            let (kept, edited) = (lab.object("kept"), lab.object("edited"))
            try await lab.correct([kept, edited])
            try await lab.edit(kept)
            try await lab.expectChanged([kept], comment)
            try await lab.correct([kept])

            lab.proxy.start(nil)
            lab.clock.forget()
            lab.proxy.watches.start(WatchPlan(fault: fault, event: 1))
            var round = 0
            // Only what a list has not told already meets a fault in the middle of a watch.
            try await lab.wait(comment) {
                round += 1
                try await lab.edit(edited, "theirs \(round)")
                return lab.clock.pauses.count >= 12
            }
            // Those that were made until now, then the pauses between them.
            let (watches, lists) = (lab.watches, lab.lists)
            let pauses = lab.clock.pauses
            #expect(watches <= pauses.count + 2, comment)
            #expect(lists <= pauses.count + 1, comment)
            #expect(pauses[9...].allSatisfy { $0 >= .seconds(15) }, "\(comment): \(pauses)")
            try await lab.wait(comment) { !lab.reports.all.isEmpty }
            #expect(lab.reports.all.count == 1, comment)
            let error = try #require(lab.reports.all.first ?? nil)
            #expect(error.isTransient && !error.message.contains("\n"), "\(comment): \(error)")
            #expect(error.message.contains("; see what") == Self.strange.contains(fault), "\(comment): \(error)")
            // An object may hold a secret.
            #expect(!error.message.contains("theirs"), "\(comment): \(error)")

            lab.proxy.watches.start(nil)
            try await lab.expectChanged([edited], comment)
            try await lab.correct([edited])
            // Something new has come, so that it counts as watched again.
            try await lab.wait(comment) { lab.reports.all.count == 2 }
            #expect(lab.reports.all.last == .some(nil), comment)
            guard case .asWanted = lab.state.standing(of: kept, digest: "1") else {
                Issue.record("\(comment): \(lab.state.standing(of: kept, digest: "1"))")
                return
            }
        }
    }

    @Test func `is relied on by nobody while it is asked for`() async throws {
        try await WatchLab.with { lab in
            let (kept, edited) = (lab.object("kept"), lab.object("edited"))
            try await lab.correct([kept, edited])
            lab.proxy.watches.start(WatchPlan(fault: .instead(.silence)))
            // A stream that was there before makes room for the fault.
            try await lab.edit(edited)
            try await lab.wait("silence") { lab.proxy.watches.hits > 0 }
            #expect(lab.state.standing(of: kept, digest: "1") == .unknown)
        }
    }

    @Test func `and asks to be left alone is left alone for that long`() async throws {
        try await WatchLab.with { lab in
            let kept = lab.object("kept")
            try await lab.correct([kept])
            lab.proxy.watches.start(WatchPlan(fault: .deferral, times: 2))
            try await lab.edit(kept)
            try await lab.expectChanged([kept], "429")
            try await lab.wait("429") { lab.proxy.watches.hits == 2 && lab.clock.pauses.count >= 3 }
            #expect(lab.clock.pauses.count { $0 == .seconds(77) } == 2, "\(lab.clock.pauses)")
        }
    }
}
