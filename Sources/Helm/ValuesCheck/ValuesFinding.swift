package import Charts
package import Manifests

/// A key of a release's values that does not do what it seems to.
package struct ValuesFinding: Hashable, Sendable {
    /// What is wrong with the key.
    package enum Kind: Hashable, Sendable {
        /// Whatever it is set to, the rendered objects are the same; so for each of the `keys` below it, if it is a map.
        case noEffect(keys: Int)
        /// It is of another type than the chart's own value, and the chart takes only that one.
        case otherType(given: String, expected: String)
        /// The chart's templates fail because of it, with these words.
        case refused(String)
        /// It does not meet the chart's schema, in helm's words.
        case schema(String)
        /// The chart cannot be rendered with these values, and no single key is known to be why.
        case unrenderable(String)
    }

    /// A file with its line where that is known, else an object.
    package let subject: String
    /// Empty for what concerns the release as a whole.
    package let path: ValuePath
    package let kind: Kind
    /// Keys that the chart reads and that may be meant, the likeliest first.
    package let suggestions: [ValuePath]
    /// The chart with its version: `tempo 1.24.0`.
    package let chart: String

    /// It as a line: `overlays/perso/tempo.yaml:14: values key '…' changes nothing in …; did you mean '…'?`.
    package var problem: Problem {
        Problem(subject, "\(statement); \(advice)")
    }

    private var key: String { "values key '\(path.dotted)'" }

    private var statement: String {
        switch kind {
        case .noEffect(1): "\(key) changes nothing in \(chart)"
        case .noEffect(let count): "\(key), with the \(count) keys below it, changes nothing in \(chart)"
        case .otherType(let given, let expected): "\(key) is \(given) where \(chart) has \(expected)"
        case .refused(let words): "\(key) is refused by \(chart): \(words)"
        case .schema(let words): "\(key) does not meet the schema of \(chart): \(words)"
        case .unrenderable(let words): "\(chart) cannot be rendered with these values: \(words)"
        }
    }

    private var advice: String {
        let names = suggestions.map { "'\($0.dotted)'" }
        if !names.isEmpty { return "did you mean \(names.joined(separator: " or "))?" }
        switch kind {
        case .noEffect: return "remove it"
        case .otherType("a string", "a boolean"): return "write it without quotes"
        case .otherType(_, let expected): return "make it \(expected)"
        case .refused: return "do what the chart says, or remove it"
        case .schema: return "correct it"
        case .unrenderable: return "correct the values"
        }
    }
}
