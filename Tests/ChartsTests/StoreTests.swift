import Charts
import Foundation
import SystemPackage
import TestSupport
import Testing

struct TheStoreOfCharts {
    private func archive(_ number: UInt8) -> (bytes: [UInt8], digest: String) {
        let bytes = [UInt8](repeating: number, count: 1000)
        return (bytes, Digest.sha256(bytes))
    }

    private func names(_ folder: FilePath, _ kind: String = "archives") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.appending(kind).string).sorted()
    }

    /// Moves the time of the last use back.
    private func age(_ path: FilePath, by seconds: Double) throws {
        let date = Date().addingTimeInterval(-seconds)
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path.string)
    }

    @Test func `keeps archives by their digest, also for others`() async throws {
        try await withTemporaryDirectory { folder in
            let (bytes, digest) = archive(1)
            let lease = try await ChartStore(folder: folder).keep(archive: bytes, digest: digest)
            #expect(lease.path == folder.appending("archives").appending("\(digest).tgz"))
            let other = ChartStore(folder: folder)
            #expect(try await other.contents(ofArchive: digest) == bytes)
            #expect(try await other.contents(ofArchive: archive(2).digest) == nil)
            let mode = try FileManager.default.attributesOfItem(atPath: lease.path.string)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }

    @Test func `remembers what a name led to`() async throws {
        try await withTemporaryDirectory { folder in
            let pin = ChartStore.Pin(digest: archive(1).digest, version: "1.2.3")
            try await ChartStore(folder: folder).set(pin, for: "https://c.org web 1.2.3")
            let store = ChartStore(folder: folder)
            #expect(try await store.pin("https://c.org web 1.2.3") == pin)
            #expect(try await store.pin("https://c.org web 1.2.4") == nil)
        }
    }

    @Test func `removes first what was not used for longest, and never what is in use`() async throws {
        try await withTemporaryDirectory { folder in
            let store = ChartStore(folder: folder, sizeLimit: 3500)
            let archives = (1...5).map(archive)
            let held = try await store.keep(archive: archives[0].bytes, digest: archives[0].digest)
            for index in [1, 2] {
                _ = try await store.keep(archive: archives[index].bytes, digest: archives[index].digest)
            }
            for (index, seconds) in [(0, 300.0), (1, 100), (2, 200)] {
                try age(folder.appending("archives").appending("\(archives[index].digest).tgz"), by: seconds)
            }
            // Another process, which has to leave alone what this one holds.
            let other = ChartStore(folder: folder, sizeLimit: 3500)
            _ = try await other.keep(archive: archives[3].bytes, digest: archives[3].digest)
            #expect(try names(folder) == [0, 1, 3].map { "\(archives[$0].digest).tgz" }.sorted())
            // Use counts, not age.
            try age(held.path, by: 300)
            _ = await store.archive(archives[1].digest)
            try age(folder.appending("archives").appending("\(archives[3].digest).tgz"), by: 50)
            _ = try await other.keep(archive: archives[4].bytes, digest: archives[4].digest)
            #expect(try names(folder) == [0, 1, 4].map { "\(archives[$0].digest).tgz" }.sorted())
            withExtendedLifetime(held) {}
        }
    }

    @Test func `removes what killed processes left, and not what others are at`() async throws {
        try await withTemporaryDirectory { folder in
            let store = ChartStore(folder: folder)
            _ = try await store.keep(archive: archive(1).bytes, digest: archive(1).digest)
            try write(["incoming-old": "x", "incoming-new": "x"], below: folder.appending("archives"))
            try age(folder.appending("archives").appending("incoming-old"), by: 4000)
            _ = try await store.keep(archive: archive(2).bytes, digest: archive(2).digest)
            let names = try names(folder)
            #expect(names.contains("incoming-new"))
            #expect(!names.contains("incoming-old"))
        }
    }

    @Test func `notices that an archive was damaged`() async throws {
        try await withTemporaryDirectory { folder in
            let store = ChartStore(folder: folder)
            let (bytes, digest) = archive(1)
            let path = try await store.keep(archive: bytes, digest: digest).path
            try Data("other".utf8).write(to: URL(filePath: path.string))
            let error = await #expect(throws: ChartError.self) { try await store.contents(ofArchive: digest) }
            #expect(error?.isTransient == true)
            #expect(error?.message.hasPrefix("is damaged, and was removed") == true)
            #expect(try await store.contents(ofArchive: digest) == nil)
        }
    }

    @Test func `says where it cannot write`() async throws {
        try await withTemporaryDirectory { folder in
            try write(["file": ""], below: folder)
            let store = ChartStore(folder: folder.appending("file"))
            let error = await #expect(throws: ChartError.self) {
                try await store.keep(archive: archive(1).bytes, digest: archive(1).digest)
            }
            #expect(error?.reason == .storage)
            #expect(error?.subject == folder.appending("file/archives").string)
        }
    }
}
