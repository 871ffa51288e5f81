/// Reads the entries of a tar archive that is packed by gzip: ustar, pax and GNU's long names.
struct TarReader {
    /// One file, or what stands in its place.
    struct Entry {
        let kind: TarHeader.Kind
        let name: String
        let size: Int
    }

    /// Why an archive cannot be read.
    enum Failure: Error {
        case damaged
        /// An extended header that is longer than any name.
        case headerTooLarge
    }

    private static let extendedHeaderLimit = 1 << 20

    private let source: GzipReader
    /// What is left of the current entry, with its padding.
    private var left = 0
    private var headerCount = 0

    init(_ source: GzipReader) {
        self.source = source
    }

    /// The next entry; nil at the end of the archive.
    mutating func next() throws(Failure) -> Entry? {
        var longName: String?
        var longSize: Int?
        while true {
            try skipRest()
            guard let header = try nextHeader() else { return nil }
            left = (header.size + TarHeader.size - 1) / TarHeader.size * TarHeader.size
            switch header.kind {
            case .longName:
                longName = String(decoding: try extendedHeader(header).prefix { $0 != 0 }, as: UTF8.self)
            case .longLinkName, .globalExtended:
                continue
            case .extended:
                let records = try Self.records(try extendedHeader(header))
                guard !records.keys.contains(where: { $0.hasPrefix("GNU.sparse.") }) else {
                    return Entry(kind: .other(UInt8(ascii: "S")), name: header.name, size: 0)
                }
                if let path = records["path"] { longName = path }
                if let text = records["size"] {
                    guard let size = Int(text), size >= 0 else { throw .damaged }
                    longSize = size
                }
            default:
                let size = header.kind == .file ? longSize ?? header.size : header.size
                guard size <= Int.max - TarHeader.size else { throw .damaged }
                left = (size + TarHeader.size - 1) / TarHeader.size * TarHeader.size
                let name = longName ?? header.name
                // What was written before there was a sign for folders. A name that is cut off tells nothing.
                let kind = header.kind == .file && name.hasSuffix("/") ? .directory : header.kind
                return Entry(kind: kind, name: name, size: size)
            }
        }
    }

    /// All of the entry that came last.
    mutating func contents(of entry: Entry) throws(Failure) -> [UInt8] {
        let bytes = try unpack(entry.size)
        guard bytes.count == entry.size else { throw .damaged }
        left -= bytes.count
        return bytes
    }

    private mutating func skipRest() throws(Failure) {
        let isThere: Bool
        do throws(Gzip.Failure) {
            isThere = try source.skip(left)
        } catch {
            throw .damaged
        }
        guard isThere else { throw .damaged }
        left = 0
    }

    private mutating func nextHeader() throws(Failure) -> TarHeader? {
        let block = try unpack(TarHeader.size)
        // Some writers leave out the zeros at the end.
        guard !block.isEmpty else {
            guard headerCount > 0 else { throw .damaged }
            return nil
        }
        guard block.count == TarHeader.size else { throw .damaged }
        headerCount += 1
        do throws(TarHeader.Damage) {
            return try TarHeader.read(block)
        } catch {
            throw .damaged
        }
    }

    private mutating func extendedHeader(_ header: TarHeader) throws(Failure) -> [UInt8] {
        guard header.size <= Self.extendedHeaderLimit else { throw .headerTooLarge }
        return try contents(of: Entry(kind: header.kind, name: header.name, size: header.size))
    }

    private func unpack(_ count: Int) throws(Failure) -> [UInt8] {
        do throws(Gzip.Failure) {
            return try source.read(count)
        } catch {
            throw .damaged
        }
    }

    /// `LENGTH KEY=VALUE` lines, each of which says its own length in bytes.
    private static func records(_ bytes: [UInt8]) throws(Failure) -> [String: String] {
        var records: [String: String] = [:]
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let blank = rest.firstIndex(of: 32),
                let length = Int(String(decoding: rest[..<blank], as: UTF8.self)),
                length > blank - rest.startIndex + 1, length <= rest.count,
                rest[rest.startIndex + length - 1] == 10
            else { throw .damaged }
            let line = rest[(blank + 1)..<(rest.startIndex + length - 1)]
            guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { throw .damaged }
            let key = String(decoding: line[..<equals], as: UTF8.self)
            records[key] = String(decoding: line[line.index(after: equals)...], as: UTF8.self)
            rest = rest.dropFirst(length)
        }
        return records
    }
}
