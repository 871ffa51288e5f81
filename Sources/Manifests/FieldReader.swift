package import YAML

/// Reads the fields of an object strictly: a field that nobody asked for, or of the wrong type, is a problem.
///
/// One reader walks one object; readers of nested objects share the list of problems, so that a user sees all of them at
/// once. Call `finish()` (or use `read`) when all fields have been asked for.
package final class FieldReader {
    private let fields: [String: Value]
    private let path: String
    private let subject: String
    private let log: ProblemLog
    private var asked: Set<String> = []

    private init(fields: [String: Value], path: String, subject: String, log: ProblemLog) {
        self.fields = fields
        self.path = path
        self.subject = subject
        self.log = log
    }

    /// Reads `value` with `body`, and throws everything that was wrong.
    ///
    /// - Parameters:
    ///   - value: an object; anything else is a problem.
    ///   - subject: what the messages begin with: the file, or the file and the object.
    ///   - body: asks for every field that there may be.
    /// - Returns: what `body` returns.
    /// - Throws: `Problems`.
    package static func read<Result>(
        _ value: Value,
        subject: String,
        _ body: (FieldReader) -> Result,
    ) throws(Problems) -> Result {
        let log = ProblemLog()
        guard let fields = value.object else {
            throw Problems(subject, "is \(value.kindName), not an object")
        }
        let reader = FieldReader(fields: fields, path: "", subject: subject, log: log)
        let result = body(reader)
        reader.finish()
        guard log.problems.isEmpty else { throw Problems(log.problems) }
        return result
    }

    /// Adds a problem of the field `name`.
    package func fail(_ name: String, _ message: String) {
        log.problems.append(Problem(subject, "\(location(name)): \(message)"))
    }

    private func location(_ name: String) -> String {
        path.isEmpty ? name : "\(path).\(name)"
    }

    /// The raw value of `name`, whatever its type; null counts as absent.
    package func value(_ name: String) -> Value? {
        asked.insert(name)
        guard let value = fields[name], value != .null else { return nil }
        return value
    }

    private func typed<Result>(_ name: String, _ expected: String, _ convert: (Value) -> Result?) -> Result? {
        guard let value = value(name) else { return nil }
        guard let result = convert(value) else {
            fail(name, "is \(value.kindName), not \(expected)")
            return nil
        }
        return result
    }

    /// A string that may be absent.
    package func string(_ name: String) -> String? {
        typed(name, "a string", \.string)
    }

    /// A string that must be there and not empty.
    package func requiredString(_ name: String) -> String {
        guard value(name) != nil else {
            fail(name, "is missing")
            return ""
        }
        guard let text = string(name) else { return "" }
        if text.isEmpty { fail(name, "is empty") }
        return text
    }

    /// A string that must be one of `allowed`.
    package func choice<Choice: RawRepresentable & CaseIterable>(_ name: String, _ type: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        guard let text = string(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let allowed = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            fail(name, "'\(text)' is none of: \(allowed)")
            return nil
        }
        return choice
    }

    /// A truth value that may be absent.
    package func bool(_ name: String) -> Bool? {
        typed(name, "true or false", \.bool)
    }

    /// A whole number that may be absent.
    package func integer(_ name: String) -> Int64? {
        typed(name, "a whole number", \.integer)
    }

    /// A length of time as Go writes it (`10m`, `1h30m`, `500ms`) that may be absent.
    package func duration(_ name: String) -> Duration? {
        guard let text = string(name) else { return nil }
        guard let duration = Duration(goText: text), duration >= .zero else {
            fail(name, "'\(text)' is no duration; write it like 10m, 1h30m or 45s")
            return nil
        }
        return duration
    }

    /// A map of strings that may be absent.
    package func strings(_ name: String) -> [String: String]? {
        typed(name, "a map of strings") { value in
            guard let object = value.object else { return nil }
            let texts = object.compactMapValues(\.string)
            return texts.count == object.count ? texts : nil
        }
    }

    /// A list of strings that may be absent.
    package func stringList(_ name: String) -> [String]? {
        typed(name, "a list of strings") { value in
            guard let array = value.array else { return nil }
            let texts = array.compactMap(\.string)
            return texts.count == array.count ? texts : nil
        }
    }

    /// A nested object that may be absent, read with `body`.
    package func object<Result>(_ name: String, _ body: (FieldReader) -> Result) -> Result? {
        guard let fields = typed(name, "an object", \.object) else { return nil }
        let reader = FieldReader(fields: fields, path: location(name), subject: subject, log: log)
        let result = body(reader)
        reader.finish()
        return result
    }

    /// A list of nested objects, each read with `body`; empty when absent.
    package func objects<Result>(_ name: String, _ body: (FieldReader) -> Result) -> [Result] {
        guard let elements = typed(name, "a list", \.array) else { return [] }
        return elements.enumerated().compactMap { index, element in
            guard let fields = element.object else {
                fail("\(name)[\(index)]", "is \(element.kindName), not an object")
                return nil
            }
            let reader = FieldReader(fields: fields, path: "\(location(name))[\(index)]", subject: subject, log: log)
            let result = body(reader)
            reader.finish()
            return result
        }
    }

    /// Takes a field that fettle reads nothing from but accepts, such as `status`.
    package func ignore(_ name: String) {
        asked.insert(name)
    }

    /// Reports a known field of the format that fettle does not support, when it is set.
    package func unsupported(_ name: String, _ reason: String = "is not supported by fettle; remove it") {
        if value(name) != nil { fail(name, reason) }
    }

    private func finish() {
        for name in fields.keys.sorted() where !asked.contains(name) {
            let near = asked.filter { $0.lowercased() == name.lowercased() }.min()
            fail(
                name,
                near.map { "unknown field; did you mean \($0)" } ?? "unknown field; remove it or correct its name"
            )
        }
    }
}

private final class ProblemLog {
    var problems: [Problem] = []
}
