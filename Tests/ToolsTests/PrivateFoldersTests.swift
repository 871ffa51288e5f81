import Foundation
import Glibc
import SystemPackage
import TestSupport
import Testing
import Tools

private func names(in folder: FilePath) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.string)
}

private func mode(of path: FilePath) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path.string)[.posixPermissions] as? Int
}

/// Waits up to ten seconds.
private func comesTrue(_ condition: () throws -> Bool) async throws -> Bool {
    for _ in 0..<1000 {
        if try condition() { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return false
}

/// The process that was started to remove `folder`.
private func janitor(of folder: FilePath) throws -> pid_t? {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").lazy.compactMap { pid_t($0) }.first { process in
        // A process may end while its folder is read.
        let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
        let arguments = line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        return arguments.first == "sh" && arguments.last == folder.string
    }
}

struct APrivateFolder {
    @Test func `is empty, this user's alone, in memory, and gone afterwards`() async throws {
        let folders = PrivateFolders()
        let place = try await folders.withFolder { folder in
            #expect(folder.string.hasPrefix("/dev/shm/fettle-\(getuid())-"))
            #expect(try mode(of: folder) == 0o700)
            #expect(try mode(of: folder.removingLastComponent()) == 0o700)
            #expect(try names(in: folder).isEmpty)
            try write(["a/b": "text"], below: folder)
            return folder
        }
        #expect(!FileManager.default.fileExists(atPath: place.string))
        let session = try #require(folders.session)
        await folders.close()
        #expect(!FileManager.default.fileExists(atPath: session.string))
    }

    @Test func `is gone after an error and after a cancellation`() async throws {
        struct Failure: Error {}
        try await withTemporaryDirectory { parent in
            let folders = PrivateFolders(parent: parent)
            await #expect(throws: Failure.self) {
                try await folders.withFolder { folder in
                    try write(["a": "text"], below: folder)
                    throw Failure()
                }
            }
            let session = try #require(folders.session)
            #expect(try names(in: session).isEmpty)
            let task = Task {
                try await folders.withFolder { folder in
                    try write(["a": "text"], below: folder)
                    try await Task.sleep(for: .seconds(60))
                }
            }
            #expect(try await comesTrue { try !names(in: session).isEmpty })
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try names(in: session).isEmpty)
            await folders.close()
        }
    }

    @Test func `is another one for each that asks at the same time`() async throws {
        try await withTemporaryDirectory { parent in
            let folders = PrivateFolders(parent: parent)
            let places = try await withThrowingTaskGroup(of: FilePath.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        try await folders.withFolder { folder in
                            try write(["a": "text"], below: folder)
                            try await Task.sleep(for: .milliseconds(5))
                            return folder
                        }
                    }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(places.count == 20)
            await folders.close()
        }
    }

    @Test func `is not given after the end`() async throws {
        try await withTemporaryDirectory { (parent: FilePath) async throws -> Void in
            let folders = PrivateFolders(parent: parent)
            await folders.close()
            await folders.close()
            await #expect(throws: PrivateFolderError.self) { try await folders.withFolder { _ in } }
            #expect(try names(in: parent).isEmpty)
        }
    }

    @Test func `that cannot be made says where and what to do`() async throws {
        let error = await #expect(throws: PrivateFolderError.self) {
            try await PrivateFolders(parent: "/nowhere/at/all").withFolder { _ in }
        }
        let text = try #require(error).description
        #expect(text.hasPrefix("/nowhere/at/all/fettle-"))
        #expect(text.hasSuffix("; let this user write to /nowhere/at/all, or name another folder"))
    }
}

struct TheJanitor {
    @Test func `holds no descriptor but its pipe, no variable but its path, and a session of its own`() async throws {
        try await withTemporaryDirectory { parent in
            let folders = PrivateFolders(parent: parent)
            #expect(try names(in: parent).isEmpty, "nothing is made before it is needed")
            try await folders.withFolder { _ in }
            let session = try #require(folders.session)
            let process = try #require(try janitor(of: session))
            #expect(getsid(process) == process)
            // It is ready once it reads: its shell has closed what it opened for itself.
            #expect(try await comesTrue { try names(in: FilePath("/proc/\(process)/fd")).sorted() == ["0", "1", "2"] })
            let environment = FileManager.default.contents(atPath: "/proc/\(process)/environ")
            #expect(environment == Data("PATH=/usr/bin:/bin\0".utf8))
            await folders.close()
            #expect(kill(process, 0) != 0)
        }
    }

    @Test func `ends with the value that started it`() async throws {
        try await withTemporaryDirectory { parent in
            func start() async throws -> pid_t? {
                let folders = PrivateFolders(parent: parent)
                try await folders.withFolder { _ in }
                let session = try #require(folders.session)
                return try janitor(of: session)
            }
            let process = try #require(try await start())
            #expect(kill(process, 0) != 0)
            #expect(try names(in: parent).isEmpty)
        }
    }

    @Test func `removes everything after SIGKILL, also of the whole group`() async throws {
        try await withTemporaryDirectory { (parent: FilePath) async throws -> Void in
            await #expect(processExitsWith: .signal(SIGKILL)) { [path = parent.string as String] in
                setpgid(0, 0)
                let folders = PrivateFolders(parent: FilePath(path))
                try await folders.withFolder { folder in
                    try write(["secret": "canary", "deeper/secret": "canary"], below: folder)
                    try Data().write(to: URL(filePath: path + "/written"))
                    // Nothing else is in this group: the janitor is in a session of its own.
                    kill(0, SIGKILL)
                    try await Task.sleep(for: .seconds(60))
                }
            }
            #expect(try names(in: parent).contains("written"))
            #expect(try await comesTrue { try names(in: parent) == ["written"] })
        }
    }

    @Test func `is not ended by the signals that end a service`() async throws {
        try await withTemporaryDirectory { parent in
            let folders = PrivateFolders(parent: parent)
            #expect(try names(in: parent).isEmpty, "nothing is made before it is needed")
            try await folders.withFolder { _ in }
            let session = try #require(folders.session)
            let process = try #require(try janitor(of: session))
            // The shell is past its `trap` when it has changed its folder.
            let link = "/proc/\(process)/cwd"
            #expect(try await comesTrue { try FileManager.default.destinationOfSymbolicLink(atPath: link) == "/" })
            for signal in [SIGHUP, SIGINT, SIGQUIT, SIGTERM] { kill(process, signal) }
            try await Task.sleep(for: .milliseconds(50))
            #expect(kill(process, 0) == 0)
            await folders.close()
        }
    }
}

struct AFolderThatSomebodyLeft {
    @Test func `is swept by the next of the same user, but not one whose owner lives`() async throws {
        try await withTemporaryDirectory { parent in
            let living = PrivateFolders(parent: parent)
            try await living.withFolder { inUse in
                let left = parent.appending("fettle-\(getuid())-left")
                let other = parent.appending("fettle-\(getuid() + 1)-left")
                try write(["secret": "canary"], below: left)
                try write(["theirs": "theirs"], below: other)
                let next = PrivateFolders(parent: parent)
                #expect(!FileManager.default.fileExists(atPath: left.string))
                #expect(FileManager.default.fileExists(atPath: other.string))
                #expect(FileManager.default.fileExists(atPath: inUse.string))
                await next.close()
            }
            await living.close()
        }
    }
}
