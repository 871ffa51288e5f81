import Blocking
import Testing

struct BlockingThreadTests {
    @Test("a call's result and its error come back")
    func results() async throws {
        let thread = BlockingThread(label: "test")
        #expect(try await thread.run { _ in 7 } == 7)
        await #expect(throws: CancellationError.self) {
            try await thread.run { _ in throw CancellationError() }
        }
    }

    @Test("cancelling the task sets the flag that the running call sees")
    func cancellation() async throws {
        let thread = BlockingThread(label: "test")
        let (began, continuation) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            try await thread.run { flag in
                continuation.yield()
                while !flag.isSet {}
                return "stopped"
            }
        }
        // Cancelled any earlier, the call would not begin at all.
        for await _ in began { break }
        task.cancel()
        #expect(try await task.value == "stopped")
    }
}

struct TimeoutTests {
    @Test("a body in time gives its value")
    func inTime() async throws {
        #expect(try await withTimeout(.seconds(60), "quick") { 1 } == 1)
    }

    @Test("a body out of time is cancelled and named")
    func outOfTime() async throws {
        let error = await #expect(throws: TimeoutError.self) {
            try await withTimeout(.milliseconds(10), "slow") { try await Task.sleep(for: .seconds(60)) }
        }
        #expect(error?.description.hasPrefix("slow: no result within") == true)
    }
}
