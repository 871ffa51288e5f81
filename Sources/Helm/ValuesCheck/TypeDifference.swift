internal import Charts
internal import Manifests
internal import YAML

/// A value that is of another type than the chart's own one.
struct TypeDifference: Hashable, Sendable {
    let path: ValuePath
    let given: String
    let expected: String
    /// Whether it may be meant so, unless rendering shows that the type matters.
    let isHarmlessIfSame: Bool

    /// All in `values`.
    ///
    /// A map, a list and a scalar are never the same. Among scalars only a text or number in the place of a truth value
    /// counts, since every text but the empty one is true to a template; numbers and texts stand for each other in too
    /// many places of Kubernetes' objects.
    static func all(in values: Value, defaults: Value, reads: ValueReads) -> [TypeDifference] {
        var found: [TypeDifference] = []
        collect(values, defaults, at: [], reads, into: &found)
        return found.sorted { $0.path.dotted < $1.path.dotted }
    }

    private static func collect(
        _ value: Value,
        _ own: Value,
        at path: ValuePath,
        _ reads: ValueReads,
        into found: inout [TypeDifference],
    ) {
        if case .object(let fields) = value, case .object(let ownFields) = own {
            for (name, child) in fields {
                guard let ownChild = ownFields[name] else { continue }
                collect(child, ownChild, at: path + [.field(name)], reads, into: &found)
            }
            return
        }
        guard value != .null, own != .null, reads.mayRead(path), !reads.takesSeveralTypes(path) else { return }
        let isTruth = own.bool != nil && value.asTruth != nil
        guard isTruth || differsInShape(value, own) else { return }
        found.append(
            TypeDifference(path: path, given: value.kindName, expected: own.kindName, isHarmlessIfSame: isTruth),
        )
    }

    private static func differsInShape(_ value: Value, _ own: Value) -> Bool {
        switch (value, own) {
        case (.object, .object), (.array, .array): false
        // Written for nothing, whatever stands in its place later.
        case (_, ""): false
        case (.object, _), (.array, _), (_, .object), (_, .array): true
        default: false
        }
    }
}

extension Value {
    /// The truth value that a text or number was meant to be; nil for a truth value and for all else.
    var asTruth: Bool? {
        switch self {
        case .string(let text):
            switch text.lowercased() {
            case "true", "yes", "on": true
            case "false", "no", "off": false
            default: Optional.none
            }
        case .integer(0): false
        case .integer(1): true
        default: Optional.none
        }
    }
}
