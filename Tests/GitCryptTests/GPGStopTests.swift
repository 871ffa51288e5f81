import Foundation
import SourceTrees
import SystemPackage
import TestSupport
import Testing

@testable import GitCrypt

/// A gpg that hangs, as one does that waits for a smart card.
struct GPGStopTests {
    /// Gives `body` a gpg that answers what gpgme asks at the start and then hangs; ends it afterwards.
    private func withHangingGPG(_ body: (_ program: FilePath, _ started: FilePath) async throws -> Void) async throws {
        try await withTemporaryDirectory { scratch in
            let program = scratch.appending("gpg")
            let started = scratch.appending("started")
            let script = """
                #!/bin/sh
                case "$*" in *--version*) exec gpg --version;; esac
                echo $$ >>\(started)
                exec sleep 60
                """
            try Data(script.utf8).write(to: URL(filePath: program.string))
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: program.string)
            func end() throws {
                guard let text = try? String(contentsOfFile: started.string, encoding: .utf8) else { return }
                for id in text.split(separator: "\n").compactMap({ Int32($0) }) { kill(id, SIGTERM) }
            }
            do {
                try await body(program, started)
                try end()
            } catch {
                try end()
                throw error
            }
        }
    }

    private func tree() throws -> InMemoryTree {
        try InMemoryTree([
            ".git-crypt/keys/default/0/A.gpg": "a", ".git-crypt/keys/default/0/B.gpg": "b",
            ".git-crypt/keys/perso/0/A.gpg": "c",
        ])
    }

    @Test("gives up when the time is over, once for all keys")
    func timeLimit() async throws {
        try await withHangingGPG { program, _ in
            let gpg = try GPG(program: program, timeLimit: .milliseconds(300))
            let start = ContinuousClock.now
            let ring = try await gpg.keys(in: try tree())
            // gpg would hang for ever; a busy machine takes its time to start it.
            #expect(ContinuousClock.now - start < .seconds(60))
            #expect(ring.isEmpty)
            let expected = """
                .git-crypt/keys/default: gpg gave no result within 0.3 seconds; \
                check its agent with gpg --decrypt on one of the files there
                """
            #expect(ring.problem(with: .default)?.description == expected)
            #expect(ring.problem(with: .named("perso"))?.description == expected)
        }
    }

    @Test("stops when its task is cancelled", .timeLimit(.minutes(5)))
    func cancellation() async throws {
        try await withHangingGPG { program, started in
            let gpg = try GPG(program: program, timeLimit: .seconds(600))
            let tree = try tree()
            let task = Task { try await gpg.keys(in: tree) }
            while !FileManager.default.fileExists(atPath: started.string) {
                try await Task.sleep(for: .milliseconds(10))
            }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    @Test("does not begin when its task is already cancelled")
    func cancelledBefore() async throws {
        try await withHangingGPG { program, started in
            let gpg = try GPG(program: program, timeLimit: .seconds(60))
            let tree = try tree()
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await gpg.keys(in: tree)
            }
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(!FileManager.default.fileExists(atPath: started.string))
        }
    }
}
