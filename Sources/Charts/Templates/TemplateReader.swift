/// The bytes of a template's text, and where its reader is.
struct TemplateReader {
    let bytes: [UInt8]
    private let file: String
    private(set) var position = 0
    /// Counted from 1.
    private(set) var line = 1

    init(_ text: String, file: String) {
        bytes = Array(text.utf8)
        self.file = file
    }

    var isAtEnd: Bool { position >= bytes.count }

    /// The byte that many places ahead; nil past the end.
    func peek(_ offset: Int = 0) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    func isAt(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { wanted in
            position + wanted.count <= bytes.count && wanted.indices.allSatisfy { bytes[position + $0] == wanted[$0] }
        }
    }

    mutating func skip(_ count: Int = 1) {
        for _ in 0..<count where position < bytes.count {
            if bytes[position] == 0x0A { line += 1 }
            position += 1
        }
    }

    /// Skips `text` if it comes next.
    mutating func take(_ text: StaticString) -> Bool {
        guard isAt(text) else { return false }
        skip(text.utf8CodeUnitCount)
        return true
    }

    /// Whether blanks were skipped.
    @discardableResult
    mutating func skipBlanks() -> Bool {
        let start = position
        while let byte = peek(), Self.isBlank(byte) { skip() }
        return position > start
    }

    mutating func take(while condition: (UInt8) -> Bool) -> String {
        let start = position
        while let byte = peek(), condition(byte) { skip() }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    func text(from start: Int, to end: Int) -> String {
        String(decoding: bytes[start..<end], as: UTF8.self)
    }

    func failure(_ message: String) -> ChartError {
        ChartError(.contents, "\(file):\(line)", "\(message); helm does not read this template either")
    }

    static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    /// Whether a byte may stand in a name; those beyond ASCII count as letters.
    static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }

    static func isDigit(_ byte: UInt8?) -> Bool {
        byte.map { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } ?? false
    }
}
