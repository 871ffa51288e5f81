/// A text with `$(NAME)`s replaced: `$$` is a dollar, and what is no variable stays.
struct VariableExpansion {
    enum Result: Hashable {
        /// Nothing but the variable.
        case alone(String)
        /// A text, and the variables that were inserted into it.
        case text(String, [String])
    }

    /// A dollar in front of what is not ASCII, which kustomize tears apart.
    struct TornCharacter: Error {}

    private static let dollar = UInt8(ascii: "$")

    /// Replaces the variables in `text` by what `value` says of them; nil for none of the name.
    static func expand(_ text: String, _ value: (String) -> String?) throws(TornCharacter) -> Result {
        guard text.utf8.contains(dollar) else { return .text(text, []) }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var names: [String] = []
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            guard byte == dollar, let next = rest.first else {
                result.append(byte)
                continue
            }
            switch next {
            case dollar:
                result.append(dollar)
                rest.removeFirst()
            case UInt8(ascii: "("):
                guard let end = rest.firstIndex(of: UInt8(ascii: ")")) else {
                    result.append(dollar)
                    result.append(next)
                    rest.removeFirst()
                    continue
                }
                let reference = rest[rest.startIndex...end]
                let name = String(decoding: reference.dropFirst().dropLast(), as: UTF8.self)
                if let value = value(name) {
                    if reference.count + 1 == bytes.count { return .alone(name) }
                    result += value.utf8
                    names.append(name)
                } else {
                    result.append(dollar)
                    result += reference
                }
                rest = rest[(end + 1)...]
            case 0x80...: throw TornCharacter()
            default:
                result.append(dollar)
                result.append(next)
                rest.removeFirst()
            }
        }
        return .text(String(decoding: result, as: UTF8.self), names)
    }
}
