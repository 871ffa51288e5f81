internal import Manifests
internal import YAML

/// A file with a `KEY=value` in each line; blank lines and those that begin with `#` say nothing.
enum EnvFile {
    /// Where Go's line scanner gives up, which kustomize takes for the end of the file.
    private static let lineLimit = 65_535

    /// The entries of the file that `source` names, in their order.
    ///
    /// - Throws: `Problems`: no such file, a line that is too long or no text.
    static func entries(_ source: PlacedText, _ loader: FolderLoader) throws -> [KeyValue] {
        let (bytes, file) = try loader.read(source.text, at: source.place)
        var entries: [KeyValue] = []
        for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let place = Place(file: file, line: index + 1, column: 1, writer: .generator)
            guard line.count <= lineLimit else {
                throw loader.context.failure(
                    place,
                    "the line is longer than \(lineLimit) bytes, where kustomize stops reading without a word; put the"
                        + " value into a file of its own and name it in 'files'",
                )
            }
            guard let text = String(validating: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self) else {
                throw loader.context.failure(
                    place,
                    "the line has invalid utf8 bytes; put the value into a file of its own and name it in 'files'",
                )
            }
            if let entry = entry(text, isFirst: index == 0, Trace(place)) { entries.append(entry) }
        }
        return entries
    }

    private static func entry(_ line: String, isFirst: Bool, _ trace: Trace) -> KeyValue? {
        var text = line.unicodeScalars[...]
        if isFirst, text.first == "\u{FEFF}" { text.removeFirst() }
        text = text.drop { $0.properties.isWhitespace }
        if text.isEmpty || text.first == "#" { return nil }
        let sign = text.firstIndex(of: "=") ?? text.endIndex
        let key = String(text[..<sign])
        // Without a name kustomize takes the line for a blank one.
        if key.isEmpty { return nil }
        return KeyValue(key: key, bytes: Array(Substring(text[sign...]).utf8.dropFirst()), trace: trace)
    }
}
