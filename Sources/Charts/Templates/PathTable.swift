/// Paths of values as numbers.
///
/// A step is a key, or stands for all keys and all elements of a list.
struct PathTable {
    typealias ID = Int32

    /// The values of the outermost chart.
    static let root: ID = 0

    private struct Entry {
        let parent: ID
        /// Nil for all keys and elements.
        let key: String?
        let depth: Int
        /// How many steps without a key end it.
        let openSteps: Int
    }

    private struct Step: Hashable {
        let parent: ID
        let key: String?
    }

    private var entries = [Entry(parent: root, key: nil, depth: 0, openSteps: 0)]
    private var numbers: [Step: ID] = [:]

    /// The path one step below another; nil for one that is so deep that only a template without end gets there.
    mutating func child(of path: ID, _ key: String?) -> ID? {
        let step = Step(parent: path, key: key)
        if let known = numbers[step] { return known }
        let above = entries[Int(path)]
        let openSteps = key == nil ? above.openSteps + 1 : 0
        guard above.depth < 30, openSteps <= 4 else { return nil }
        let number = ID(entries.count)
        entries.append(Entry(parent: path, key: key, depth: above.depth + 1, openSteps: openSteps))
        numbers[step] = number
        return number
    }

    /// The steps of a path, nil for those that have no key.
    func steps(_ path: ID) -> [String?] {
        var steps: [String?] = []
        var current = path
        while current != Self.root {
            let entry = entries[Int(current)]
            steps.append(entry.key)
            current = entry.parent
        }
        return steps.reversed()
    }

    /// Whether `path` is `other` or lies below it.
    func isWithin(_ path: ID, _ other: ID) -> Bool {
        let depth = entries[Int(other)].depth
        var current = path
        while entries[Int(current)].depth > depth { current = entries[Int(current)].parent }
        return current == other
    }
}
