extension String {
    /// Whether Go's JSON decoder takes both for the same field: a letter counts alike in either case.
    func isSameFieldName(as other: String) -> Bool {
        guard utf8.allSatisfy({ $0 < 0x80 }), other.utf8.allSatisfy({ $0 < 0x80 }) else {
            return lowercased() == other.lowercased()
        }
        return utf8.count == other.utf8.count
            && utf8.elementsEqual(other.utf8) { $0 == $1 || Self.lowercased($0) == Self.lowercased($1) }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }
}
