import Blocking
import HTTP
import Synchronization
import TestSupport
import YAML

@testable import Kubernetes

/// Stands between an engine and a real API server, passes everything on, and lets some requests meet a fault.
///
/// It takes plain HTTP on loopback, and asks the server as the control plane's administrator.
final class FaultProxy: Sendable {
    let port: Int
    let watches: WatchRelay
    private let access: APIAccess
    private let client: HTTPClient
    private let renamed: [(inside: String, outside: String)]
    private let state = Mutex(State())

    private struct State {
        var plan: FaultPlan?
        var hits = 0
        var requests: [ProxyRequest] = []
        var forwarded: [Int: Int] = [:]
        var groups: [String: ProxyAnswer] = [:]
    }

    private init(_ plane: ControlPlane, port: Int, renamed: [(inside: String, outside: String)]) throws {
        self.port = port
        self.renamed = renamed
        watches = WatchRelay { line in renamed.reduce(line) { $0.replacing($1.outside, with: $1.inside) } }
        access = try Kubeconfig(path: plane.kubeconfig, context: plane.name).access()
        client = HTTPClient(access.server)
    }

    /// Runs one for as long as `body` does.
    ///
    /// - Parameters:
    ///   - plane: where requests go.
    ///   - renamed: texts that the engine sends and gets, and what the server gets and sends for each: so that a test
    ///     has an inventory of its own.
    ///   - body: the test.
    /// - Returns: what `body` gives.
    /// - Throws: what `body` throws.
    static func with<Result>(
        _ plane: ControlPlane,
        renamed: [(inside: String, outside: String)] = [],
        _ body: (FaultProxy) async throws -> Result,
    ) async throws -> Result {
        let (listener, port) = try LoopbackSocket.listening()
        let proxy = try FaultProxy(plane, port: port, renamed: renamed)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await proxy.serve(listener) }
            return try await body(proxy)
        }
    }

    /// An engine that knows nothing of the cluster yet.
    ///
    /// - Parameters:
    ///   - timeout: how long one request may take.
    ///   - watchIdleLimit: how long a watch may tell nothing.
    ///   - watchLength: after which time the server is to end its answer to a watch.
    /// - Returns: an engine that asks this proxy.
    /// - Throws: `Problems`, which would be a fault of this test.
    func engine(
        timeout: Duration = .seconds(60),
        watchIdleLimit: Duration = .seconds(150),
        watchLength: Duration = .seconds(300),
    ) throws -> APIEngine {
        let config: Value = [
            "kind": "Config", "current-context": "lab",
            "clusters": [["name": "lab", "cluster": ["server": .string("http://127.0.0.1:\(port)")]]],
            "users": [["name": "lab", "user": [:]]],
            "contexts": [["name": "lab", "context": ["cluster": "lab", "user": "lab"]]],
        ]
        let kubeconfig = try Kubeconfig(bytes: config.json(), subject: "kubeconfig", context: nil)
        return try APIEngine(
            kubeconfig: kubeconfig,
            cluster: "lab",
            timeout: timeout,
            watchIdleLimit: watchIdleLimit,
            watchLength: watchLength,
        )
    }

    /// What came so far, in order.
    var requests: [ProxyRequest] { state.withLock { $0.requests } }

    /// How many requests have met the fault.
    var hits: Int { state.withLock { $0.hits } }

    /// The answers of the server to the requests for which `condition` holds, by their status.
    func answers(where condition: (ProxyRequest) -> Bool) -> [Int] {
        state.withLock { state in
            state.requests.filter(condition).compactMap { state.forwarded[$0.number] }
        }
    }

    /// Counts requests anew, which meet the fault of `plan` from now on; none for nil.
    func start(_ plan: FaultPlan?) {
        state.withLock { $0 = State(plan: plan, groups: $0.groups) }
    }

    // MARK: Serving

    private func serve(_ listener: LoopbackSocket) async throws {
        let thread = BlockingThread(label: "fault proxy")
        try await withThrowingDiscardingTaskGroup { group in
            while let socket = try await thread.run({ try listener.accept(until: $0) }) {
                group.addTask {
                    // A client that went away is no failure of the proxy.
                    try? await self.attend(socket)
                }
            }
        }
    }

    private func attend(_ socket: LoopbackSocket) async throws {
        let thread = BlockingThread(label: "fault proxy connection")
        while var request = try await thread.run({ try ProxyRequest(from: socket, until: $0) }) {
            let plan = note(&request)
            if plan == nil, request.isWatch {
                let request = request
                return try await watches.attend(socket, thread) { try await self.open(request) }
            }
            guard let plan else {
                let answer = await forward(request)
                try await thread.run { try socket.send(answer.bytes, until: $0) }
                continue
            }
            var answer = plan.fault.answer
            if plan.moment == .afterTheServer || plan.fault == .truncated {
                let real = await forward(request)
                if answer == nil { answer = real }
            }
            switch plan.fault {
            case .cut: return
            case .reset: return socket.resetAtEnd()
            case .truncated:
                let bytes = answer?.bytes ?? []
                return try await thread.run { try socket.send(bytes.dropLast(20), until: $0) }
            case .silence: return try await thread.run { try socket.idle(until: $0) }
            case .slowness: try await Task.sleep(for: .seconds(10))
            default: break
            }
            let bytes = answer?.bytes ?? []
            try await thread.run { try socket.send(bytes, until: $0) }
        }
    }

    /// Whether the request meets a fault.
    private func note(_ request: inout ProxyRequest) -> FaultPlan? {
        state.withLock { state in
            request.number = state.requests.count + 1
            request.place = (state.requests.last?.place ?? 0) + (request.isGroupDiscovery ? 0 : 1)
            state.requests.append(request)
            guard let plan = state.plan, state.hits < plan.times, plan.meets(request) else { return nil }
            state.hits += 1
            return plan
        }
    }

    private func forward(_ request: ProxyRequest) async -> ProxyAnswer {
        // Old servers are asked for some forty groups one by one, each time, and would be most of the tests' work.
        let known = state.withLock { $0.groups[request.target] }
        let answer = if let known { known } else { await asked(request) }
        state.withLock { state in
            state.forwarded[request.number] = answer.status
            if request.isGroupDiscovery, answer.status == 200 { state.groups[request.target] = answer }
        }
        return answer
    }

    private func asked(_ request: ProxyRequest) async -> ProxyAnswer {
        do {
            let answer = try await client.send(
                try translated(request),
                deadline: .seconds(300),
                bodyLimit: 1 << 26,
            )
            return self.answer(answer, answer.body)
        } catch {
            return ProxyAnswer(502, "text/plain", "the fault proxy got no answer: \(error)")
        }
    }

    /// Begins the server's answer to a watch.
    private func open(_ request: ProxyRequest) async throws -> WatchRelay.Upstream {
        let stream = try await client.stream(try translated(request), headDeadline: .seconds(300))
        guard stream.status == 200 else {
            return .refusal(answer(stream, try await stream.body.readAll(limit: 1 << 20)))
        }
        return .stream(stream.body)
    }

    /// A request as the server gets it.
    private func translated(_ request: ProxyRequest) throws -> HTTPRequest {
        guard let method = HTTPRequest.Method(rawValue: request.method) else { throw Unexpected(request.method) }
        let kept = ["accept", "content-type"].compactMap { name in request.headers[name].map { (name, $0) } }
        let body = Array(outside(String(decoding: request.body, as: UTF8.self)).utf8)
        let target = request.isWatch ? request.target : paged(outside(request.target))
        return HTTPRequest(
            method,
            access.url + target,
            headers: kept,
            body: body.isEmpty ? nil : body,
            authorization: try access.credential.authorization(),
        )
    }

    /// An answer of the server as the engine gets it.
    private func answer(_ answer: some HTTPHeaded, _ body: [UInt8]) -> ProxyAnswer {
        let headers = ["content-type", "retry-after"].compactMap { name in
            answer.header(name).map { "\(name): \($0)" }
        }
        let text = inside(String(decoding: body, as: UTF8.self))
        return ProxyAnswer(status: answer.status, headers: headers, body: Array(text.utf8))
    }

    /// Changes something in the cluster as somebody else, past everything that this proxy does.
    func change(_ method: HTTPRequest.Method, _ target: String, _ body: Value? = nil) async throws {
        let type = method == .patch ? "application/merge-patch+json" : "application/json"
        let answer = try await HTTPRetry().send(
            HTTPRequest(
                method,
                access.url + target,
                headers: body == nil ? [] : [("Content-Type", type)],
                body: body?.json(),
                authorization: try access.credential.authorization(),
                isIdempotent: false,
            ),
            through: client,
            deadline: .seconds(300),
            bodyLimit: 1 << 26,
        )
        guard (200..<300).contains(answer.status) else {
            throw Unexpected("\(method) \(target): \(String(decoding: answer.body, as: UTF8.self))")
        }
    }

    /// Servers may give shorter pages than they are asked for.
    private func paged(_ target: String) -> String {
        let isWhole = target.contains("labelSelector=") && !target.contains("limit=")
        if isWhole, state.withLock({ $0.plan?.pagesAlways == true }) { return target + "&limit=2" }
        return target.replacing("limit=500", with: "limit=2")
    }

    private func outside(_ text: String) -> String {
        renamed.reduce(text) { $0.replacing($1.inside, with: $1.outside) }
    }

    private func inside(_ text: String) -> String {
        renamed.reduce(text) { $0.replacing($1.outside, with: $1.inside) }
    }
}
