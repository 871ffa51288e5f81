import Testing

@testable import Reconciliation

@Suite("When a cluster is looked at again")
struct SchedulingTests {
    @Test("failures in a row make the pause longer, up to the limit, and a success makes it short again")
    func backoff() {
        var generator = SystemRandomNumberGenerator()
        var backoff = Backoff(first: .seconds(2), limit: .seconds(60))
        let pauses = (0..<10).map { _ in backoff.next(using: &generator) }
        #expect(pauses[0] >= .milliseconds(1500) && pauses[0] <= .milliseconds(2500))
        #expect(pauses[2] >= .seconds(6) && pauses[2] <= .seconds(10))
        #expect(pauses[9] >= .seconds(45) && pauses[9] <= .seconds(75))
        backoff.reset()
        #expect(backoff.next(using: &generator) <= .milliseconds(2500))
    }

    @Test("what is raised before anybody waits is noticed, once however often it was raised")
    func raisedBefore() async {
        let wakeup = Wakeup()
        wakeup.raise()
        wakeup.raise()
        await wakeup.wait()
        let start = ContinuousClock.now
        await wakeup.wait(for: .milliseconds(50), clock: ContinuousClock())
        #expect(ContinuousClock.now - start >= .milliseconds(50))
    }

    @Test("a waiting task goes on when it is cancelled, and what is raised then is kept")
    func cancellation() async {
        let wakeup = Wakeup()
        let task = Task { await wakeup.wait() }
        task.cancel()
        await task.value
        wakeup.raise()
        await wakeup.wait()
    }
}
