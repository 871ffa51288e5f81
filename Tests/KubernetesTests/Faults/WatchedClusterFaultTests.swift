import Manifests
import TestSupport
import Testing
import YAML

@testable import Kubernetes

/// The watches of a whole cluster, which meet one fault after the other while somebody changes things.
@Suite(SharedNamespace())
struct AWatchedClusterThatMeetsFaults {
    @Test func `is brought back each time, and nothing else is written`() async throws {
        try await WatchLab.with(idleLimit: .seconds(3)) { lab in
            let kinds = ["ConfigMap", "Secret"]
            let kept = kinds.map { lab.object("kept", kind: $0) }
            let edited = kinds.map { lab.object("edited", kind: $0) }
            let deleted = kinds.map { lab.object("deleted", kind: $0) }
            let all = kept + edited + deleted
            try await lab.correct(all)
            let bystander = lab.lab.configMap("bystander")
            try await lab.create(bystander)
            let versions = try await lab.versions(kept + [bystander])

            for (round, fault) in WatchFault.all.enumerated() {
                let comment: Comment = "\(fault.testDescription)"
                lab.proxy.watches.start(WatchPlan(fault: fault, event: 1 + round % 3, times: fault.times))
                for object in edited { try await lab.edit(object, "theirs \(round)") }
                for object in deleted { try await lab.delete(object) }
                try await lab.wait(comment, every: .milliseconds(100)) {
                    let changed = lab.state.changed
                    #expect(changed.isDisjoint(with: kept.map(\.reference)), comment)
                    try await lab.correct(all.filter { changed.contains($0.reference) })
                    return try await lab.areAsWanted(all)
                }
            }
            lab.proxy.watches.start(nil)
            try await lab.wait("afterwards") {
                try await lab.correct(all.filter { lab.state.changed.contains($0.reference) })
                return all.allSatisfy { wanted in
                    if case .asWanted = lab.state.standing(of: wanted, digest: "1") { true } else { false }
                }
            }
            #expect(try await lab.versions(kept + [bystander]) == versions)
            #expect(lab.lists <= kinds.count + lab.clock.pauses.count, "\(lab.lists) lists")
            #expect(lab.watches <= lab.clock.pauses.count + 3 * kinds.count)
        }
    }
}
