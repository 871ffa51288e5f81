import HTTP

/// How many requests of each sort an API server has had, from its own metrics.
///
/// Asking for metrics does not count, and neither does discovery: servers leave it out of `apiserver_request_total`.
/// A watch counts when it ends. Where the server tells it, as Kubernetes 1.20 does, what is answered in protobuf stands
/// apart: so ask the server itself and its controllers, and neither fettle nor kubectl.
struct RequestCounts {
    /// By verb, resource, and dry run or not: `APPLY deployments`, `APPLY configmaps dry-run`.
    private var counts: [String: Double] = [:]
    /// Those of the server itself and its controllers, where they can be told apart.
    private var internals: [String: Double] = [:]

    private init() {}

    init(of server: APIServer) async throws {
        let text = String(decoding: try await server.send(.get, "/metrics"), as: UTF8.self)
        for line in text.split(separator: "\n") where line.hasPrefix("apiserver_request_total{") {
            guard let end = line.lastIndex(of: "}"), let count = Double(line[line.index(end, offsetBy: 2)...]) else {
                continue
            }
            let labels = Self.labels(line[..<end])
            guard let resource = labels["resource"], !resource.isEmpty else { continue }
            let parts = [
                labels["verb"], resource, labels["subresource"], labels["dry_run"].map { $0.isEmpty ? "" : "dry-run" },
            ]
            let key = parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
            if labels["contentType"]?.hasSuffix("protobuf") ?? false {
                internals[key, default: 0] += count
            } else {
                counts[key, default: 0] += count
            }
        }
    }

    /// What stands between braces: `apiserver_request_total{code="200",verb="GET"`.
    private static func labels(_ text: Substring) -> [Substring: String] {
        let pairs = text.drop { $0 != "{" }.dropFirst().split(separator: "\",")
        return Dictionary(
            pairs.compactMap { pair in
                pair.firstIndex(of: "=").map { (pair[..<$0], pair[$0...].dropFirst().filter { $0 != "\"" }) }
            }
        ) { $1 }
    }

    /// What came in between, where `other` was before.
    static func - (later: RequestCounts, other: RequestCounts) -> RequestCounts {
        func difference(_ counts: KeyPath<RequestCounts, [String: Double]>) -> [String: Double] {
            later[keyPath: counts].merging(other[keyPath: counts].mapValues { -$0 }, uniquingKeysWith: +)
                .filter { $0.value > 0 }
        }
        var result = RequestCounts()
        result.counts = difference(\.counts)
        result.internals = difference(\.internals)
        return result
    }

    var total: Double { counts.values.reduce(0, +) }

    /// Without watches, which go on from one interval to the next.
    var totalWithoutWatches: Double { counts.filter { !$0.key.hasPrefix("WATCH ") }.values.reduce(0, +) }

    /// Whether anybody changed anything.
    fileprivate var hasWrites: Bool {
        let reads = ["GET ", "LIST ", "WATCH ", "CONNECT "]
        return (Array(counts.keys) + internals.keys).contains { key in
            !key.hasSuffix("dry-run") && !reads.contains { key.hasPrefix($0) }
        }
    }

    /// `3 LIST configmaps, 2 GET namespaces`, most first.
    var text: String {
        counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\(Int($0.value)) \($0.key)" }
            .joined(separator: ", ")
    }
}

extension APIServer {
    /// Waits until the controllers have nothing to write any more.
    ///
    /// - Throws: `BenchError` when they do not come to rest.
    func settle() async throws {
        var before = try await RequestCounts(of: self)
        for _ in 0..<120 {
            try await Task.sleep(for: .seconds(1))
            let now = try await RequestCounts(of: self)
            if !(now - before).hasWrites { return }
            before = now
        }
        throw BenchError(description: "\(url): its controllers do not come to rest within two minutes")
    }

    /// The requests that come while `body` is at work, without those that come by themselves in as much time.
    func requests(during body: () async throws -> Void) async throws -> RequestCounts {
        let start = ContinuousClock.now
        let first = try await RequestCounts(of: self)
        try await body()
        let second = try await RequestCounts(of: self)
        try await Task.sleep(for: ContinuousClock.now - start)
        return (second - first) - (try await RequestCounts(of: self) - second)
    }
}
