internal import Foundation
internal import YAML

/// What the index of a Helm repository says of one chart.
package struct ChartIndex: Sendable {
    /// One version of the chart.
    package struct Entry: Hashable, Sendable {
        /// As the index has it.
        package var version: String
        /// Where the archive lies, the first choice first; perhaps relative to the repository.
        package var urls: [String]
        /// 64 hexadecimal digits, perhaps with `sha256:` before them; nil when the index says nothing.
        package var digest: String?
        /// When it was made, as the index has it.
        package var created: String?
        package var isDeprecated: Bool

        /// - Parameters:
        ///   - version: as the index has it.
        ///   - urls: where the archive lies.
        ///   - digest: of the archive.
        ///   - created: when it was made.
        ///   - isDeprecated: whether its makers advise against it.
        package init(
            version: String,
            urls: [String] = [],
            digest: String? = nil,
            created: String? = nil,
            isDeprecated: Bool = false,
        ) {
            self.version = version
            self.urls = urls
            self.digest = digest
            self.created = created
            self.isDeprecated = isDeprecated
        }
    }

    package let chart: String
    /// In the index's order; nil when the index has no such chart.
    package let entries: [Entry]?

    package init(chart: String, entries: [Entry]?) {
        self.chart = chart
        self.entries = entries
    }

    /// The best of the versions that `text` allows, as helm takes it: the one that is written just so, else the highest.
    ///
    /// Of versions that differ in their build metadata only, the one that was made last.
    ///
    /// - Parameters:
    ///   - text: a version or a range; empty for the newest release.
    ///   - url: the repository's, for errors.
    /// - Returns: the version with where its archive lies.
    /// - Throws: `ChartError` with reason `notFound` or `version`.
    package func best(_ text: String, url: String) throws(ChartError) -> Entry {
        guard let entries else { throw ChartError(.notFound, url, "has no chart \(chart); correct its name") }
        if let exact = entries.first(where: { $0.version == text }) { return exact }
        guard let range = VersionRange(text) else {
            throw ChartError(.version, url, "'\(text)' for chart \(chart) is no version and no range; correct it")
        }
        let fitting = entries.compactMap { entry in
            SemanticVersion(entry.version).flatMap { range.contains($0) ? (version: $0, entry: entry) : nil }
        }
        let best = fitting.max { left, right in
            if left.version != right.version { return left.version < right.version }
            return Self.date(left.entry.created) < Self.date(right.entry.created)
        }
        guard let best else { throw ChartError(.notFound, url, nothingFits(text)) }
        return best.entry
    }

    private func nothingFits(_ text: String) -> String {
        let newest = (entries ?? []).compactMap { SemanticVersion($0.version) }.max()
        let hint = newest.map { "; the newest is \($0.text)" } ?? ""
        return "has no version of chart \(chart) that \(text.isEmpty ? "*" : text) allows\(hint)"
    }

    private static func date(_ text: String?) -> Date {
        guard let text else { return .distantPast }
        let styles = [false, true].map { Date.ISO8601FormatStyle(includingFractionalSeconds: $0) }
        return styles.lazy.compactMap { try? $0.parse(text) }.first ?? .distantPast
    }
}

extension ChartIndex {
    /// Reads an index, YAML or JSON, from its start to its end, and keeps what it says of one chart.
    ///
    /// - Parameters:
    ///   - chart: the chart's name.
    ///   - file: what errors call the index.
    ///   - source: puts the next bytes into a buffer and says how many; 0 at the end.
    /// - Throws: `YAMLError` with the place, and what the source throws.
    package init(
        of chart: String,
        file: String,
        source: @escaping (UnsafeMutableRawBufferPointer) throws -> Int,
    ) throws {
        let reader = IndexReader(EventReader(file: file, source: source), chart: chart)
        self.init(chart: chart, entries: try reader.read())
    }
}
