internal import Charts
internal import Manifests
internal import YAML

/// Finds the key that is meant by one that the chart does not read.
struct KeySuggestion {
    private let reads: ValueReads
    /// The chart's own values.
    private let defaults: Value
    private let knownPaths: [ValuePath]

    /// - Parameters:
    ///   - reads: what the chart reads; nothing else is suggested.
    ///   - defaults: the chart's own values, which say what there is below keys that are read as a whole.
    init(reads: ValueReads, defaults: Value) {
        self.reads = reads
        self.defaults = defaults
        var paths: [ValuePath] = []
        Self.collect(reads.root, defaults, at: [], into: &paths)
        knownPaths = paths
    }

    private static func collect(
        _ key: ValueReads.Key?,
        _ value: Value?,
        at path: ValuePath,
        into paths: inout [ValuePath]
    ) {
        guard path.count < 12 else { return }
        if !path.isEmpty { paths.append(path) }
        let isWhole = key?.isReadWhole ?? true
        var names = Set((key?.children ?? [:]).keys)
        if isWhole { names.formUnion((value?.object ?? [:]).keys) }
        for name in names.sorted() {
            collect(key?.children[name], value?[name], at: path + [.field(name)], into: &paths)
        }
    }

    /// The likeliest keys, one or two; none where too many are as likely.
    func suggestions(for path: ValuePath) -> [ValuePath] {
        let names = path.compactMap { if case .field(let name) = $0 { name } else { nil } }
        guard names.count == path.count else { return [] }
        if let near = sibling(of: path) { return [near] }
        if let moved = moved(path) { return moved }
        return []
    }

    // MARK: Misspelt

    /// The path with its first unknown key replaced by one beside it that is nearly the same.
    private func sibling(of path: ValuePath) -> ValuePath? {
        guard let first = path.indices.first(where: { !reads.mayRead(path[...$0]) }),
            case .field(let name) = path[first]
        else { return nil }
        let parent = Array(path[..<first])
        let rest = path[(first + 1)...]
        var best: (path: ValuePath, distance: Double)?
        for known in knownPaths where known.count == first + 1 && Array(known[..<first]) == parent {
            guard case .field(let other) = known[first], let distance = Spelling.distance(name, other) else { continue }
            let whole = known + rest
            let candidate = reads.mayRead(whole) ? whole : known
            // What the chart has a value of is likelier than what it only looks at.
            let penalty = defaults.holds(known[...]) ? 0 : 0.15
            let missing = candidate.count < whole.count ? 0.2 : 0
            if distance + penalty + missing < best?.distance ?? 2 { best = (candidate, distance + penalty + missing) }
        }
        return best?.path
    }

    // MARK: In another place

    /// Keys of the same name elsewhere: where something is missing before the path, or too much stands in it.
    private func moved(_ path: ValuePath) -> [ValuePath]? {
        guard let last = path.last, case .field = last else { return nil }
        // `limits_config.x` for `loki.limits_config.x`.
        let below = knownPaths.filter { known in
            guard defaults.holds(known[...]) else { return false }
            return (1...path.count).contains { known.count > $0 && known.suffix($0) == path.prefix($0) }
        }
        let longer = below.compactMap { known -> (path: ValuePath, matched: Int)? in
            let count =
                (1...path.count).reversed().first { known.count > $0 && known.suffix($0) == path.prefix($0) } ?? 0
            let whole = known + path.dropFirst(count)
            // Nothing can be put into a list or a text.
            guard count == path.count || defaults.at(known[...])?.object != nil else { return nil }
            return reads.mayRead(whole) ? (whole, count) : nil
        }
        if let choice = choice(of: longer.map { ($0.path, $0.path.count * 10 - $0.matched) }) { return choice }
        // `tempo.compactor.compaction.retention` for `tempo.retention`.
        let shorter = knownPaths.filter { known in
            known.count < path.count && known.last == last && known.dropLast() == path.prefix(known.count - 1)
                && known.count > 1 && defaults.holds(known[...])
        }
        return choice(of: shorter.map { ($0, -$0.count) })
    }

    /// The paths with the lowest rank, unless there are more than two.
    private func choice(of ranked: [(path: ValuePath, rank: Int)]) -> [ValuePath]? {
        guard let lowest = ranked.map(\.rank).min() else { return nil }
        var paths: [ValuePath] = []
        for (path, rank) in ranked where rank == lowest && !paths.contains(path) { paths.append(path) }
        return paths.count <= 2 ? paths : nil
    }
}

/// How alike two names are.
enum Spelling {
    /// From 0 for names that differ in capitals and signs only, up to 1; nil for names that are not alike.
    static func distance(_ left: String, _ right: String) -> Double? {
        let (first, second) = (plain(left), plain(right))
        if first == second { return 0 }
        let longer = max(first.count, second.count)
        let edits = edits(from: first, to: second)
        let ratio = Double(edits) / Double(longer)
        if edits <= 1 && longer >= 4 || edits <= 2 && longer >= 7 || ratio <= 0.25 { return ratio }
        // `storageClassName` for `storageClass`, `persistence` for `persistentVolume`.
        let common = zip(first, second).prefix { $0 == $1 }.count
        let shorter = min(first.count, second.count)
        if common >= 6, Double(common) >= 0.8 * Double(shorter), longer <= 2 * shorter { return 0.5 + ratio / 2 }
        // `enabled` for `volumeClaimsEnabled`.
        return first.count >= 5 && second.suffix(first.count) == first ? 0.6 + ratio / 2 : nil
    }

    private static func plain(_ name: String) -> [Character] {
        name.lowercased().filter { $0.isLetter || $0.isNumber }
    }

    /// How many characters have to be put in, taken out, changed or swapped with their neighbour.
    static func edits(from left: [Character], to right: [Character]) -> Int {
        guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, character) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (character == other ? 0 : 1))
                if row > 0, column > 0, character == right[column - 1], left[row - 1] == other {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
