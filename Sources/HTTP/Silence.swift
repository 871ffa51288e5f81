/// Notices for how long nothing has moved between a request and its server.
struct Silence {
    private var sent = 0
    /// Since when no byte has moved.
    private(set) var since: ContinuousClock.Instant?

    /// How long no byte went either way; nil as long as there is no connection.
    ///
    /// Bytes that went out are noticed when this is called, so it has to be called now and then.
    mutating func length(_ transfer: CurlTransfer, at now: ContinuousClock.Instant) -> Duration? {
        guard transfer.isSent else { return nil }
        let sent = transfer.sentCount
        if since == nil || sent != self.sent {
            self.sent = sent
            since = now
        }
        if let received = transfer.lastReceived { since = since.map { max($0, received) } }
        return since.map { now - $0 }
    }

    /// Counts anew, after a time in which nothing could come.
    mutating func restart() {
        since = nil
    }
}
