internal import CLibcurl

/// What a loop does, on its thread: starts transfers, has libcurl move them, ends those that are over.
final class HTTPDriver {
    private let multi: UnsafeMutableRawPointer
    private let sharing: HTTPLoop.Sharing
    private let sockets = HTTPSockets()
    private var lanes: [HTTPClient.ID: HTTPLane] = [:]
    private var running: [UnsafeMutableRawPointer: HTTPTransfer] = [:]
    private var transfers: [ObjectIdentifier: HTTPTransfer] = [:]
    /// When to look for what takes too long.
    private var nextLook = ContinuousClock.now

    init(_ multi: UnsafeMutableRawPointer, _ sharing: HTTPLoop.Sharing) {
        self.multi = multi
        self.sharing = sharing
        let multiplexes = sharing == .multiplexed
        _ = fettle_curl_multi_set_number(multi, CURLMOPT_PIPELINING, multiplexes ? Int(CURLPIPE_MULTIPLEX) : 0)
        // By default the connections kept are four times the transfers under way, of all servers together: one busy
        // client would close those of the others. libcurl closes what was not used for two minutes.
        _ = fettle_curl_multi_set_number(multi, CURLMOPT_MAXCONNECTS, 10_000)
    }

    func handle(_ command: HTTPLoop.Command) {
        switch command {
        case .start(let call): start(call)
        case .cancel(let call): cancel(call)
        case .resume(let call): transfers[ObjectIdentifier(call)]?.resume()
        case .forget(let client): lanes[client] = nil
        }
    }

    private func start(_ call: HTTPCall) {
        nextLook = .now
        guard !call.isCancelled else { return call.taker.fail(call.cancelled(mayHaveArrived: false)) }
        switch sharing {
        case .multiplexed: lanes[call.client, default: HTTPLane()].add(call)
        case .exclusive: _ = begin(call)
        }
    }

    private func cancel(_ call: HTTPCall) {
        if let transfer = transfers[ObjectIdentifier(call)] {
            finish(transfer, .failure(transfer.curl.failure(.cancelled, "was cancelled")))
        } else if lanes[call.client]?.remove(call) == true {
            call.taker.fail(call.cancelled(mayHaveArrived: false))
        }
    }

    /// Moves everything as far as it goes without waiting.
    func turn() {
        repeat { perform() } while startWaiting()
        let now = ContinuousClock.now
        if nextLook <= now { look(now) }
    }

    /// Waits until something can move, a command comes, or somebody's time is over.
    func wait() {
        var longest = 3_600_000
        if !running.isEmpty || lanes.values.contains(where: { !$0.waiting.isEmpty }) {
            let (seconds, attoseconds) = (nextLook - .now).components
            longest = min(1000, max(0, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000) + 1))
        }
        curl_multi_poll(multi, nil, 0, Int32(longest), nil)
    }

    // MARK: Starting

    private func startWaiting() -> Bool {
        var hasStarted = false
        for client in lanes.keys {
            while let call = lanes[client]?.next() {
                hasStarted = true
                if let transfer = begin(call) { lanes[client]?.began(transfer) }
            }
        }
        return hasStarted
    }

    private func begin(_ call: HTTPCall) -> HTTPTransfer? {
        do throws(HTTPError) {
            let transfer = HTTPTransfer(call)
            try transfer.prepare(sharing, sockets)
            guard curl_multi_add_handle(multi, transfer.handle) == CURLM_OK else {
                throw transfer.curl.failure(.invalidRequest, "libcurl does not take the request")
            }
            running[transfer.handle] = transfer
            transfers[ObjectIdentifier(call)] = transfer
            return transfer
        } catch {
            call.taker.fail(error)
            return nil
        }
    }

    // MARK: Moving and ending

    private func perform() {
        var count: Int32 = 0
        curl_multi_perform(multi, &count)
        var left: Int32 = 0
        while let entry = curl_multi_info_read(multi, &left) {
            guard entry.pointee.msg == CURLMSG_DONE, let handle = entry.pointee.easy_handle,
                let transfer = running[handle]
            else { continue }
            finish(transfer, transfer.result(fettle_curl_result(entry)))
        }
    }

    private func finish(_ transfer: HTTPTransfer, _ result: Result<String?, HTTPError>) {
        curl_multi_remove_handle(multi, transfer.handle)
        running[transfer.handle] = nil
        transfers[ObjectIdentifier(transfer.call)] = nil
        let abandoned = lanes[transfer.call.client]?.ended(transfer, result) ?? []
        switch result {
        case .success(let target): transfer.call.taker.end(redirectTarget: target)
        case .failure(let error):
            transfer.call.taker.fail(error)
            for call in abandoned {
                call.taker.fail(call.failure(error.reason, error.message, mayHaveArrived: false))
            }
        }
    }

    // MARK: Looking after

    private func look(_ now: ContinuousClock.Instant) {
        nextLook = now + .seconds(1)
        for transfer in Array(running.values) {
            switch transfer.check(at: now) {
            case .success(let due): nextLook = min(nextLook, due)
            case .failure(let error):
                finish(transfer, .failure(error))
                if error.reason == .stalled { giveUpConnection(of: transfer) }
            }
        }
        for client in Array(lanes.keys) {
            for call in lanes[client]?.removeOverdue(at: now) ?? [] {
                call.taker.fail(call.failure(.deadline, "is not done in time", mayHaveArrived: false))
            }
            for call in lanes[client]?.waiting ?? [] { nextLook = min(nextLook, call.deadline) }
        }
    }

    /// Ends a connection on which everybody waits in vain.
    ///
    /// Otherwise libcurl would send further requests on it until the kernel gives it up, a quarter of an hour later.
    private func giveUpConnection(of transfer: HTTPTransfer) {
        guard let connection = transfer.curl.connection, let since = transfer.quietSince else { return }
        let isAlive = running.values.contains {
            guard $0.curl.connection == connection, let received = $0.curl.lastReceived else { return false }
            return received > since
        }
        if !isAlive { sockets.shutDown(connection) }
    }
}
