internal import Blocking
internal import Foundation
internal import Glibc
package import SystemPackage

/// What was downloaded, in a folder that several processes may share.
///
/// - `archives/<sha256>.tgz`: charts, each under the digest of its bytes.
/// - `pins/<key>`: which archive somebody's version, range or tag led to.
/// - `indexes/<key>`: indexes of repositories, with what tells whether they have changed.
///
/// Files are written beside their place and renamed, so that nobody sees a part of one. When all together are larger than
/// the limit, those go first that nobody has used for longest; an archive that a `Lease` is held on stays.
package actor ChartStore {
    private let thread = BlockingThread(label: "fettle.charts")
    private let folder: FilePath
    private let sizeLimit: Int

    private static let incomingPrefix = "incoming-"

    // What it does blocks on a disk, so it has a thread of its own.
    nonisolated package var unownedExecutor: UnownedSerialExecutor { thread.unownedExecutor }

    /// - Parameters:
    ///   - folder: made when it is needed first.
    ///   - sizeLimit: in bytes; 1 GiB.
    package init(folder: FilePath, sizeLimit: Int = 1 << 30) {
        self.folder = folder
        self.sizeLimit = sizeLimit
    }

    // MARK: Archives

    /// Keeps that an archive stays where it is, in all processes.
    package final class Lease: Sendable {
        package let path: FilePath
        private let descriptor: Int32

        fileprivate init?(_ path: FilePath) {
            self.path = path
            descriptor = open(path.string, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
            guard descriptor >= 0 else { return nil }
            // Whoever has found it before may have removed it meanwhile.
            var held = stat()
            guard flock(descriptor, LOCK_SH | LOCK_NB) == 0, fstat(descriptor, &held) == 0, held.st_nlink > 0 else {
                close(descriptor)
                return nil
            }
            // The time of the last use.
            futimens(descriptor, nil)
        }

        deinit {
            close(descriptor)
        }
    }

    /// The archive with a digest, which stays as long as the lease is held; nil when it is not there.
    package func archive(_ digest: String) -> Lease? {
        Lease(place(ofArchive: digest))
    }

    /// The bytes of an archive; nil when it is not there.
    ///
    /// - Throws: `ChartError` with reason `storage`.
    package func contents(ofArchive digest: String) throws(ChartError) -> [UInt8]? {
        guard let lease = archive(digest) else { return nil }
        return try contents(of: lease)
    }

    /// The bytes of an archive.
    ///
    /// - Throws: `ChartError` with reason `storage`, also when they are not what was kept any more; the archive is removed
    ///   then.
    package func contents(of lease: Lease) throws(ChartError) -> [UInt8] {
        guard let bytes = try read(lease.path) else { throw failure(lease.path, "was removed by somebody else") }
        guard lease.path == place(ofArchive: Digest.sha256(bytes)) else {
            unlink(lease.path.string)
            throw failure(lease.path, "is damaged, and was removed")
        }
        return bytes
    }

    /// Keeps an archive.
    ///
    /// - Returns: a lease on it.
    package func keep(archive bytes: [UInt8], digest: String) throws(ChartError) -> Lease {
        let place = place(ofArchive: digest)
        try write(bytes, to: place)
        let lease = Lease(place)
        tidy()
        guard let lease else { throw failure(place, "was removed by somebody else") }
        return lease
    }

    private func place(ofArchive digest: String) -> FilePath {
        folder.appending("archives").appending("\(digest).tgz")
    }

    // MARK: Pins

    /// Which archive a name led to when it was asked for last.
    package struct Pin: Hashable, Sendable {
        /// The archive's: 64 hexadecimal digits.
        package var digest: String
        /// The chart's version.
        package var version: String

        package init(digest: String, version: String) {
            self.digest = digest
            self.version = version
        }
    }

    /// The pin that was set for `name`; nil when there is none.
    package func pin(_ name: String) throws(ChartError) -> Pin? {
        let place = place(ofPin: name)
        guard let bytes = try read(place) else { return nil }
        let parts = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard parts.count >= 2, let digest = Digest.hexadecimal(of: String(parts[0])) else { return nil }
        touch(place)
        return Pin(digest: digest, version: String(parts[1]))
    }

    package func set(_ pin: Pin, for name: String) throws(ChartError) {
        // The name is for people who look.
        try write(Array("\(pin.digest)\n\(pin.version)\n\(name)\n".utf8), to: place(ofPin: name))
    }

    private func place(ofPin name: String) -> FilePath {
        folder.appending("pins").appending(Digest.sha256(Array(name.utf8)))
    }

    // MARK: Indexes

    /// What is kept of the index of the repository at `url`; nil when nothing is.
    package func index(_ url: String) throws(ChartError) -> StoredIndex? {
        let place = place(ofIndex: url)
        let index = StoredIndex(place, url: url)
        if index != nil { touch(place) }
        return index
    }

    /// A new index that is written piece by piece, and counts when it is whole.
    func makeIndex(
        _ url: String,
        entityTag: String?,
        isPacked: Bool,
        limit: Int,
    ) throws(ChartError) -> IndexDownload {
        let incoming = try incoming(beside: place(ofIndex: url))
        return try IndexDownload(incoming, url: url, entityTag: entityTag, isPacked: isPacked, limit: limit)
    }

    /// Writes the next piece.
    func append(_ piece: [UInt8], to download: IndexDownload) throws(ChartError) {
        try download.append(piece)
    }

    /// Puts a download that is complete into its place.
    func finish(_ download: IndexDownload) throws(ChartError) -> StoredIndex {
        let place = place(ofIndex: download.url)
        try download.finish(at: place)
        guard let index = StoredIndex(place, url: download.url) else { throw failure(place, "cannot be read back") }
        tidy()
        return index
    }

    /// What an index says of one chart.
    ///
    /// - Throws: `ChartError` with reason `index`, which names the line.
    package func entries(of chart: String, in index: StoredIndex) throws(ChartError) -> ChartIndex {
        try index.entries(of: chart)
    }

    private func place(ofIndex url: String) -> FilePath {
        folder.appending("indexes").appending(Digest.sha256(Array(url.utf8)))
    }

    // MARK: Files

    private func failure(_ path: FilePath, _ text: String) -> ChartError {
        let advice = "see that there is room, and that this user may write"
        return ChartError(.storage, "\(path)", "\(text); \(advice)", isTransient: true)
    }

    /// All of a file; nil when it is not there.
    private func read(_ path: FilePath) throws(ChartError) -> [UInt8]? {
        do {
            return Array(try Data(contentsOf: URL(filePath: path.string)))
        } catch {
            var status = stat()
            if lstat(path.string, &status) != 0, errno == ENOENT { return nil }
            throw failure(path, "cannot be read")
        }
    }

    private func touch(_ path: FilePath) {
        utimensat(AT_FDCWD, path.string, nil, AT_SYMLINK_NOFOLLOW)
    }

    private func incoming(beside place: FilePath) throws(ChartError) -> FilePath {
        let parent = place.removingLastComponent()
        do {
            try FileManager.default.createDirectory(
                atPath: parent.string,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700],
            )
        } catch {
            throw failure(parent, "cannot be made: \(error.localizedDescription)")
        }
        return parent.appending("\(Self.incomingPrefix)\(UUID().uuidString)")
    }

    private func write(_ bytes: [UInt8], to place: FilePath) throws(ChartError) {
        let incoming = try incoming(beside: place)
        do {
            let file = try FileDescriptor.open(
                incoming,
                .writeOnly,
                options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
                permissions: .ownerReadWrite,
            )
            try file.closeAfter { _ = try file.writeAll(bytes) }
            guard rename(incoming.string, place.string) == 0 else { throw Errno(rawValue: errno) }
        } catch {
            unlink(incoming.string)
            throw failure(place, "cannot be written: \(error)")
        }
    }

    // MARK: Room

    private struct StoredFile {
        let path: FilePath
        let size: Int
        let usedAt: Double
    }

    /// Removes what killed runs left, and what is too much.
    ///
    /// What cannot be removed now is looked at again after the next download.
    private func tidy() {
        var files: [StoredFile] = []
        let now = Date().timeIntervalSince1970
        for kind in ["archives", "pins", "indexes"] {
            let parent = folder.appending(kind)
            for name in (try? FileManager.default.contentsOfDirectory(atPath: parent.string)) ?? [] {
                let path = parent.appending(name)
                var status = stat()
                guard lstat(path.string, &status) == 0 else { continue }
                let usedAt = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
                if name.hasPrefix(Self.incomingPrefix) {
                    // One that another process is at is younger.
                    if usedAt < now - 3600 { unlink(path.string) }
                } else {
                    files.append(StoredFile(path: path, size: Int(status.st_size), usedAt: usedAt))
                }
            }
        }
        var total = files.reduce(0) { $0 + $1.size }
        for file in files.sorted(by: { $0.usedAt < $1.usedAt }) {
            guard total > sizeLimit else { return }
            if Self.remove(file.path) { total -= file.size }
        }
    }

    /// Removes a file unless somebody holds it.
    private static func remove(_ path: FilePath) -> Bool {
        let descriptor = open(path.string, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_EX | LOCK_NB) == 0 && unlink(path.string) == 0
    }
}
