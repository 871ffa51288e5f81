/// How much an archive may hold.
package struct ArchiveLimits: Hashable, Sendable {
    /// All files together, unpacked, in bytes.
    package var unpacked: Int
    /// One file, unpacked, in bytes.
    package var file: Int
    /// How many files and folders there may be.
    package var entries: Int

    /// - Parameters:
    ///   - unpacked: 100 MiB, which is helm's own (`MaxDecompressedChartSize`).
    ///   - file: as much.
    ///   - entries: helm has no limit.
    package init(unpacked: Int = 100 << 20, file: Int = 100 << 20, entries: Int = 20_000) {
        self.unpacked = unpacked
        self.file = file
        self.entries = entries
    }
}
