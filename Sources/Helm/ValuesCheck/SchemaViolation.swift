internal import Charts
internal import Manifests
internal import YAML

/// A place of values that does not meet the schema of a chart, as helm says it.
struct SchemaViolation: Hashable, Sendable {
    let path: ValuePath
    /// Helm's words; they may quote the value.
    let words: String
    /// Whether the schema does not know the key at all.
    let isUnknownKey: Bool

    private static let heading = "values don't meet the specifications of the schema(s) in the following chart(s):"

    /// Reads what helm printed; nil when that is about something else.
    ///
    /// Violations of a chart in the chart are told with places in its own values.
    static func all(in errors: String, of values: Value, chart: Chart) -> [SchemaViolation]? {
        guard let start = errors.firstRange(of: heading) else { return nil }
        var found: [SchemaViolation] = []
        var root: ValuePath = []
        for line in errors[start.upperBound...].split(whereSeparator: \.isNewline) {
            let text = line.drop { $0 == " " }
            if text.hasPrefix("- at '"), let end = text.firstRange(of: "': ") {
                let pointer = text[text.index(text.startIndex, offsetBy: 6)..<end.lowerBound]
                let place = root + path(pointer, in: values.at(root[...]))
                found += violations(at: place, String(text[end.upperBound...]), of: values)
            } else if text.hasSuffix(":"), !text.hasPrefix("-") {
                root = chart.pathOfValues(named: String(text.dropLast())) ?? []
            }
        }
        // A summary of others that follow says nothing by itself.
        let told = found.filter { one in
            !one.words.hasSuffix("failed") || !found.contains { $0 != one && $0.path.starts(with: one.path) }
        }
        var seen: Set<ValuePath> = []
        return told.filter { seen.insert($0.path).inserted }
    }

    private static func violations(at path: ValuePath, _ words: String, of values: Value) -> [SchemaViolation] {
        guard words.hasPrefix("additional propert") else {
            return values.holds(path[...]) && !path.isEmpty
                ? [SchemaViolation(path: path, words: words, isUnknownKey: false)] : []
        }
        let names = words.split(separator: "'", omittingEmptySubsequences: false).enumerated()
            .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
        return names.compactMap { name in
            let place = path + [.field(name)]
            guard values.holds(place[...]) else { return nil }
            return SchemaViolation(path: place, words: "it knows no such key", isUnknownKey: true)
        }
    }

    /// The steps of a JSON pointer, whose numbers are keys in maps.
    private static func path(_ pointer: Substring, in values: Value?) -> ValuePath {
        var current = values
        return pointer.split(separator: "/").map { part -> FieldOrigins.Step in
            let name = String(part).replacing("~1", with: "/").replacing("~0", with: "~")
            if let elements = current?.array, let index = Int(name) {
                current = elements.indices.contains(index) ? elements[index] : Optional.none
                return .index(index)
            }
            current = current?[name]
            return .field(name)
        }
    }
}

extension Chart {
    /// Where the values of the chart of that name lie, as helm names it: by its alias.
    fileprivate func pathOfValues(named name: String) -> ValuePath? {
        if metadata.name == name { return [] }
        for subchart in subcharts {
            if subchart.alias == name { return [.field(name)] }
            guard let below = subchart.chart?.pathOfValues(named: name), !below.isEmpty else { continue }
            return [.field(subchart.alias)] + below
        }
        return nil
    }
}
