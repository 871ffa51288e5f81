internal import Foundation
package import YAML

/// Takes secret values out of what a program printed.
package struct Redaction: Sendable {
    /// What stands in place of a secret.
    package static let mark = "«secret»"

    /// The forms in which secrets may be printed, the longest first.
    private let forms: [String]
    /// Secrets so short that they are cut only where they stand alone.
    private let words: Set<String>

    /// - Parameter secrets: values whose scalars must never be seen.
    package init(_ secrets: [Value]) {
        var forms: Set<String> = []
        var words: Set<String> = []
        for secret in secrets {
            Self.visitScalars(of: secret) { text in
                let lines = text.split(whereSeparator: \.isNewline).map(String.init)
                for part in [text] + lines {
                    let trimmed = part.trimmingCharacters(in: .whitespacesAndNewlines)
                    guard trimmed.count >= Self.wordLimit else {
                        if !trimmed.isEmpty { words.insert(trimmed) }
                        continue
                    }
                    forms.formUnion(Self.forms(of: trimmed))
                }
                if text.count >= Self.wordLimit { forms.formUnion(Self.forms(of: text)) }
            }
        }
        self.forms = forms.sorted { ($0.count, $0) > ($1.count, $1) }
        self.words = words
    }

    /// Below this a secret is likely a part of some ordinary word.
    private static let wordLimit = 4

    package var isEmpty: Bool { forms.isEmpty && words.isEmpty }

    /// `text` without the secrets, as they are, quoted, or in base64.
    ///
    /// A template can put a secret into any other form, so where there are secrets at all, texts in quotes that name a
    /// rejected value and long runs of base64 are cut too.
    package func cut(_ text: String) -> String {
        guard !isEmpty else { return text }
        var result = text
        for form in forms { result = result.replacingOccurrences(of: form, with: Self.mark) }
        result = Self.replace(
            #"(?i)(invalid value|unsupported value|duplicate value): ("(?:[^"\\]|\\.)*"|\S+)"#,
            in: result
        ) {
            "\($0[0]): \(Self.mark)"
        }
        result = Self.replace(#"[A-Za-z0-9+/_-]{24,}={0,2}"#, in: result) { whole in
            Self.looksEncoded(whole.text) ? Self.mark : whole.text
        }
        guard !words.isEmpty else { return result }
        return Self.replace(#"[\p{L}\p{N}_.+-]+|[^\s\p{L}\p{N}]+"#, in: result) { whole in
            words.contains(whole.text) ? Self.mark : whole.text
        }
    }

    /// Words of a message have no digits and capitals mixed; base64 of a secret has.
    private static func looksEncoded(_ text: String) -> Bool {
        text.contains { $0.isUppercase } && text.contains { $0.isLowercase } && text.contains { $0.isNumber }
    }

    private static func forms(of text: String) -> [String] {
        let quoted = Value.string(text).jsonText.dropFirst().dropLast()
        let encoded = Data(text.utf8).base64EncodedString()
        return [text, String(quoted), encoded, text.replacingOccurrences(of: "'", with: "''")]
    }

    private static func visitScalars(of value: Value, _ body: (String) -> Void) {
        switch value {
        case .null, .bool: break
        case .integer(let number): body(String(number))
        case .number(let number): body("\(number)")
        case .string(let text): body(text)
        case .array(let items): items.forEach { visitScalars(of: $0, body) }
        case .object(let fields): fields.values.forEach { visitScalars(of: $0, body) }
        }
    }

    private struct Match {
        let text: String
        private let groups: [String]

        init(_ groups: [String]) {
            text = groups[0]
            self.groups = Array(groups.dropFirst())
        }

        subscript(group: Int) -> String { groups[group] }
    }

    private static func replace(_ pattern: String, in text: String, _ body: (Match) -> String) -> String {
        // The patterns are the literals above; one that could not be compiled must not let the text through.
        guard let expression = try? NSRegularExpression(pattern: pattern) else { return mark }
        var result = ""
        var position = text.startIndex
        for found in expression.matches(in: text, range: NSRange(text.startIndex..., in: text)) {
            guard let range = Range(found.range, in: text) else { continue }
            let groups = (0..<found.numberOfRanges).map { index in
                Range(found.range(at: index), in: text).map { String(text[$0]) } ?? ""
            }
            result += text[position..<range.lowerBound]
            result += body(Match(groups))
            position = range.upperBound
        }
        return result + text[position...]
    }
}
