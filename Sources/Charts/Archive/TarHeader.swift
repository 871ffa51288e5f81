/// One header of a tar archive, as POSIX (ustar) and GNU write it.
struct TarHeader {
    static let size = 512

    /// What a header stands before.
    enum Kind: Equatable {
        case file
        case directory
        case link
        case device
        /// What pax says of the next entry.
        case extended
        /// What pax says of all entries, of which none matters here.
        case globalExtended
        case longName
        case longLinkName
        case other(UInt8)
    }

    let kind: Kind
    let name: String
    /// How many bytes follow, without padding.
    let size: Int

    /// Reads a header.
    ///
    /// - Returns: nil for a block of zeros, which ends an archive.
    /// - Throws: `Damage` when the checksum is another, or a number is none.
    static func read(_ block: [UInt8]) throws(Damage) -> TarHeader? {
        guard block.contains(where: { $0 != 0 }) else { return nil }
        let sum = block.indices.reduce(0) { $0 + ((148..<156).contains($1) ? 32 : Int(block[$1])) }
        guard try number(block[148..<156]) == sum else { throw Damage() }
        var name = text(block[0..<100])
        // GNU has times in this place.
        if Array(block[257..<263]) == Array("ustar\0".utf8) {
            let prefix = text(block[345..<500])
            if !prefix.isEmpty { name = "\(prefix)/\(name)" }
        }
        let kind = kind(block[156])
        // Links and folders say sizes that nothing follows.
        let hasContents = ![.directory, .link, .device].contains(kind)
        return TarHeader(kind: kind, name: name, size: hasContents ? try number(block[124..<136]) : 0)
    }

    struct Damage: Error {}

    private static func kind(_ flag: UInt8) -> Kind {
        switch flag {
        case 0, UInt8(ascii: "0"), UInt8(ascii: "7"): .file
        case UInt8(ascii: "1"), UInt8(ascii: "2"): .link
        case UInt8(ascii: "3"), UInt8(ascii: "4"), UInt8(ascii: "6"): .device
        case UInt8(ascii: "5"): .directory
        case UInt8(ascii: "x"): .extended
        case UInt8(ascii: "g"): .globalExtended
        case UInt8(ascii: "L"): .longName
        case UInt8(ascii: "K"): .longLinkName
        default: .other(flag)
        }
    }

    /// Octal digits, or with the highest bit set a big-endian number.
    private static func number(_ field: ArraySlice<UInt8>) throws(Damage) -> Int {
        guard let first = field.first else { throw Damage() }
        var value = 0
        if first & 0x80 != 0 {
            // Negative sizes begin with 0xFF.
            guard first == 0x80, field.dropFirst().prefix(field.count - 8).allSatisfy({ $0 == 0 }) else {
                throw Damage()
            }
            for byte in field.suffix(7) { value = value << 8 | Int(byte) }
            return value
        }
        for byte in field.drop(while: { $0 == 32 }) {
            if byte == 0 || byte == 32 { break }
            guard (48...55).contains(byte) else { throw Damage() }
            value = value << 3 | Int(byte - 48)
        }
        return value
    }

    private static func text(_ field: ArraySlice<UInt8>) -> String {
        String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }
}
