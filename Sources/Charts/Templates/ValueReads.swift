internal import Manifests

/// Which values a chart may read.
///
/// Whatever a template reads on any of its ways counts, also what is behind a switch that is off. More may count than is
/// read in truth, never less.
package struct ValueReads: Sendable {
    /// One key of values, and how it is read.
    package struct Key: Sendable {
        /// Keys below this one that are read by their name.
        package fileprivate(set) var children: [String: Key] = [:]
        /// What is read of every key or element below it.
        fileprivate var anyChild: [Key] = []
        /// Whether all below it is read, whatever its keys are.
        package fileprivate(set) var isReadWhole = false
        /// Whether the chart asks of what type it is, or evaluates its text as a template.
        package fileprivate(set) var takesSeveralTypes = false
    }

    /// The values of the outermost chart.
    package private(set) var root = Key()
    /// Which values decide whether a template fails on purpose, by the file as helm names it and the line.
    package private(set) var failures: [TemplatePlace: [ValuePattern]] = [:]

    /// A line of a template.
    package struct TemplatePlace: Hashable, Sendable {
        /// With the chart: `loki/templates/validate.yaml`.
        package let file: String
        package let line: Int

        package init(file: String, line: Int) {
            self.file = file
            self.line = line
        }
    }

    /// A path whose steps are nil where they stand for all keys and elements.
    package typealias ValuePattern = [String?]

    init() {}

    /// How something is read.
    enum Manner {
        case whole
        case presence
        case severalTypes
    }

    mutating func add(_ path: ValuePattern, _ manner: Manner) {
        root.add(path[...], manner)
    }

    mutating func add(failureAt place: TemplatePlace, dependingOn paths: [ValuePattern]) {
        failures[place, default: []] += paths
    }

    /// Whether the chart may read what lies at `path`, or something below it.
    package func mayRead(_ path: some Collection<ValuePath.Element>) -> Bool {
        keys(at: path) == nil || keys(at: path)?.isEmpty == false
    }

    /// Whether the chart asks for the type of what lies at `path`, or evaluates it as a template, or hands it on whole,
    /// so that other types than that of its default may be meant.
    package func takesSeveralTypes(_ path: some Collection<ValuePath.Element>) -> Bool {
        keys(at: path)?.contains { $0.takesSeveralTypes } ?? true
    }

    /// What is known of `path`; empty when it is not read, and nil when something around it is read as a whole.
    private func keys(at path: some Collection<ValuePath.Element>) -> [Key]? {
        var keys = [root]
        for step in path {
            if keys.contains(where: \.isReadWhole) { return nil }
            keys = keys.flatMap { key in
                guard case .field(let name) = step, let child = key.children[name] else { return key.anyChild }
                return key.anyChild + [child]
            }
            if keys.isEmpty { return [] }
        }
        return keys
    }
}

extension ValueReads.Key {
    fileprivate mutating func add(_ path: ArraySlice<String?>, _ manner: ValueReads.Manner) {
        guard let step = path.first else {
            switch manner {
            case .whole: isReadWhole = true
            case .presence: break
            case .severalTypes: takesSeveralTypes = true
            }
            return
        }
        if let name = step {
            children[name, default: ValueReads.Key()].add(path.dropFirst(), manner)
        } else {
            if anyChild.isEmpty { anyChild.append(ValueReads.Key()) }
            anyChild[0].add(path.dropFirst(), manner)
        }
    }
}
