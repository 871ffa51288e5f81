import HTTP
import YAML

/// How soon hand edits are reported and undone, one after the other.
struct DriftRows {
    let plane: ControlPlane
    let objects: ObjectSet
    let daemon: DaemonProcess

    private static let edits = 200
    /// After so long an edit counts as not answered.
    private static let patience = Duration.seconds(10)
    /// After so many of those the rest is left out.
    private static let failures = 3

    /// Milliseconds from the answer to an edit on; nil for what did not happen in time.
    private struct Answer {
        let reported: Double?
        let corrected: Double?

        var isComplete: Bool { reported != nil && corrected != nil }
    }

    func measure(into table: inout Table) async throws {
        let watch = CorrectionWatch(plane.server, cluster: "bench")
        let answers = try await withThrowingTaskGroup(of: Void.self, returning: [Answer].self) { group in
            for kind in CorrectionWatch.kinds { group.addTask { try await watch.run(kind) } }
            defer { group.cancelAll() }
            return try await edit(watch)
        }
        add("drift-reported-p95-ms", answers.map(\.reported), .atMost(100), &table)
        add("drift-corrected-p95-ms", answers.map(\.corrected), .atMost(300), &table)
    }

    private func edit(_ watch: CorrectionWatch) async throws -> [Answer] {
        let editable = objects.objects
        for _ in 0..<300 where watch.known < editable.count { try await Task.sleep(for: .milliseconds(100)) }
        guard watch.known >= editable.count else {
            throw BenchError(description: "the watch knows \(watch.known) of \(editable.count) objects after 30 s")
        }
        var answers: [Answer] = []
        var failures = 0
        for (number, object) in editable.shuffled().prefix(Self.edits).enumerated() {
            let answer = try await answer(to: HandEdit(object, number: number), watch)
            answers.append(answer)
            guard !answer.isComplete else { continue }
            let what = answer.corrected != nil ? "reported" : answer.reported != nil ? "corrected" : "answered"
            print("  the edit of \(object.logName) was not \(what) within \(Self.patience)")
            failures += 1
            if failures == Self.failures { break }
        }
        return answers
    }

    private func answer(to edit: HandEdit, _ watch: CorrectionWatch) async throws -> Answer {
        let start = daemon.count
        watch.expect(edit)
        try await plane.server.send(.patch, "\(edit.object.path)?fieldManager=fettle-bench", body: edit.patch)
        let edited = wallClock
        let end = ContinuousClock.now + Self.patience
        while true {
            let line = daemon.line(from: start) {
                $0.message == "drift" && $0.fields["object"] == edit.object.logName
            }
            // The answer may be on its way to us while fettle has the news already.
            let answer = Answer(
                reported: line.map { max(0, $0.time - edited) },
                corrected: watch.correctedAt.map { max(0, $0 - edited) },
            )
            if answer.isComplete || ContinuousClock.now > end { return answer }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    private func add(_ name: String, _ times: [Double?], _ target: Target, _ table: inout Table) {
        let known = times.compactMap { $0 }
        let missing = times.count - known.count
        let parts = [50, 95, 99].map { part in
            "p\(part) \(percentile(part, of: known).map { Table.text($0) } ?? "-")"
        }
        let text = "\(known.count) edits: \(parts.joined(separator: ", "))"
        let note = missing == 0 ? text : "\(text); \(missing) were not answered within \(Self.patience)"
        let value = missing == 0 ? percentile(95, of: known) ?? .nan : .nan
        table.add(name, value, "ms", target, note)
    }
}
