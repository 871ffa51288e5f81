internal import Kubernetes
internal import Manifests
internal import YAML

/// The path of a field as drift lines print it: `.spec.containers[name=app].image`, `.data["tls.crt"]`, `.args[2]`.
struct FieldPath: Equatable {
    let steps: [FieldStep]

    /// - Throws: `Problems` when the text is no path.
    init(_ text: String) throws(Problems) {
        var reader = PathReader(rest: Substring(text))
        do throws(PathReader.Failure) {
            steps = try reader.steps()
        } catch {
            throw Problems(
                text,
                "is no path of a field: \(error.reason); write it like .spec.containers[name=app].image"
            )
        }
    }
}

private struct PathReader {
    struct Failure: Error {
        let reason: String
    }

    var rest: Substring

    mutating func steps() throws(Failure) -> [FieldStep] {
        var steps: [FieldStep] = []
        if let first = rest.first, first != ".", first != "[" { steps.append(.field(name())) }
        while let first = rest.popFirst() {
            switch first {
            case ".":
                let name = name()
                if name.isEmpty, rest.isEmpty, steps.isEmpty { return [] }
                guard !name.isEmpty else { throw Failure(reason: "a name is missing behind a point") }
                steps.append(.field(name))
            case "[": steps.append(try bracket())
            default: throw Failure(reason: "'\(first)' stands where a point or a bracket is expected")
            }
        }
        return steps
    }

    private mutating func name() -> String {
        let name = rest.prefix { $0 != "." && $0 != "[" }
        rest = rest.dropFirst(name.count)
        return String(name)
    }

    private mutating func bracket() throws(Failure) -> FieldStep {
        if rest.hasPrefix("\"") {
            guard let end = closingQuote(), case .string(let name)? = try? Value(json: Array(rest[..<end].utf8)) else {
                throw Failure(reason: "a quoted name does not end")
            }
            rest = rest[end...]
            guard rest.popFirst() == "]" else { throw Failure(reason: "']' is missing") }
            return .field(name)
        }
        guard let end = rest.firstIndex(of: "]") else { throw Failure(reason: "']' is missing") }
        let inside = rest[..<end]
        rest = rest[rest.index(after: end)...]
        if let index = Int(inside), index >= 0 { return .index(index) }
        if inside.hasPrefix("=") { return .value(Self.value(inside.dropFirst())) }
        var fields: [String: Value] = [:]
        for part in inside.split(separator: ",") {
            let sides = part.split(separator: "=", maxSplits: 1)
            guard sides.count == 2 else { throw Failure(reason: "'[\(inside)]' names no item") }
            fields[String(sides[0])] = Self.value(sides[1])
        }
        return .key(fields)
    }

    /// Where a quoted text that begins here ends.
    private func closingQuote() -> Substring.Index? {
        var isEscaped = false
        for index in rest.indices.dropFirst() {
            if isEscaped {
                isEscaped = false
            } else if rest[index] == "\\" {
                isEscaped = true
            } else if rest[index] == "\"" {
                return rest.index(after: index)
            }
        }
        return nil
    }

    private static func value(_ text: Substring) -> Value {
        (try? Value(json: Array(text.utf8))) ?? .string(String(text))
    }
}
