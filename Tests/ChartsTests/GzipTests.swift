import Charts
import Foundation
import Testing

@Suite("Packed data")
struct PackedData {
    /// `fettle`, packed by gzip.
    private let packed = [UInt8](Data(base64Encoded: "H4sIAAAAAAACA0tLLSnJSQUA4vOIfQYAAAA=") ?? Data())

    @Test("is unpacked up to a limit")
    func unpacks() throws {
        #expect(try Gzip.unpacked(packed, limit: 6) == Array("fettle".utf8))
        #expect(throws: Gzip.Failure.tooLarge) { try Gzip.unpacked(packed, limit: 5) }
    }

    @Test("is refused when it ends early or is something else", arguments: [0, 5, 12, 20])
    func refuses(length: Int) {
        #expect(throws: Gzip.Failure.damaged) { try Gzip.unpacked(Array(packed.prefix(length)), limit: 100) }
    }
}
