internal import YAML

/// Finds one chart in the events of an index.
struct IndexReader {
    private let events: EventReader
    private let chart: String

    init(_ events: EventReader, chart: String) {
        self.events = events
        self.chart = chart
    }

    /// What the index says of the chart; nil when it has none.
    ///
    /// All of the index is read, so that one that is broken behind the chart is known to be broken.
    ///
    /// - Throws: `YAMLError`, and what the source of the events throws.
    func read() throws -> [ChartIndex.Entry]? {
        guard try events.next().event == .documentStart else {
            throw events.failure(Mark(line: 1, column: 1), "is empty")
        }
        let start = try events.next()
        guard start.event == .mappingStart else {
            throw events.failure(start.mark, "is no index of charts, since it is no map; correct the repository's URL")
        }
        var entries: [ChartIndex.Entry]?
        var hasEntries = false
        var hasVersion = false
        while let key = try nextKey() {
            switch key {
            case "entries":
                hasEntries = true
                entries = try readCharts()
            case "apiVersion":
                hasVersion = true
                try events.skip()
            default: try events.skip()
            }
        }
        guard hasEntries || hasVersion else {
            throw events.failure(
                start.mark,
                "is no index of charts, as it has no entries; correct the repository's URL",
            )
        }
        while try events.next().event != .streamEnd {}
        return entries
    }

    /// The next key of the mapping that is open; nil at its end.
    private func nextKey() throws -> String? {
        let (event, mark) = try events.next()
        switch event {
        case .scalar(let key, _): return key
        case .end: return nil
        default: throw events.failure(mark, "has a key here that is no text")
        }
    }

    /// Opens a mapping; false when null stands there instead.
    private func openMapping(_ name: String) throws -> Bool {
        let (event, mark) = try events.next()
        switch event {
        case .mappingStart: return true
        case .scalar(let text, isPlain: true) where ["", "null", "~"].contains(text): return false
        default: throw events.failure(mark, "\(name) is no map")
        }
    }

    /// Opens a list; false when null stands there instead.
    private func openSequence(_ name: String) throws -> Bool {
        let (event, mark) = try events.next()
        switch event {
        case .sequenceStart: return true
        case .scalar(let text, isPlain: true) where ["", "null", "~"].contains(text): return false
        default: throw events.failure(mark, "\(name) is no list")
        }
    }

    private func readCharts() throws -> [ChartIndex.Entry]? {
        guard try openMapping("entries") else { return nil }
        var entries: [ChartIndex.Entry]?
        while let name = try nextKey() {
            guard name == chart else {
                try events.skip()
                continue
            }
            entries = try readVersions()
        }
        return entries
    }

    private func readVersions() throws -> [ChartIndex.Entry] {
        guard try openSequence("the chart") else { return [] }
        var entries: [ChartIndex.Entry] = []
        while true {
            let (event, mark) = try events.next()
            switch event {
            case .end: return entries
            case .mappingStart:
                // helm passes over a version without a name for it as well.
                if let entry = try readVersion() { entries.append(entry) }
            case .scalar(let text, isPlain: true) where ["", "null", "~"].contains(text): continue
            default: throw events.failure(mark, "a version of the chart is no map")
            }
        }
    }

    private func readVersion() throws -> ChartIndex.Entry? {
        var entry = ChartIndex.Entry(version: "")
        while let key = try nextKey() {
            switch key {
            case "version": entry.version = try text(key) ?? ""
            case "digest": entry.digest = try text(key).flatMap { $0.isEmpty ? nil : $0 }
            case "created": entry.created = try text(key)
            case "deprecated": entry.isDeprecated = try text(key) == "true"
            case "urls": entry.urls = try texts(key)
            default: try events.skip()
            }
        }
        return entry.version.isEmpty ? nil : entry
    }

    private func text(_ name: String) throws -> String? {
        let (event, mark) = try events.next()
        guard case .scalar(let text, let isPlain) = event else { throw events.failure(mark, "\(name) is no text") }
        return isPlain && ["null", "~"].contains(text) ? nil : text
    }

    private func texts(_ name: String) throws -> [String] {
        guard try openSequence(name) else { return [] }
        var texts: [String] = []
        while true {
            let (event, mark) = try events.next()
            switch event {
            case .end: return texts
            case .scalar(let text, _): texts.append(text)
            default: throw events.failure(mark, "\(name) holds something that is no text")
            }
        }
    }
}
