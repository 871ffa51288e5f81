import Manifests
import TestSupport
import Testing
import YAML

@testable import Kubernetes

@Suite(SharedNamespace())
struct ALineOfAStream {
    private func failure(after fault: WatchFault?, limit: Int = 64 << 20) async throws -> KubernetesError? {
        var result: KubernetesError?
        try await FaultLab.with { lab in
            let engine = try lab.proxy.engine()
            try await lab.apply(lab.configMap("a"), by: engine)
            lab.proxy.watches.start(fault.map { WatchPlan(fault: $0, event: 1) })
            let query = [("watch", "true"), ("labelSelector", "test=\(lab.id)"), ("resourceVersion", "0")]
            var lines = try await engine.server.lines(
                lab.path(),
                query: query.map { (name: $0.0, value: $0.1) },
                idleLimit: .seconds(150),
                lineLimit: limit,
            )
            result = try await kubernetesError {
                while try await lines.next() != nil {}
            }
        }
        return result
    }

    @Test func `that is no JSON is an error that says what to do`() async throws {
        let error = try await failure(after: .garbage)
        #expect(
            "\(try #require(error))"
                == "lab: the server sends a line that is no JSON (json: unexpected character at byte 0); see what answers"
                + " at the server's address"
        )
        #expect(error?.reason == .serverFailure)
    }

    @Test func `that is too long is an error that says what to do`() async throws {
        let error = try await failure(after: nil, limit: 100)
        #expect(
            "\(try #require(error))"
                == "lab: the server sends a line of over 100 bytes; see what answers at the server's address"
        )
        #expect(error?.reason == .serverFailure)
    }

    @Test func `that ends in its middle is an error, although the answer ends well`() async throws {
        let error = try await failure(after: .endInLine)
        #expect(
            "\(try #require(error))"
                == "lab: the server ended its answer in the middle of a line; see what stands between fettle and the"
                + " server if this goes on"
        )
        #expect(error?.isTransient == true)
    }
}
