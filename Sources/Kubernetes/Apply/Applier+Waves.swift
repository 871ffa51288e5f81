internal import Manifests
internal import YAML

extension Applier {
    /// Applies what is not in sync, wave after wave.
    ///
    /// First definitions, which are waited for, then classes, other objects, and what intercepts requests. Inside a wave
    /// all objects go in one call of the engine.
    ///
    /// A failure of one object holds up only those that need it: what lies in its namespace, or is of the kind it defines.
    ///
    /// - Returns: one outcome for each comparison, in their order.
    /// - Throws: `KubernetesError` when the cluster could not be asked, `CancellationError`.
    package func apply(_ comparisons: [Comparison]) async throws -> [ApplyOutcome] {
        var run = ApplyRun(comparisons)
        for wave in KindOrder.Wave.allCases {
            try Task.checkCancellation()
            let pending = run.start(wave)
            guard !pending.isEmpty else { continue }
            try await write(pending, in: &run)
            if wave == .definitions { try await establish(pending, in: &run) }
        }
        return run.outcomes
    }

    /// Writes the objects at these places of the run.
    private func write(_ pending: [Int], in run: inout ApplyRun) async throws {
        let ready = try await makeWay(for: pending, in: &run) { applier, position, comparisons in
            try await applier.prepare(comparisons[position])
        }
        var retries: [Int] = []
        var refused: [Int] = []
        var again: [(position: Int, live: LiveObject)] = []
        for (position, result) in zip(ready, try await applied(ready, in: run)) {
            switch result {
            case .applied(let live):
                run.succeed(position, live)
                if Adoption.managedFields(for: live, from: adopted) != nil { again.append((position, live)) }
            case .failed(let error) where error.reason == .unknownKind && !run.isOutdated(position):
                if run.isDefinedHere(position) { retries.append(position) } else { run.unknown(position) }
            case .failed(let error) where run.isOutdated(position) && !error.isTransient:
                refused.append(position)
            case .failed(let error):
                run.fail(position, error)
            }
        }
        try await lookCloser(refused, in: &run)
        try await retry(retries, in: &run)
        try await applyAgain(again, in: &run)
    }

    /// Compares what was refused although it was as expected: it may have to be made anew.
    private func lookCloser(_ refused: [Int], in run: inout ApplyRun) async throws {
        guard !refused.isEmpty else { return }
        let comparisons = try await compare(refused.map { run.comparisons[$0].manifest })
        for (position, comparison) in zip(refused, comparisons) { run.replace(position, with: comparison) }
        let admitted = run.admit(refused)
        if !admitted.isEmpty { try await write(admitted, in: &run) }
    }

    private func applied(_ positions: [Int], in run: ApplyRun) async throws -> [ApplyResult] {
        guard !positions.isEmpty else { return [] }
        return try await engine.apply(positions.map { run.comparisons[$0].manifest }, mode: .persist)
    }

    /// An object that nobody ever applied gets its entry `before-first-apply` only with our own first apply, so its fields
    /// are taken over after that.
    private func applyAgain(_ again: [(position: Int, live: LiveObject)], in run: inout ApplyRun) async throws {
        let lives = Dictionary(uniqueKeysWithValues: again.map { ($0.position, $0.live) })
        let ready = try await makeWay(for: again.map(\.position), in: &run) { applier, position, _ in
            if let live = lives[position] { try await applier.takeOver(live) }
        }
        for (position, result) in zip(ready, try await applied(ready, in: run)) {
            switch result {
            case .applied(let live): run.succeed(position, live)
            case .failed(let error): run.fail(position, error)
            }
        }
    }

    /// A definition may be established a moment before its objects are taken.
    private func retry(_ retries: [Int], in run: inout ApplyRun) async throws {
        var open = retries
        let end = Deadline(after: patience, on: clock)
        while !open.isEmpty {
            try await clock.sleep(for: Self.pause)
            var left: [Int] = []
            for (position, result) in zip(open, try await applied(open, in: run)) {
                switch result {
                case .applied(let live): run.succeed(position, live)
                case .failed(let error) where error.reason == .unknownKind && !end.isOver: left.append(position)
                case .failed(let error): run.fail(position, error)
                }
            }
            open = left
        }
    }

    /// Waits until the definitions just written can be used.
    ///
    /// A namespace can be as soon as the server has answered.
    private func establish(_ pending: [Int], in run: inout ApplyRun) async throws {
        let written = pending.filter { run.isWritten($0) && run.comparisons[$0].manifest.isDefinition }
        for (index, error) in try await obstaclesToUse(of: written.map { run.comparisons[$0].manifest }) {
            run.fail(written[index], error)
        }
    }

    /// Waits until definitions can be used.
    ///
    /// - Returns: why those cannot that cannot, by their places.
    /// - Throws: `KubernetesError` when the cluster could not be asked, `CancellationError`.
    func obstaclesToUse(of definitions: [Manifest]) async throws -> [Int: KubernetesError] {
        var obstacles: [Int: KubernetesError] = [:]
        var open = Array(definitions.indices)
        let end = Deadline(after: patience, on: clock)
        func note(_ index: Int, _ reason: KubernetesError.Reason, _ message: String) {
            obstacles[index] = KubernetesError(reason, subject: definitions[index].reference.description, message)
        }
        while !open.isEmpty {
            let results = try await engine.read(open.map { KindedReference(definitions[$0]) })
            var left: [Int] = []
            for (index, result) in zip(open, results) {
                guard case .found(let live) = result else {
                    left.append(index)
                    continue
                }
                if live.hasCondition("Established", "True") { continue }
                if let refusal = live.refusedNames {
                    note(index, .invalid, "is not accepted: \(refusal)")
                } else {
                    left.append(index)
                }
            }
            open = left
            if open.isEmpty || end.isOver { break }
            try await clock.sleep(for: Self.pause)
        }
        for index in open { note(index, .serverFailure, "was not established within \(patience.goSeconds)") }
        return obstacles
    }
}

extension LiveObject {
    fileprivate func hasCondition(_ type: String, _ status: String) -> Bool {
        conditions.contains { $0["type"]?.string == type && $0["status"]?.string == status }
    }

    /// Why a definition's names are not accepted, in the server's words.
    fileprivate var refusedNames: String? {
        conditions.first { $0["type"]?.string == "NamesAccepted" && $0["status"]?.string == "False" }
            .map { $0["message"]?.string ?? "its names are taken" }
    }

    private var conditions: [Value] { object.at("status", "conditions")?.array ?? [] }
}
