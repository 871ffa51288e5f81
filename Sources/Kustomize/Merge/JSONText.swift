internal import YAML

/// A part of a JSON text as it is written.
///
/// The library that kustomize uses for JSON patches compares texts of numbers and strings, so that `1.0` is not `1`.
struct JSONText {
    private let bytes: ArraySlice<UInt8>

    /// - Parameter bytes: valid JSON.
    init(_ bytes: ArraySlice<UInt8>) {
        var bytes = bytes.drop(while: Self.isBlank)
        while let last = bytes.last, Self.isBlank(last) { bytes.removeLast() }
        self.bytes = bytes
    }

    /// The elements of a list.
    var elements: [JSONText] {
        bytes.first == UInt8(ascii: "[") ? parts : []
    }

    /// The field `name` of an object; the last one where there are several.
    subscript(name: String) -> JSONText? {
        guard bytes.first == UInt8(ascii: "{") else { return nil }
        return parts.last { $0.key == name }?.value
    }

    /// Whether every number and string in this text, which means `value`, is written as Go writes it.
    func isSpelledByGo(_ value: TracedValue) -> Bool {
        switch value.content {
        case .sequence(let values): zip(elements, values).allSatisfy { $0.isSpelledByGo($1) }
        case .mapping(let fields): fields.allSatisfy { self[$0.name]?.isSpelledByGo($0.value) ?? true }
        case .scalar:
            if let json = try? HashedJSON(value).bytes[...] { json == bytes } else { true }
        }
    }

    // MARK: Parts

    /// What stands between the brackets, cut at the commas.
    private var parts: [JSONText] {
        var parts: [JSONText] = []
        let inner = bytes.dropFirst().dropLast()
        var start = inner.startIndex
        for comma in Self.positions(of: UInt8(ascii: ","), in: inner) {
            parts.append(JSONText(inner[start..<comma]))
            start = comma + 1
        }
        let last = JSONText(inner[start...])
        return last.bytes.isEmpty ? parts : parts + [last]
    }

    private var colon: Int? { Self.positions(of: UInt8(ascii: ":"), in: bytes).first }

    private var key: String? {
        guard let colon, case .string(let name)? = try? Value(json: bytes[..<colon]) else { return nil }
        return name
    }

    private var value: JSONText? { colon.map { JSONText(bytes[($0 + 1)...]) } }

    /// Where `sign` stands outside of strings and brackets.
    private static func positions(of sign: UInt8, in bytes: ArraySlice<UInt8>) -> [Int] {
        var positions: [Int] = []
        var depth = 0
        var isString = false
        var index = bytes.startIndex
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "\\") where isString: index += 1
            case UInt8(ascii: "\""): isString.toggle()
            case _ where isString: break
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            case sign where depth == 0: positions.append(index)
            default: break
            }
            index += 1
        }
        return positions
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        [0x20, 0x09, 0x0A, 0x0D].contains(byte)
    }
}
