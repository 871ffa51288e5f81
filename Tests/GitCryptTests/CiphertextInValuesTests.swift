import Foundation
import TestSupport
import Testing

@testable import GitCrypt

struct CiphertextInValuesTests {
    @Test("finds an encrypted file in a rendered value, as it is and as base64")
    func found() async throws {
        try await withTemporaryDirectory { scratch in
            let repository = try await GitCryptRepository(below: scratch)
            try await repository.makeKey()
            let key = try await repository.exportKey()
            for size in [0, 1, 2, 3, 100] {
                let blob = try await repository.encrypt(randomBytes(size), with: key)
                #expect(EncryptedBlob.beginsWithHeader(blob))
                #expect(EncryptedBlob.isContained(in: String(decoding: blob, as: UTF8.self)))
                #expect(EncryptedBlob.isContained(in: "key: |\n  " + String(decoding: blob, as: UTF8.self)))
                #expect(EncryptedBlob.isContained(in: Data(blob).base64EncodedString()))
                #expect(
                    EncryptedBlob.isContained(
                        in: "\n " + Data(blob).base64EncodedString(options: .lineLength64Characters)
                    )
                )
            }
        }
    }

    @Test(
        "takes nothing else for one",
        arguments: [
            "", "\0", "GITCRYPT", "\0GITCRYPT", "\0GITCRYPTKEY\0", "AEdJVENSWVB", "see AEdJVENSWVBU", "\0GITCRYP\0T\0",
        ],
    )
    func notFound(text: String) {
        #expect(!EncryptedBlob.isContained(in: text))
        #expect(!EncryptedBlob.beginsWithHeader(Array(text.utf8)))
    }
}
