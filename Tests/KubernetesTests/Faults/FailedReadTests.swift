import Manifests
import Testing

@testable import Kubernetes

/// What is concluded from an answer that tells nothing.
@Suite(SharedNamespace())
struct AReadThatFails {
    @Test func `never stands for an object that is gone when fields are taken over`() async throws {
        try await FaultLab.with { lab in
            let engine = try lab.proxy.engine()
            let stale = try await engine.create(lab.configMap("a"))
            try await lab.apply(lab.configMap("a", "2"), by: engine)
            let path = lab.path("a")
            lab.proxy.start(
                FaultPlan(fault: .gone, moment: .beforeTheServer) { $0.method == "GET" && $0.path == path }
            )
            let error = try await kubernetesError {
                try await Applier(engine: engine, cluster: lab.id).takeOver(stale)
            }
            #expect(lab.proxy.hits == 1)
            #expect(error?.reason == .serverFailure && error?.message == "too old, code 410")
        }
    }

    @Test func `never stands for an object that is gone when one is made anew`() async throws {
        try await FaultLab.with { lab in
            let engine = try lab.proxy.engine()
            let live = try await lab.apply(lab.configMap("a"), by: engine)[0]
            let applier = Applier(engine: engine, cluster: lab.id)
            let comparison = Comparison(
                manifest: lab.configMap("a", "2"),
                live: live,
                state: .different([]),
                recreation: .delete,
            )
            let path = lab.path("a")
            lab.proxy.start(
                FaultPlan(fault: .gone, moment: .beforeTheServer) { $0.method == "GET" && $0.path == path }
            )
            let outcome = try await applier.apply([comparison])[0]
            guard case .failed(let error) = outcome.action else { throw Unexpected("\(outcome.action)") }
            #expect(error.isTransient)
            lab.proxy.start(nil)
            #expect(try await applier.apply([lab.configMap("a", "2")]).map(\.action) == [.created])
            #expect(try await lab.read("a", by: engine)[0]?.value == "2")
        }
    }
}
