internal import Glibc
internal import SystemPackage

/// An index on its way to the disk.
///
/// What is not finished is removed with the last reference.
final class IndexDownload: @unchecked Sendable {
    // Only the store's methods touch the file and the count, one after the other on its thread.
    let path: FilePath
    let url: String
    private let limit: Int
    private let file: FileDescriptor
    private var unpacking: GunzipStream?
    private var count = 0
    private var isFinished = false

    /// Opens the file, and writes what stands before the index.
    ///
    /// - Parameters:
    ///   - path: a new file.
    ///   - url: of the repository.
    ///   - entityTag: of the answer.
    ///   - isPacked: whether the pieces are packed by gzip.
    ///   - limit: how long the index may be, unpacked.
    /// - Throws: `ChartError` with reason `storage`.
    init(
        _ path: FilePath,
        url: String,
        entityTag: String?,
        isPacked: Bool,
        limit: Int,
    ) throws(ChartError) {
        self.path = path
        self.url = url
        self.limit = limit
        do {
            file = try FileDescriptor.open(
                path,
                .writeOnly,
                options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
                permissions: .ownerReadWrite,
            )
        } catch {
            throw Self.unwritable(path, error)
        }
        if isPacked { unpacking = try GunzipStream() }
        try write(StoredIndex.head(url: url, entityTag: entityTag))
    }

    deinit {
        try? file.close()
        if !isFinished { unlink(path.string) }
    }

    /// Takes the next bytes of the answer.
    func append(_ piece: [UInt8]) throws(ChartError) {
        guard let unpacking else { return try take(piece) }
        do {
            try unpacking.append(piece) { try take($0) }
        } catch let error as ChartError {
            throw error
        } catch {
            throw broken()
        }
    }

    /// Checks that the answer is whole, and puts it to its place.
    func finish(at place: FilePath) throws(ChartError) {
        guard count > 0, unpacking?.isAtEnd ?? true else { throw broken() }
        guard rename(path.string, place.string) == 0 else { throw Self.unwritable(place, Errno(rawValue: errno)) }
        isFinished = true
    }

    private func broken() -> ChartError {
        ChartError(
            .index,
            RepositoryURL.printableIndex(of: url),
            count == 0 ? "is empty" : "breaks off in the middle",
            isTransient: true,
        )
    }

    private func take(_ bytes: [UInt8]) throws(ChartError) {
        count += bytes.count
        guard count <= limit else {
            throw ChartError(
                .tooLarge,
                RepositoryURL.printableIndex(of: url),
                "is larger than \(limit >> 20) MiB; ask for a smaller index, or take the chart from a registry",
            )
        }
        try write(bytes)
    }

    private func write(_ bytes: [UInt8]) throws(ChartError) {
        do {
            try file.writeAll(bytes)
        } catch {
            throw Self.unwritable(path, error)
        }
    }

    private static func unwritable(_ path: FilePath, _ error: any Error) -> ChartError {
        ChartError(.storage, "\(path)", "cannot be written: \(error); see that there is room", isTransient: true)
    }
}
