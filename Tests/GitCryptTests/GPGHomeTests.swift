import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import GitCrypt

struct GPGHomeTests {
    @Test("refuses a GPG home that is not there, no folder, or open to others")
    func homes() async throws {
        try await withTemporaryDirectory { scratch in
            let missing = scratch.appending("missing")
            let file = scratch.appending("file")
            let open = scratch.appending("open")
            try Data().write(to: URL(filePath: file.string))
            try FileManager.default.createDirectory(
                atPath: open.string,
                withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o750],
            )
            func text(_ home: FilePath) -> String? {
                message { try GPG(home: home) }
            }
            #expect(
                text(missing) == """
                    \(missing): cannot be used as GPG home: No such file or directory; give the folder that holds the keyring
                    """,
            )
            #expect(
                text(file)
                    == "\(file): cannot be used as GPG home: it is not a folder; give the folder that holds the keyring",
            )
            #expect(text(open) == "\(open): cannot be used as GPG home: others can enter it (mode 750); chmod 700 it")
        }
    }
}
