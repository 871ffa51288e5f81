import Foundation
import Glibc
import SystemPackage

/// A folder that only this user can read, and that goes with all that is in it.
enum TemporaryFolder {
    /// Gives `body` a new folder, and removes it afterwards, also when `body` throws.
    static func with<Result>(_ body: (FilePath) throws -> Result) throws -> Result {
        let folder = try make()
        let step = Interruption.undo { remove(folder) }
        defer {
            remove(folder)
            Interruption.done(step)
        }
        return try body(folder)
    }

    /// As the other one, for a `body` that waits.
    static func with<Result>(_ body: (FilePath) async throws -> Result) async throws -> Result {
        let folder = try make()
        let step = Interruption.undo { remove(folder) }
        defer {
            remove(folder)
            Interruption.done(step)
        }
        return try await body(folder)
    }

    /// What a file holds; nothing where there is none.
    static func text(of file: FilePath) -> String {
        String(decoding: FileManager.default.contents(atPath: file.string) ?? Data(), as: UTF8.self)
    }

    private static func make() throws -> FilePath {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/fettle-bench-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else {
            throw BenchError(
                description: "\(parent): no folder can be made in it; let TMPDIR name one that is writable"
            )
        }
        return FilePath(String(cString: made))
    }

    private static func remove(_ folder: FilePath) {
        try? FileManager.default.removeItem(atPath: folder.string)
    }
}

extension String {
    /// Writes this text into a file, in folders that are made where they are missing.
    func write(to path: FilePath, permissions: FilePermissions = .ownerReadWrite) throws {
        let folder = path.removingLastComponent()
        try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
        let file = try FileDescriptor.open(path, .writeOnly, options: [.create, .truncate], permissions: permissions)
        _ = try file.closeAfter { try file.writeAll(utf8) }
    }
}
