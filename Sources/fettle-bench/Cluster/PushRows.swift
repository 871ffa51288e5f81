/// Pushes that change nothing for a cluster, or a few objects.
struct PushRows {
    let plane: ControlPlane
    let repository: ClusterRepository
    let objects: ObjectSet
    let daemon: DaemonProcess

    /// How many objects a push changes.
    private static let size = 10
    private static let pushes = 5

    func measure(into table: inout Table) async throws {
        try await measureUnchanged(&table)
        let requests = try await plane.server.requests { _ = try await push(0) }
        print("  a push of \(Self.size) asks: \(requests.text)")
        table.add(
            "requests-push-k",
            requests.total,
            "requests",
            .atMost(Double(Self.size) + 3),
            "a push that changes \(Self.size) of 1,000 objects",
        )
        var times: [Double] = []
        for number in 1...Self.pushes { times.append(try await push(number)) }
        table.add(
            "push-\(Self.size)-applied-ms",
            median(times),
            "ms",
            .atMost(300),
            "from 'new commit' to 'converged' in the log; median of \(Self.pushes)",
        )
    }

    private func measureUnchanged(_ table: inout Table) async throws {
        let requests = try await plane.server.requests {
            let start = daemon.count
            try repository.note("nothing that a cluster gets\n")
            try repository.commit("Change what no cluster gets")
            try await daemon.line("new commit", from: start)
            // Whatever it makes fettle do has begun by then.
            try await Task.sleep(for: .seconds(3))
        }
        if requests.total > 0 { print("  an unchanged push asks: \(requests.text)") }
        table.add(
            "requests-push-unchanged",
            requests.total,
            "requests",
            .atMost(0),
            "a push that changes nothing for the cluster",
        )
    }

    /// Pushes a change of some objects, and says how long it took from the fetch until all was applied.
    private func push(_ number: Int) async throws -> Double {
        let start = daemon.count
        let configMaps = objects.objects.filter { $0.kind == .configMap }
        try repository.change(configMaps.shuffled().prefix(Self.size), level: "level-\(number)")
        try repository.commit("Change some objects")
        let seen = try await daemon.line("new commit", from: start)
        let done = try await daemon.line("converged", from: start) { $0.fields["commit"] == seen.fields["commit"] }
        return done.time - seen.time
    }
}
