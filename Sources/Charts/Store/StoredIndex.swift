internal import Foundation
internal import SystemPackage
internal import YAML

/// An index that lies on disk: a few lines of what its server said of it, an empty line, and the index.
///
/// In one file, so that both are always of the same answer.
package struct StoredIndex: Hashable, Sendable {
    package let url: String
    /// What a server is asked with whether the index has changed (RFC 9110, section 8.8.3).
    ///
    /// Dates are not used: one second may have two indexes.
    package let entityTag: String?
    /// Tells this download from all others.
    package let id: String
    private let path: FilePath

    private static let headLimit = 4096
    private static let format = "fettle index 1"

    /// - Returns: nil when there is no such file, or none that this version of fettle wrote.
    init?(_ path: FilePath, url: String) {
        guard let file = try? Self.open(path) else { return nil }
        defer { try? file.close() }
        // A name is a hash of its URL, so the URL is another only when somebody has moved the file.
        guard let head = try? Head(file), head.fields["url"] == url, let id = head.fields["id"] else { return nil }
        self.path = path
        self.url = url
        self.id = id
        entityTag = head.fields["etag"]
    }

    private static func open(_ path: FilePath) throws -> FileDescriptor {
        try FileDescriptor.open(path, .readOnly, options: [.noFollow, .closeOnExec])
    }

    /// What stands before an index.
    private struct Head {
        var fields: [String: String] = [:]
        /// Where the index begins.
        let length: Int

        /// Reads it from the start of a file; nil when there is none.
        init?(_ file: FileDescriptor) throws {
            var bytes = [UInt8](repeating: 0, count: StoredIndex.headLimit)
            let count = try bytes.withUnsafeMutableBytes { try file.read(fromAbsoluteOffset: 0, into: $0) }
            let lines = bytes[..<count].split(separator: 10, omittingEmptySubsequences: false)
            guard let end = lines.firstIndex(where: \.isEmpty) else { return nil }
            let texts = lines[..<end].map { String(decoding: $0, as: UTF8.self) }
            guard texts.first == StoredIndex.format else { return nil }
            for text in texts.dropFirst() {
                guard let colon = text.firstRange(of: ": ") else { return nil }
                fields[String(text[..<colon.lowerBound])] = String(text[colon.upperBound...])
            }
            length = lines[..<end].reduce(1) { $0 + $1.count + 1 }
        }
    }

    /// What stands before a new index.
    static func head(url: String, entityTag: String?) -> [UInt8] {
        let start = "\(format)\nid: \(UUID().uuidString)\nurl: \(url)\n"
        let more = entityTag.map { "etag: \($0)\n" } ?? ""
        // Without it the index is downloaded anew each time.
        let fits = start.utf8.count + more.utf8.count < headLimit
        return Array("\(start)\(fits ? more : "")\n".utf8)
    }

    /// What the index says of one chart.
    ///
    /// - Throws: `ChartError` with reason `index` and the line, or with reason `storage`.
    func entries(of chart: String) throws(ChartError) -> ChartIndex {
        do {
            let file = try Self.open(path)
            return try file.closeAfter {
                // It may be another download by now, which is as good.
                guard let head = try Head(file) else {
                    throw ChartError(.storage, "\(path)", "is no index of fettle's; remove it")
                }
                try file.seek(offset: Int64(head.length), from: .start)
                let name = RepositoryURL.printableIndex(of: url)
                return try ChartIndex(of: chart, file: name) { try file.read(into: $0) }
            }
        } catch let error as ChartError {
            throw error
        } catch let error as YAMLError {
            throw ChartError(
                .index,
                "\(error.file):\(error.mark.line):\(error.mark.column)",
                "\(error.message); the repository's owner has to repair it",
                isTransient: true,
            )
        } catch {
            throw ChartError(.storage, "\(path)", "cannot be read: \(error)", isTransient: true)
        }
    }
}
