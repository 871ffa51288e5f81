import Blocking
import HTTP
import Synchronization
import YAML

/// Passes watches on, line by line as the real server sends them, and lets some meet a fault.
final class WatchRelay: Sendable {
    private struct State {
        var plan: WatchPlan?
        var hits = 0
        var events = 0
        /// Every event that was passed on.
        var history: [[UInt8]] = []
    }

    /// What becomes of one line.
    private enum Fate {
        case pass
        case meet(WatchFault)
        /// A stream that was there before has to go for a fault at the start of the next one.
        case makeRoom
    }

    private let state = Mutex(State())
    /// A line of the server's as the engine gets it.
    private let inside: @Sendable (String) -> String

    init(_ inside: @escaping @Sendable (String) -> String = { $0 }) {
        self.inside = inside
    }

    /// How often the fault has happened.
    var hits: Int { state.withLock { $0.hits } }

    /// Counts anew; watches meet the fault of `plan` from now on, none for nil.
    func start(_ plan: WatchPlan?) {
        state.withLock { state in
            state.plan = plan
            (state.hits, state.events) = (0, 0)
        }
    }

    /// Answers one watch with what `open` gives, until one side has had enough.
    ///
    /// The connection is not to be used for another request.
    func attend(
        _ socket: LoopbackSocket,
        _ thread: BlockingThread,
        opening open: @Sendable @escaping () async throws -> Upstream,
    ) async throws {
        let line = WatchLine(socket: socket, thread: thread)
        if let fault = faultAtStart() { return try await meet(fault, line) }
        let reader = BlockingThread(label: "fault proxy reader")
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            // A client that goes away says so by ending the connection.
            group.addTask { try await reader.run { try socket.idle(until: $0) } }
            group.addTask {
                switch try await open() {
                case .refusal(let answer): try await line.send(answer)
                case .stream(let body): try await self.pass(body, line)
                }
            }
            try await group.next()
        }
    }

    /// What the server itself answers.
    enum Upstream: Sendable {
        case refusal(ProxyAnswer)
        case stream(HTTPBody)
    }

    private func pass(_ body: HTTPBody, _ line: WatchLine) async throws {
        try await line.begin()
        var rest: [UInt8] = []
        for try await piece in body {
            rest += piece
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                let bytes = Array(inside(String(decoding: rest[...end], as: UTF8.self)).utf8)
                rest.removeSubrange(...end)
                guard try await pass(bytes, line) else { return }
            }
        }
        try await line.end()
    }

    /// Whether the stream goes on after one line of the server's.
    private func pass(_ bytes: [UInt8], _ line: WatchLine) async throws -> Bool {
        switch fate(of: bytes) {
        case .pass:
            try await line.send(bytes)
            return true
        case .makeRoom:
            return false
        case .meet(let fault):
            return try await meet(fault, bytes, line)
        }
    }

    private func faultAtStart() -> WatchFault? {
        state.withLock { state in
            guard let plan = state.plan, plan.fault.isAtStart, state.hits < plan.times else { return nil }
            state.hits += 1
            return plan.fault
        }
    }

    private func fate(of bytes: [UInt8]) -> Fate {
        state.withLock { state in
            let isBookmark = bytes.starts(with: #"{"type":"BOOKMARK""#.utf8)
            var fate = Fate.pass
            if let plan = state.plan, state.hits < plan.times, !isBookmark {
                state.events += 1
                if plan.fault.isAtStart {
                    fate = .makeRoom
                } else if state.events >= plan.event {
                    state.hits += 1
                    fate = .meet(plan.fault)
                }
            }
            if case .pass = fate, !isBookmark { state.history.append(bytes) }
            return fate
        }
    }

    // MARK: The faults

    private func meet(_ fault: WatchFault, _ line: WatchLine) async throws {
        switch fault {
        case .instead(.reset): line.resetAtEnd()
        case .instead(.silence): try await line.idle()
        case .instead(let fault):
            if let answer = fault.answer { try await line.send(answer) }
        case .deferral:
            try await line.send(ProxyAnswer(429, "text/plain", "later", headers: ["Retry-After: 77"]))
        case .onlyBookmark:
            try await line.begin()
            try await line.send(lastBookmark())
            try await line.end()
        case .emptySilence:
            try await line.begin()
            try await line.idle()
        default:
            try await line.begin()
            try await line.end()
        }
    }

    /// Whether the stream goes on.
    private func meet(_ fault: WatchFault, _ bytes: [UInt8], _ line: WatchLine) async throws -> Bool {
        let half = Array(bytes.prefix(bytes.count / 2))
        switch fault {
        case .reset:
            line.resetAtEnd()
        case .cutInLine:
            try await line.send(half)
        case .resetInLine:
            try await line.send(half)
            line.resetAtEnd()
        case .end:
            try await line.end()
        case .endInLine:
            try await line.send(half)
            try await line.end()
        case .silence:
            try await line.idle()
        case .silenceInLine:
            try await line.send(half)
            try await line.idle()
        case .lateness:
            try await Task.sleep(for: .milliseconds(300))
            try await line.send(bytes)
            return true
        case .garbage:
            try await line.send("\u{7f}ELF garbage\n")
            return true
        case .otherJSON:
            try await line.send("{\"message\":\"welcome\"}\n")
            return true
        case .otherType:
            try await line.send(Self.retyped(bytes, "TOUCHED"))
            return true
        case .otherKind:
            try await line.send(
                Self.retyped(bytes, "DELETED").replacing(/"kind":"[A-Za-z]*"/, with: #""kind":"Gadget""#)
            )
            return true
        case .emptyEvent:
            try await line.send("{\"type\":\"ADDED\",\"object\":{}}\n")
        case .emptyBookmark:
            try await line.send("{\"type\":\"BOOKMARK\",\"object\":{}}\n")
        case .expiry:
            try await line.send(Self.error(410, "Expired", "too old resource version: 1 (2)"))
            try await line.end()
        case .failure:
            try await line.send(Self.error(500, "InternalError", "etcdserver: no leader"))
            try await line.end()
        case .repetition:
            try await line.send(bytes)
            try await line.send(bytes)
            return true
        case .history, .historyAndCut:
            for event in state.withLock(\.history) { try await line.send(event) }
            guard fault == .history else { return false }
            try await line.send(bytes)
            return true
        case .bookmark:
            try await line.send(lastBookmark())
        default:
            break
        }
        return false
    }

    private static func retyped(_ event: [UInt8], _ type: String) -> String {
        String(decoding: event, as: UTF8.self).replacing(#/^\{"type":"[A-Z]*"/#, with: #"{"type":"\#(type)""#)
    }

    private static func error(_ code: Int, _ reason: String, _ message: String) -> String {
        let status = ProxyAnswer(code, status: reason, message)
        return "{\"type\":\"ERROR\",\"object\":\(String(decoding: status.body, as: UTF8.self))}\n"
    }

    /// A bookmark for the moment of the last event that was passed on.
    private func lastBookmark() throws -> String {
        let last = state.withLock { $0.history.last } ?? []
        var event = try Value(json: last)
        let version = event.at("object", "metadata", "resourceVersion") ?? ""
        event["type"] = "BOOKMARK"
        event["object"]?["metadata"] = ["resourceVersion": version]
        return String(decoding: event.json(), as: UTF8.self) + "\n"
    }
}

/// The proxy's side of one watch.
private struct WatchLine: Sendable {
    let socket: LoopbackSocket
    let thread: BlockingThread

    func begin() async throws {
        let lines = [
            "HTTP/1.1 200 X", "Content-Type: application/json", "Transfer-Encoding: chunked", "Connection: close",
        ]
        try await raw((lines + ["", ""]).joined(separator: "\r\n").utf8)
    }

    func send(_ bytes: [UInt8]) async throws {
        try await raw(Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + Array("\r\n".utf8))
    }

    func send(_ text: String) async throws {
        try await send(Array(text.utf8))
    }

    func send(_ answer: ProxyAnswer) async throws {
        var answer = answer
        answer.headers.append("Connection: close")
        try await raw(answer.bytes)
    }

    func end() async throws {
        try await raw("0\r\n\r\n".utf8)
    }

    func idle() async throws {
        try await thread.run { try socket.idle(until: $0) }
    }

    func resetAtEnd() {
        socket.resetAtEnd()
    }

    private func raw(_ bytes: some Sequence<UInt8> & Sendable) async throws {
        let bytes = Array(bytes)
        try await thread.run { try socket.send(bytes, until: $0) }
    }
}
