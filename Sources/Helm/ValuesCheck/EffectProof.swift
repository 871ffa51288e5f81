internal import Charts
internal import YAML

/// Finds out by rendering which changes of values change nothing in the objects.
struct EffectProof {
    private let rendering: any ChartRendering
    private let values: Value
    private let unchanged: RenderedText
    private var rendersLeft: Int

    /// - Parameters:
    ///   - rendering: renders the chart.
    ///   - values: what is changed.
    ///   - first: what the chart gives for them; it is rendered once more, to see what differs by itself.
    ///   - limit: how often it may be rendered; what is not proven by then is not told.
    /// - Returns: nil when two renderings differ so much that nothing can be said.
    init?(_ rendering: any ChartRendering, values: Value, first: String, limit: Int) async throws {
        guard case .objects(let second) = try await rendering.render(values, schema: .skipped),
            let unchanged = RenderedText(first, second)
        else { return nil }
        self.rendering = rendering
        self.values = values
        self.unchanged = unchanged
        rendersLeft = limit
    }

    /// Those of `keys` that can be changed as well as removed, and nothing happens.
    mutating func idle(_ keys: [IdleKey]) async throws -> [IdleKey] {
        try await unproven(keys) { values, keys in
            [values.altering(keys.map(\.root)), values.removing(keys.map(\.root))]
        }
    }

    /// Those of `keys` that can be replaced as `change` says, and nothing happens.
    mutating func equivalent(
        _ keys: [ValuePath],
        _ change: (Value) -> Value,
    ) async throws -> [ValuePath] {
        try await unproven(keys) { values, keys in
            [keys.reduce(values) { $0.replacing($1[...], change) }]
        }
    }

    /// Tries all at once, and halves of them when that makes a difference: mostly it makes none.
    private mutating func unproven<Key>(
        _ keys: [Key],
        _ variants: (Value, [Key]) -> [Value],
    ) async throws -> [Key] {
        guard !keys.isEmpty else { return [] }
        var isSame = true
        for variant in variants(values, keys) where isSame && variant != values {
            rendersLeft -= 1
            guard rendersLeft >= 0 else { return [] }
            let outcome = try await rendering.render(variant, schema: .skipped)
            if case .objects(let text) = outcome { isSame = unchanged.matches(text) } else { isSame = false }
        }
        if isSame { return keys }
        guard keys.count > 1 else { return [] }
        let half = keys.count / 2
        let first = try await unproven(Array(keys[..<half]), variants)
        return first + (try await unproven(Array(keys[half...]), variants))
    }
}

/// What a chart gives, with the lines that are different each time: passwords, certificates, the time.
struct RenderedText {
    private let lines: [Substring]
    private let unstable: Set<Int>

    /// Nil when the two texts do not have the same lines in the same places.
    init?(_ first: String, _ second: String) {
        let (lines, others) = (Self.lines(first), Self.lines(second))
        guard lines.count == others.count else { return nil }
        self.lines = lines
        unstable = first == second ? [] : Set(lines.indices.filter { lines[$0] != others[$0] })
    }

    func matches(_ text: String) -> Bool {
        let others = Self.lines(text)
        return others.count == lines.count
            && lines.indices.allSatisfy { lines[$0] == others[$0] || unstable.contains($0) }
    }

    private static func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n", omittingEmptySubsequences: false)
    }
}
