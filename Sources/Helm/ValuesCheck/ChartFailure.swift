internal import Charts
internal import Manifests
internal import YAML

/// A template that ended the rendering.
struct ChartFailure: Hashable, Sendable {
    /// The file as helm names it, and the line.
    let place: ValueReads.TemplatePlace
    /// What the template said; may quote values.
    let words: String

    /// Reads what helm printed: `execution error at (loki/templates/validate.yaml:31:4): …`; nil for anything else.
    init?(_ errors: String) {
        guard
            let match = errors.firstMatch(
                of: #/execution error at \(([^():]+):(\d+):\d+\): (.*)/#.dotMatchesNewlines()
            ),
            let line = Int(match.2)
        else { return nil }
        place = ValueReads.TemplatePlace(file: String(match.1), line: line)
        words = match.3.split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    /// The keys of `values` that decide whether the template fails there, the lowest that are given.
    func keys(in values: Value, reads: ValueReads) -> [ValuePath] {
        // An action of several lines is known by its first one.
        let lines = reads.failures.keys.filter { $0.file == place.file && $0.line <= place.line }.map(\.line)
        guard let line = lines.max() else { return [] }
        let patterns = reads.failures[ValueReads.TemplatePlace(file: place.file, line: line)] ?? []
        var found: [ValuePath] = []
        for pattern in patterns {
            for path in values.paths(matching: pattern[...]) where !found.contains(path) { found.append(path) }
        }
        return found.sorted { $0.dotted < $1.dotted }
    }
}

extension Value {
    /// The paths of a pattern that are there, or as much of them as is.
    fileprivate func paths(matching pattern: ArraySlice<String?>) -> [ValuePath] {
        guard let step = pattern.first else { return [[]] }
        let rest = pattern.dropFirst()
        switch self {
        case .object(let fields):
            let matching = step.map { name in fields.filter { $0.key == name } } ?? fields
            return matching.sorted { $0.key < $1.key }.flatMap { name, child in
                child.paths(matching: rest).map { [.field(name)] + $0 }
            }
        case .array(let elements) where step == nil:
            return elements.enumerated().flatMap { index, child in
                child.paths(matching: rest).map { [.index(index)] + $0 }
            }
        case .array: return []
        // Something else stands where a map was asked for.
        default: return [[]]
        }
    }
}
