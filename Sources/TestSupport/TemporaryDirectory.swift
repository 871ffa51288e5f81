internal import Foundation
package import SystemPackage

/// Gives `body` a folder of its own, and removes it afterwards, also when `body` throws.
///
/// With `FETTLE_KEEP_TEST_FILES` in the environment the folder stays, for looking at it.
package func withTemporaryDirectory<Result>(
    _ label: String = #function,
    _ body: (FilePath) async throws -> Result,
) async throws -> Result {
    let name = label.prefix { $0.isLetter || $0.isNumber }
    let folder = FilePath("/tmp/fettle-test-\(name)-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(
        atPath: folder.string,
        withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700],
    )
    defer {
        if ProcessInfo.processInfo.environment["FETTLE_KEEP_TEST_FILES"] == nil {
            try? FileManager.default.removeItem(atPath: folder.string)
        }
    }
    return try await body(folder)
}

/// Writes text files below `folder`, by relative path, making the folders between.
package func write(_ files: [String: String], below folder: FilePath) throws {
    for (path, text) in files {
        let target = URL(filePath: folder.appending(path).string)
        try FileManager.default.createDirectory(
            at: target.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: target)
    }
}
