package import Manifests
internal import YAML

/// Takes the values of sensitive objects out of what a server or a tool says of them.
///
/// API servers, admission webhooks and kubectl quote what they reject, whole or cut in the middle.
package struct SecretMask: Sendable {
    /// What stands where a secret was.
    package static let mark = "«secret»"
    /// A shorter part of a value may stand in a message by chance.
    private static let shortest = 4
    private static let window = 8

    private let values: [[UInt8]]

    /// Hides the values of those of `manifests` that are sensitive.
    package init(_ manifests: some Sequence<Manifest>) {
        var values: Set<[UInt8]> = []
        for manifest in manifests where manifest.isSensitive {
            var object = manifest.object
            object["apiVersion"] = nil
            object["kind"] = nil
            if var metadata = object["metadata"] {
                metadata["name"] = nil
                metadata["namespace"] = nil
                object["metadata"] = metadata
            }
            Self.collect(object, into: &values)
        }
        self.values = values.filter { $0.count >= Self.shortest }
    }

    private static func collect(_ value: Value, into values: inout Set<[UInt8]>) {
        switch value {
        case .string(let text):
            values.insert(Array(text.utf8))
            if let decoded = base64(text.utf8) { values.insert(decoded) }
        case .array(let elements): elements.forEach { collect($0, into: &values) }
        case .object(let fields): fields.values.forEach { collect($0, into: &values) }
        case .integer(let number): values.insert(Array(String(number).utf8))
        case .number, .bool, .null: break
        }
    }

    /// `message` without any whole value and without any part of one that is longer than a few letters.
    package func hide(in message: String) -> String {
        let bytes = Array(message.utf8)
        var isSecret = [Bool](repeating: false, count: bytes.count)
        var places: [ArraySlice<UInt8>: [Int]] = [:]
        if bytes.count >= Self.window {
            for start in 0...(bytes.count - Self.window) {
                places[bytes[start..<start + Self.window], default: []].append(start)
            }
        }
        for value in values {
            if value.count < Self.window {
                for start in bytes.indices where bytes[start...].starts(with: value) {
                    for index in start..<start + value.count { isSecret[index] = true }
                }
            } else {
                for start in 0...(value.count - Self.window) {
                    for place in places[value[start..<start + Self.window]] ?? [] {
                        for index in place..<place + Self.window { isSecret[index] = true }
                    }
                }
            }
        }
        guard isSecret.contains(true) else { return message }
        var result: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if !isSecret[index] {
                result.append(byte)
            } else if index == 0 || !isSecret[index - 1] {
                result.append(contentsOf: Self.mark.utf8)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// `message` without the values that servers quote in known places, whatever they are.
    static func withoutQuotedValues(_ message: String) -> String {
        message
            .replacing(#/error found in #.*/#.dotMatchesNewlines(), with: "a part of the object, \(mark)")
            .replacing(#/(expected \S+, got) .*/#.dotMatchesNewlines()) { "\($0.1) \(mark)" }
            .replacing(#/((?:Invalid|Unsupported|Duplicate) value): (?:"(?:\\.|[^"\\])*"|.+?)(?=: |, |\]|$)/#) {
                "\($0.1): \(mark)"
            }
    }

    /// The decoded bytes of a base64 text; nil when it is none.
    private static func base64(_ text: String.UTF8View) -> [UInt8]? {
        var bits: UInt32 = 0
        var count = 0
        var bytes: [UInt8] = []
        for character in text {
            let digit: UInt8
            switch character {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit = character - UInt8(ascii: "A")
            case UInt8(ascii: "a")...UInt8(ascii: "z"): digit = character - UInt8(ascii: "a") + 26
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = character - UInt8(ascii: "0") + 52
            case UInt8(ascii: "+"): digit = 62
            case UInt8(ascii: "/"): digit = 63
            case UInt8(ascii: "="), 0x0A, 0x0D: continue
            default: return nil
            }
            bits = bits << 6 | UInt32(digit)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }
}
