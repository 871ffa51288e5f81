internal import Charts
internal import Manifests
internal import YAML

/// A key of values that no template of the chart seems to read.
struct IdleKey: Hashable, Sendable {
    /// The highest key of which nothing is read.
    let root: ValuePath
    /// What is told: the same, or the one value below it if it is the only one.
    let path: ValuePath
    /// How many values lie there.
    let count: Int

    /// All such keys in `values`, in their order.
    static func all(in values: Value, reads: ValueReads) -> [IdleKey] {
        var found: [IdleKey] = []
        collect(values, at: [], reads, into: &found)
        return found
    }

    private static func collect(_ value: Value, at path: ValuePath, _ reads: ValueReads, into found: inout [IdleKey]) {
        if !path.isEmpty, !reads.mayRead(path) {
            found.append(IdleKey(root: path, path: onlyPath(in: value, at: path), count: value.leafCount))
            return
        }
        switch value {
        case .object(let fields):
            for (name, child) in fields.sorted(by: { $0.key < $1.key }) {
                collect(child, at: path + [.field(name)], reads, into: &found)
            }
        case .array(let elements):
            for (index, child) in elements.enumerated() {
                collect(child, at: path + [.index(index)], reads, into: &found)
            }
        default: return
        }
    }

    private static func onlyPath(in value: Value, at path: ValuePath) -> ValuePath {
        guard let fields = value.object, fields.count == 1, let (name, child) = fields.first else { return path }
        return onlyPath(in: child, at: path + [.field(name)])
    }
}

extension Value {
    /// How many values there are that hold no others.
    fileprivate var leafCount: Int {
        switch self {
        case .object(let fields) where !fields.isEmpty: fields.values.reduce(0) { $0 + $1.leafCount }
        case .array(let elements) where !elements.isEmpty: elements.reduce(0) { $0 + $1.leafCount }
        default: 1
        }
    }
}
