internal import YAML

/// Where a variable's value stands: names separated by dots, as in `spec.ports[0].protocol`,
/// `metadata.annotations.[example.com/a]` and `spec.containers.[name=app].image`.
struct VariablePath {
    private enum Step {
        case field(String)
        case index(Int)
        case last
        /// The first element whose field has a text; without a field, the first that is that text.
        case element(field: String, text: String)
        /// What leads nowhere.
        case nothing
    }

    private let steps: [Step]

    init(_ path: String) {
        steps = Self.joiningBrackets(EscapedPath.parts(of: path, separatedBy: "."))
            .flatMap(Self.splittingIndex)
            .map { Self.trimmed($0, of: " \t\r\n") }
            .filter { !$0.isEmpty }
            .map(Self.step)
    }

    /// What stands there; nil when nothing does.
    func value(in object: TracedValue) -> TracedValue? {
        steps.reduce(Optional(object)) { value, step in value.flatMap { Self.value(step, in: $0) } }
    }

    private static func value(_ step: Step, in value: TracedValue) -> TracedValue? {
        switch step {
        case .field(let name): return value[name]
        case .index(let index): return index < value.elements.count ? value.elements[index] : nil
        case .last: return value.elements.last
        case .element(let field, let text):
            return value.elements.first { element in
                guard !field.isEmpty else { return (element.text ?? "") == text }
                return element[field].map { ($0.text ?? "") == text } ?? false
            }
        case .nothing: return nil
        }
    }

    private static func step(_ part: String) -> Step {
        if let index = Int(part) { return index < 0 ? .nothing : .index(index) }
        switch part {
        case "-": return .last
        case "*": return .nothing
        case _ where part.hasPrefix("[") && part.hasSuffix("]"):
            let pieces = part.dropFirst().dropLast().split(
                separator: "=",
                maxSplits: 1,
                omittingEmptySubsequences: false,
            )
            return pieces.count == 2 ? .element(field: String(pieces[0]), text: String(pieces[1])) : .nothing
        default: return .field(part)
        }
    }

    /// Puts together again what stands in brackets, where dots separate nothing.
    private static func joiningBrackets(_ parts: [String]) -> [String] {
        var result: [String] = []
        var open: [String]?
        for part in parts {
            if open == nil, part.hasPrefix("["), !part.hasSuffix("]") {
                open = [part]
            } else if open != nil {
                open?.append(part)
            } else {
                result.append(part)
            }
            if let pieces = open, part.hasSuffix("]") {
                result.append(bracketed(pieces))
                open = nil
            }
        }
        return result + (open.map { [bracketed($0)] } ?? [])
    }

    private static func bracketed(_ pieces: [String]) -> String {
        let text = pieces.joined(separator: ".")
        return text.contains("=") ? text : trimmed(text, of: "[]")
    }

    /// `text` without any of `characters` at its ends.
    private static func trimmed(_ text: String, of characters: String) -> String {
        let bare = text.drop(while: characters.contains)
        return String(
            bare.prefix(upTo: bare.lastIndex { !characters.contains($0) }.map(bare.index(after:)) ?? bare.endIndex)
        )
    }

    /// `ports[0]` as `ports` and `0`.
    private static func splittingIndex(_ part: String) -> [String] {
        guard part.hasSuffix("]"), let bracket = part.lastIndex(of: "[") else { return [part] }
        let index = part[part.index(after: bracket)...].dropLast()
        guard !index.isEmpty, index.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return [part] }
        return bracket == part.startIndex ? [String(index)] : [String(part[..<bracket]), String(index)]
    }
}
