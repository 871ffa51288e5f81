/// Fills a template, and remembers what was wrong on the way.
struct SubstitutionEvaluation {
    let variables: [String: [UInt8]]
    /// Variables without a value where one is needed.
    private(set) var missing: Set<String> = []
    /// Variables whose value was asked for.
    private(set) var used: Set<String> = []
    /// Other problems; they name variables, never values.
    private(set) var failures: [String] = []

    init(variables: [String: [UInt8]]) {
        self.variables = variables
    }

    mutating func text(of template: SubstitutionTemplate) -> [UInt8] {
        text(of: template.parts)
    }

    private mutating func text(of parts: [SubstitutionTemplate.Part]) -> [UInt8] {
        var text: [UInt8] = []
        for part in parts {
            switch part {
            case .text(let bytes): text += bytes
            case .variable(let name, let operation): text += value(of: name, operation)
            }
        }
        return text
    }

    private mutating func value(of name: String, _ operation: SubstitutionTemplate.Operation) -> [UInt8] {
        used.insert(name)
        let value = variables[name]
        switch operation {
        case .unsetDefault(let parts):
            // As in Flux, the default is evaluated in any case, so what it needs must be there.
            let fallback = text(of: parts)
            return value ?? fallback
        case .emptyDefault(let parts):
            let fallback = text(of: parts)
            return value.flatMap { $0.isEmpty ? nil : $0 } ?? fallback
        default: break
        }
        guard let value else {
            missing.insert(name)
            return []
        }
        switch operation {
        case .value, .unsetDefault, .emptyDefault: return value
        case .length: return Array(String(value.count).utf8)
        case .letters(let isUpper, let isAll): return Self.letters(of: value, isUpper: isUpper, isAll: isAll)
        case .slice(let offset, let length): return slice(value, name, offset, length)
        case .trim(let pattern, let isPrefix, let isLongest):
            let pattern = SubstitutionPattern(text(of: pattern))
            return isPrefix
                ? pattern.trimmingPrefix(of: value, isLongest: isLongest)
                : pattern.trimmingSuffix(of: value, isLongest: isLongest)
        case .replace(let scope, let pattern, let replacement):
            let pattern = text(of: pattern)
            return Self.replace(scope, pattern, in: value, by: replacement.map { text(of: $0) })
        }
    }

    private static func letters(of value: [UInt8], isUpper: Bool, isAll: Bool) -> [UInt8] {
        var text = String.UnicodeScalarView()
        for (index, scalar) in String(decoding: value, as: UTF8.self).unicodeScalars.enumerated() {
            let mapping = isUpper ? scalar.properties.uppercaseMapping : scalar.properties.lowercaseMapping
            // Go maps one character to one; a letter such as ß has no such counterpart and stays.
            let changes = (isAll || index == 0) && mapping.unicodeScalars.count == 1
            text.append(changes ? mapping.unicodeScalars.first ?? scalar : scalar)
        }
        return Array(String(text).utf8)
    }

    /// Bytes, as Flux counts.
    ///
    /// What is no number leaves the value as it is.
    private mutating func slice(
        _ value: [UInt8],
        _ name: String,
        _ offset: [SubstitutionTemplate.Part],
        _ length: [SubstitutionTemplate.Part]?,
    ) -> [UInt8] {
        let offsetText = text(of: offset)
        let lengthText = length.map { text(of: $0) }
        guard let offset = Self.number(offsetText) else { return value }
        let rest = value.dropFirst(offset < 0 ? max(0, value.count + offset) : offset)
        guard let lengthText else { return Array(rest) }
        guard let length = Self.number(lengthText) else { return value }
        guard length >= 0 else {
            failures.append("the length in ${\(name):…:…} is negative; give how many bytes to take")
            return []
        }
        return Array(rest.prefix(length))
    }

    private static func number(_ text: [UInt8]) -> Int? {
        // A bound well past any value, so that sums cannot overflow.
        Int(String(decoding: text, as: UTF8.self)).map { min(max($0, -(1 << 40)), 1 << 40) }
    }

    private static func replace(
        _ scope: SubstitutionTemplate.Scope,
        _ pattern: [UInt8],
        in value: [UInt8],
        by replacement: [UInt8]?,
    ) -> [UInt8] {
        switch scope {
        case .prefix:
            // Without a replacement, Flux changes nothing here.
            guard let replacement, value.starts(with: pattern) else { return value }
            return replacement + value.dropFirst(pattern.count)
        case .suffix:
            guard let replacement, value.count >= pattern.count, value.suffix(pattern.count).elementsEqual(pattern)
            else { return value }
            return value.dropLast(pattern.count) + replacement
        case .first, .all:
            guard !pattern.isEmpty else { return value }
            var result: [UInt8] = []
            var rest = value[...]
            while let first = rest.first {
                if rest.starts(with: pattern) {
                    result += replacement ?? []
                    rest = rest.dropFirst(pattern.count)
                    if scope == .first { break }
                } else {
                    result.append(first)
                    rest = rest.dropFirst()
                }
            }
            return result + rest
        }
    }
}
