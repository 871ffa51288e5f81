internal import CLibcurl

/// The requests of one client: who is under way, and who waits for his turn.
struct HTTPLane {
    /// In the order in which they came.
    private(set) var waiting: [HTTPCall] = []
    private var running = 0
    /// The last one that was sent out to find or make a connection.
    private var scout: HTTPTransfer?
    /// Whether a connection serves one request at a time, so that waiting for one makes no sense.
    private var isSerial = false

    mutating func add(_ call: HTTPCall) {
        waiting.append(call)
    }

    /// Takes `call` out of the queue; false when it is not in it.
    mutating func remove(_ call: HTTPCall) -> Bool {
        guard let index = waiting.firstIndex(where: { $0 === call }) else { return false }
        waiting.remove(at: index)
        return true
    }

    /// Takes those out of the queue whose time is over.
    mutating func removeOverdue(at now: ContinuousClock.Instant) -> [HTTPCall] {
        let overdue = waiting.filter { $0.deadline <= now }
        if !overdue.isEmpty { waiting.removeAll { $0.deadline <= now } }
        return overdue
    }

    /// Takes the one out of the queue that may begin now.
    ///
    /// While one request has no connection yet, the others wait, so that they can share it. libcurl can wait as well
    /// (`CURLOPT_PIPEWAIT`), but wakes one waiting transfer of the whole multi handle at a time, whichever server it is
    /// for: those of a server that does not answer would keep back everybody's.
    mutating func next() -> HTTPCall? {
        guard let first = waiting.first, running < max(1, first.server.maximumConcurrency) else { return nil }
        if first.isSecure, !isSerial, let scout, !scout.curl.isSent { return nil }
        return waiting.removeFirst()
    }

    mutating func began(_ transfer: HTTPTransfer) {
        running += 1
        scout = transfer
    }

    /// Notes that a transfer has ended.
    ///
    /// - Returns: those who waited for its connection in vain.
    mutating func ended(_ transfer: HTTPTransfer, _ result: Result<String?, HTTPError>) -> [HTTPCall] {
        running -= 1
        if let version = transfer.httpVersion { isSerial = version < 2 }
        guard scout === transfer else { return [] }
        scout = nil
        guard case .failure(let error) = result, !error.mayHaveArrived else { return [] }
        switch error.reason {
        case .unreachable, .connectTimedOut, .untrusted, .broken:
            defer { waiting = [] }
            return waiting
        default: return []
        }
    }
}
