extension String {
    /// Whether Go's JSON decoder takes this for the field `name`, which is ASCII: a letter counts alike in either case.
    func isSameFieldName(as name: String) -> Bool {
        if utf8.count == name.utf8.count {
            return utf8.elementsEqual(name.utf8) { $0 == $1 || Self.lowercased($0) == Self.lowercased($1) }
        }
        // Only signs that are longer than the letters they stand for, such as the one of Kelvin, make a difference.
        return utf8.count > name.utf8.count && utf8.contains { $0 >= 0x80 } && lowercased() == name.lowercased()
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }
}
