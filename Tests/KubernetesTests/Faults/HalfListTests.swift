import Manifests
import Testing

@testable import Kubernetes

@Suite(SharedNamespace())
struct AListThatIsNotReadToItsEnd {
    @Test func `is an error, and no empty list`() async throws {
        try await FaultLab.with { lab in
            let engine = try lab.proxy.engine()
            try await lab.apply(lab.configMap("a"), lab.configMap("b"), lab.configMap("c"), by: engine)
            var plan = FaultPlan(fault: .gone, moment: .beforeTheServer) { $0.query.contains("continue=") }
            plan.pagesAlways = true
            lab.proxy.start(plan)
            let error = try await kubernetesError {
                let all = try await engine.list(
                    lab.configMap("a").kind,
                    namespace: lab.namespace,
                    selector: "test=\(lab.id)",
                    detail: .metadata
                )
                Issue.record("\(all.count) objects of a list that was not read to its end")
            }
            #expect(lab.proxy.hits == 2)
            #expect(error?.reason == .serverFailure && error?.message.contains("forgot twice") == true)
        }
    }
}
