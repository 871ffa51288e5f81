internal import Charts
internal import Manifests
internal import YAML

/// Looks at the values of one release.
struct ValuesExamination {
    /// A template may refuse several keys, of which helm tells one at a time.
    private static let failureLimit = 10

    let chart: Chart
    let values: Value
    /// Takes secrets out of what helm says.
    let mask: SecretMask
    /// Whether values have to meet the chart's schema.
    let schema: SchemaUse
    let rendering: any ChartRendering
    let depth: ValuesCheck.Depth

    /// What is found, before anybody asks where it was written.
    struct Finding: Hashable, Sendable {
        var path: ValuePath
        var kind: ValuesFinding.Kind
        var suggestions: [ValuePath] = []

        var isOfNoEffect: Bool {
            if case .noEffect = kind { true } else { false }
        }
    }

    /// Everything that is found.
    ///
    /// - Throws: `ChartError`, and what `rendering` throws.
    func findings() async throws -> [Finding] {
        let reads = try chart.reads(of: values)
        let defaults = chart.defaults
        let differences = TypeDifference.all(in: values, defaults: defaults, reads: reads)
        if depth == .suspicions, differences.isEmpty, IdleKey.all(in: values, reads: reads).isEmpty { return [] }
        let suggestion = KeySuggestion(reads: reads, defaults: defaults)
        var findings: [Finding] = []
        // What is refused or ignored already is not told twice.
        var accepted = values
        var outcome = try await rendering.render(values, schema: schema)
        if case .refused(let errors) = outcome,
            let violations = SchemaViolation.all(in: errors, of: values, chart: chart), schema == .checked
        {
            findings += violations.map { violation in
                Finding(
                    path: violation.path,
                    kind: .schema(shown(violation.words)),
                    suggestions: violation.isUnknownKey ? suggestion.suggestions(for: violation.path) : [],
                )
            }
            if violations.isEmpty { return [Finding(path: [], kind: .unrenderable(message(errors)))] }
            outcome = try await rendering.render(values, schema: .skipped)
        }
        for difference in differences where !difference.isHarmlessIfSame {
            add(.otherType(given: difference.given, expected: difference.expected), at: difference.path, to: &findings)
        }
        try await collectRefused(&outcome, &accepted, reads, into: &findings)
        guard case .objects(let text) = outcome else { return findings }
        let idle = IdleKey.all(in: accepted, reads: reads)
        let doubtful = differences.filter { $0.isHarmlessIfSame && accepted.holds($0.path[...]) }
        guard !idle.isEmpty || !doubtful.isEmpty,
            var proof = try await EffectProof(rendering, values: accepted, first: text, limit: depth.renderLimit)
        else { return findings }
        for key in try await proof.idle(idle) {
            let suggestions = suggestion.suggestions(for: key.path)
            add(.noEffect(keys: key.count), at: key.path, suggestions, to: &findings)
        }
        let harmless = try await proof.equivalent(doubtful.map(\.path)) { value in
            value.asTruth.map { .bool($0) } ?? value
        }
        for difference in doubtful where !harmless.contains(difference.path) {
            add(.otherType(given: difference.given, expected: difference.expected), at: difference.path, to: &findings)
        }
        return findings
    }

    private func add(
        _ kind: ValuesFinding.Kind,
        at path: ValuePath,
        _ suggestions: [ValuePath] = [],
        to findings: inout [Finding],
    ) {
        guard
            !findings.contains(where: { $0.path.starts(with: path) || path.starts(with: $0.path) && !$0.path.isEmpty })
        else { return }
        findings.append(Finding(path: path, kind: kind, suggestions: suggestions))
    }

    // MARK: Templates that fail

    /// Finds the keys that templates refuse, and goes on without them.
    private func collectRefused(
        _ outcome: inout RenderOutcome,
        _ accepted: inout Value,
        _ reads: ValueReads,
        into findings: inout [Finding],
    ) async throws {
        for _ in 0..<Self.failureLimit {
            guard case .refused(let errors) = outcome else { return }
            guard let (path, next) = try await culprit(errors, accepted, reads) else { break }
            let words = ChartFailure(errors)?.words ?? message(errors)
            add(.refused(shown(words)), at: path, to: &findings)
            accepted = accepted.removing([path])
            outcome = next
        }
        guard case .refused(let errors) = outcome else { return }
        // A value of a wrong type is a reason by itself.
        guard findings.isEmpty else { return }
        findings.append(Finding(path: [], kind: .unrenderable(message(errors))))
    }

    /// The key without which this failure is gone.
    private func culprit(
        _ errors: String,
        _ values: Value,
        _ reads: ValueReads,
    ) async throws -> (ValuePath, RenderOutcome)? {
        guard let failure = ChartFailure(errors) else { return nil }
        for path in failure.keys(in: values, reads: reads).prefix(20) where !path.isEmpty {
            let outcome = try await rendering.render(values.removing([path]), schema: .skipped)
            guard case .refused(let others) = outcome else { return (path, outcome) }
            if ChartFailure(others).map({ $0 != failure }) ?? false { return (path, outcome) }
        }
        return nil
    }

    // MARK: Words

    private func message(_ errors: String) -> String {
        HelmError(subject: "", errors: errors, exitCode: 1, mask: mask).message
    }

    /// Somebody else's words on one line, without secrets.
    private func shown(_ words: String) -> String {
        HelmError(subject: "", errors: "Error: \(words)", exitCode: 1, mask: mask).message
    }
}
