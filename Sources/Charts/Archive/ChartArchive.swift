package import SourceTrees

/// A chart as it is packed: one folder in a tar archive, packed by gzip.
///
/// It is unpacked into memory and nowhere else. Rules and limits are helm's (`LoadArchiveFiles` in its
/// pkg/chart/loader/archive), but links and devices are refused, of which helm makes empty files.
package struct ChartArchive: Sendable {
    /// The chart's files, seen from its folder: `Chart.yaml`, `templates/…`.
    package let files: InMemoryTree
    /// The name of the folder in the archive.
    package let folder: String

    /// Unpacks an archive.
    ///
    /// - Parameters:
    ///   - bytes: the archive.
    ///   - name: what errors call it.
    ///   - limits: how much it may hold.
    /// - Throws: `ChartError` with reason `archive`.
    package init(_ bytes: [UInt8], name: String, limits: ArchiveLimits = ArchiveLimits()) throws(ChartError) {
        guard bytes.starts(with: [0x1F, 0x8B]) else {
            throw ChartError(.archive, name, "is no chart archive (a tar archive packed by gzip)")
        }
        var unpacking = Unpacking(name: name, limits: limits)
        do throws(Gzip.Failure) {
            try unpacking.unpack(try GzipReader(bytes))
        } catch {
            throw unpacking.damaged()
        }
        (files, folder) = try unpacking.result()
    }
}

/// An archive on its way into memory.
private struct Unpacking {
    let name: String
    let limits: ArchiveLimits
    private var files = InMemoryTree()
    private var folder: String?
    private var entries = 0
    private var bytes = 0
    /// What went wrong; the first counts.
    private var failure: ChartError?

    init(name: String, limits: ArchiveLimits) {
        self.name = name
        self.limits = limits
    }

    func damaged() -> ChartError { ChartError(.archive, name, "is damaged; pack the chart again") }

    func result() throws(ChartError) -> (InMemoryTree, String) {
        if let failure { throw failure }
        guard let folder else { throw ChartError(.archive, name, "holds no files") }
        guard files.node(at: .root.child("Chart.yaml")) == .file else {
            throw ChartError(.archive, name, "is no chart, as there is no \(folder)/Chart.yaml in it")
        }
        return (files, folder)
    }

    mutating func unpack(_ source: GzipReader) throws(Gzip.Failure) {
        do throws(ChartError) {
            try unpackEntries(source)
        } catch {
            failure = error
        }
    }

    private mutating func unpackEntries(_ source: GzipReader) throws(ChartError) {
        var reader = TarReader(source)
        while let entry = try read({ () throws(TarReader.Failure) in try reader.next() }) {
            entries += 1
            guard entries <= limits.entries else {
                throw refused("holds more than \(limits.entries) files and folders; make it smaller")
            }
            switch entry.kind {
            case .directory: continue
            case .file: break
            case .link: throw refused("\(entry.name) is a link, which no chart may hold; pack the file itself")
            default: throw refused("\(entry.name) is neither file nor folder; leave it out")
            }
            let path = try path(of: entry.name)
            guard entry.size <= limits.file, entry.size <= limits.unpacked - bytes else {
                throw refused("holds more than \(limits.unpacked >> 20) MiB; make it smaller")
            }
            bytes += entry.size
            let contents = try read { () throws(TarReader.Failure) in try reader.contents(of: entry) }
            try add(contents, at: path, entry.name)
        }
    }

    private func read<Result>(_ body: () throws(TarReader.Failure) -> Result) throws(ChartError) -> Result {
        do throws(TarReader.Failure) {
            return try body()
        } catch {
            throw damaged()
        }
    }

    private func refused(_ text: String) -> ChartError { ChartError(.archive, name, text) }

    /// Where a file lies below the archive's folder.
    private mutating func path(of text: String) throws(ChartError) -> TreePath {
        // As packed on Windows.
        let parts = text.split(separator: text.contains("\\") ? "\\" : "/", omittingEmptySubsequences: false)
            .map(String.init)
        let names = parts.dropFirst().filter { $0 != "." && !$0.isEmpty }
        // A drive's letter is a way out as well.
        guard let first = parts.first, !first.isEmpty, !parts.contains(".."), !text.utf8.contains(0),
            !parts.contains(where: { $0.contains("/") || $0.contains(":") && $0.utf8.count == 2 })
        else {
            throw refused("\(text) leads out of the chart's folder; pack the chart again")
        }
        guard !names.isEmpty else {
            throw refused("\(text) lies outside the chart's folder; pack the folder, not its files")
        }
        if let folder, folder != first { throw refused("holds two folders, \(folder) and \(first); pack one chart") }
        folder = first
        return names.reduce(.root) { $0.child($1) }
    }

    private mutating func add(_ contents: [UInt8], at path: TreePath, _ name: String) throws(ChartError) {
        var above = path.parent
        while above != .root {
            if files.node(at: above) == .file { throw refused("\(name) lies below a file; pack the chart again") }
            above = above.parent
        }
        if files.node(at: path) == .directory { throw refused("\(name) is a file and a folder; pack the chart again") }
        // helm takes a byte order mark off as well.
        let isMarked = contents.starts(with: [0xEF, 0xBB, 0xBF])
        files.add(isMarked ? Array(contents.dropFirst(3)) : contents, at: path)
    }
}
