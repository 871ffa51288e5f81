package import YAML

/// Takes secrets out of what a program or a server says of them.
///
/// API servers, webhooks, helm and kubectl quote what they refuse: whole, cut in the middle, escaped or in base64. So
/// everything is hidden that shares six bytes in a row with a secret or one of its forms, and shorter secrets where they
/// stand alone.
package struct SecretMask: Sendable {
    /// What stands where a secret was.
    package static let mark = "«secret»"
    /// A shorter part of a secret may stand in a message by chance.
    private static let window = 6

    /// The forms in which secrets may stand in a message.
    private let forms: [[UInt8]]

    /// Hides `texts`.
    package init(texts: some Sequence<String>) {
        var forms: Set<[UInt8]> = []
        for text in texts {
            forms.insert(Array(text.utf8))
            forms.insert(Array(Value.string(text).jsonText.utf8.dropFirst().dropLast()))
            forms.insert(Base64.encode(Array(text.utf8)))
            if let plain = Base64.decode(text) { forms.insert(plain) }
            // A line may stand alone, and the last one be as short as a short secret.
            for line in text.split(whereSeparator: \.isNewline) {
                forms.insert(Array(line.drop(while: \.isWhitespace).utf8))
            }
        }
        forms.remove([])
        self.forms = Array(forms)
    }

    /// Hides all texts and numbers in `values`.
    package init(values: some Sequence<Value>) {
        var texts: Set<String> = []
        for value in values { Self.collect(value, into: &texts) }
        self.init(texts: texts)
    }

    /// Hides the values of those of `manifests` that are sensitive, but not what names them.
    package init(_ manifests: some Sequence<Manifest>) {
        self.init(
            values: manifests.lazy.filter(\.isSensitive).map { manifest in
                var object = manifest.object
                object["apiVersion"] = nil
                object["kind"] = nil
                if var metadata = object["metadata"] {
                    metadata["name"] = nil
                    metadata["namespace"] = nil
                    object["metadata"] = metadata
                }
                return object
            }
        )
    }

    /// Hides what either of the two hides.
    package func union(_ other: SecretMask) -> SecretMask {
        SecretMask(forms: Array(Set(forms).union(other.forms)))
    }

    private init(forms: [[UInt8]]) {
        self.forms = forms
    }

    /// Whether there is nothing to hide.
    package var isEmpty: Bool { forms.isEmpty }

    private static func collect(_ value: Value, into texts: inout Set<String>) {
        switch value {
        case .null, .bool: break
        case .integer(let number): texts.insert(String(number))
        case .number(let number): texts.insert("\(number)")
        case .string(let text): texts.insert(text)
        case .array(let elements): for element in elements { collect(element, into: &texts) }
        case .object(let fields): for field in fields.values { collect(field, into: &texts) }
        }
    }

    /// `message` with the mark in place of every secret, and of every part of one that is longer than a few letters.
    package func hide(in message: String) -> String {
        guard !isEmpty else { return message }
        let bytes = Array(message.utf8)
        var isSecret = [Bool](repeating: false, count: bytes.count)
        var places: [ArraySlice<UInt8>: [Int]] = [:]
        for start in 0..<max(0, bytes.count - Self.window + 1) {
            places[bytes[start..<start + Self.window], default: []].append(start)
        }
        for form in forms {
            guard form.count >= Self.window else {
                for start in bytes.indices where Self.stands(form, alone: bytes, at: start) {
                    for index in start..<start + form.count { isSecret[index] = true }
                }
                continue
            }
            for start in 0...(form.count - Self.window) {
                for place in places[form[start..<start + Self.window]] ?? [] {
                    for index in place..<place + Self.window { isSecret[index] = true }
                }
            }
        }
        var result: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if !isSecret[index] {
                result.append(byte)
            } else if index == 0 || !isSecret[index - 1] {
                result += Array(Self.mark.utf8)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Whether `form` is at `start` of `bytes`, and is no part of a longer word there.
    private static func stands(_ form: [UInt8], alone bytes: [UInt8], at start: Int) -> Bool {
        guard bytes[start...].starts(with: form), let first = form.first, let last = form.last else { return false }
        let end = start + form.count
        let isOpen = start > 0 && isWord(bytes[start - 1]) && isWord(first)
        let goesOn = end < bytes.count && isWord(bytes[end]) && isWord(last)
        return !isOpen && !goesOn
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x80..., UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// `message` without the values that servers quote in known places, whatever they are.
    package static func withoutQuotedValues(_ message: String) -> String {
        message
            .replacing(#/error found in #.*/#.dotMatchesNewlines(), with: "a part of the object, \(mark)")
            .replacing(#/(expected \S+, got) .*/#.dotMatchesNewlines()) { "\($0.1) \(mark)" }
            .replacing(#/((?:Invalid|Unsupported|Duplicate) value): (?:"(?:\\.|[^"\\])*"|.+?)(?=: |, |\]|$)/#) {
                "\($0.1): \(mark)"
            }
    }

    /// `message` without long runs of base64: a template may have encoded a secret together with something else.
    package static func withoutEncodedTexts(_ message: String) -> String {
        message.replacing(#/[A-Za-z0-9+\/_-]{24,}={0,2}/#) { match in
            let text = match.0
            // Words of a message have no digits and capitals mixed; what is encoded has.
            let isEncoded =
                text.contains(where: \.isUppercase) && text.contains(where: \.isLowercase)
                && text.contains(where: \.isNumber)
            return isEncoded ? mark : String(text)
        }
    }
}
