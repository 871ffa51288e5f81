import Manifests
import Testing

@testable import Kubernetes

/// Each kind of request of a run with each fault, between the engine and a real API server.
@Suite(SharedNamespace())
struct ARequestThatMeetsAFault {
    private static let meetings = AskedRequest.allCases.flatMap { request in
        request.meetings.map { Meeting(request: request, fault: $0.fault, moment: $0.moment) }
    }

    struct Meeting: Sendable, CustomTestStringConvertible {
        let request: AskedRequest
        let fault: Fault
        let moment: Fault.Moment

        var testDescription: String { "\(request) meets \(fault) \(moment)" }

        /// Whether the engine tries again.
        var isRetried: Bool {
            fault == .tooManyRequests || fault.isRetried && !request.isCreation
        }

        /// On a busy machine the first page alone may take the little time that there is.
        var mayEndBefore: Bool { request == .secondPage && fault.isEndless }

        /// A list that the server does not go on with is asked for again in one piece.
        var isHelped: Bool { request == .secondPage && fault == .gone }
    }

    @Test(arguments: meetings)
    func `for as long as it lasts says so, writes nothing wrong, and succeeds afterwards`(meeting: Meeting) async throws
    {
        try await FaultLab.with(hasSystemNamespace: meeting.request != .inventoryCreation) { lab in
            let comment: Comment = "\(meeting)"
            let engine = try lab.proxy.engine(timeout: meeting.fault.isEndless ? .seconds(2) : .seconds(60))
            let scene = try await AskedScene(meeting.request, lab, engine)
            let meets = meeting.request.meets(lab)
            lab.proxy.start(FaultPlan(fault: meeting.fault, moment: meeting.moment, meets: meets))

            let error = try await kubernetesError { try await scene.act(engine) }
            let hits = lab.proxy.hits
            if meeting.isHelped {
                #expect(error == nil, comment)
            } else {
                expect(error, meeting)
            }
            // libcurl itself tries again on a connection that was used before.
            let isRight = meeting.isRetried ? hits >= 5 : hits == 1 || hits == 0 && meeting.mayEndBefore
            #expect(isRight, "\(meeting): \(hits) times")

            var isDone = false
            if meeting.moment == .afterTheServer {
                for _ in 0..<1000 where lab.proxy.answers(where: meets).isEmpty {
                    try await Task.sleep(for: .milliseconds(10))
                }
                isDone = lab.proxy.answers(where: meets).contains { $0 < 300 }
            }
            lab.proxy.start(nil)
            try await scene.expectState(isDone: isDone, comment)

            let later = try await kubernetesError {
                try await scene.act(meeting.fault.isEndless && !meeting.request.usesStore ? scene.sound : engine)
            }
            if meeting.request == .create, isDone {
                #expect(later?.reason == .alreadyExists, comment)
            } else {
                #expect(later == nil, comment)
            }
            try await scene.expectState(isDone: true, comment)
        }
    }

    private func expect(_ error: KubernetesError?, _ meeting: Meeting) {
        let comment: Comment = "\(meeting): \(String(describing: error))"
        #expect(error?.isTransient == true, comment)
        let isBroken = meeting.fault.answer == nil
        #expect(error?.reason == (isBroken ? .unreachable : .serverFailure), comment)
        let message = error?.message.lowercased() ?? ""
        #expect(meeting.fault.words.contains { message.contains($0) }, comment)
        #expect(!message.contains("\n"), comment)
        #expect(["lab", "ConfigMap"].contains { error?.subject.contains($0) == true }, comment)
    }

    @Test(arguments: meetings.filter(\.isRetried))
    func `once only is not noticed`(meeting: Meeting) async throws {
        try await FaultLab.with(hasSystemNamespace: meeting.request != .inventoryCreation) { lab in
            let engine = try lab.proxy.engine()
            let scene = try await AskedScene(meeting.request, lab, engine)
            let meets = meeting.request.meets(lab)
            lab.proxy.start(FaultPlan(fault: meeting.fault, moment: meeting.moment, times: 1, meets: meets))
            let error = try await kubernetesError { try await scene.act(engine) }
            #expect(error == nil, "\(meeting)")
            #expect(lab.proxy.hits == 1, "\(meeting)")
            lab.proxy.start(nil)
            try await scene.expectState(isDone: true, "\(meeting)")
        }
    }
}
