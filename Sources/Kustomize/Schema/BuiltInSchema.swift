internal import Manifests

/// What kustomize v5.5 knows of the kinds of Kubernetes.
///
/// A line of text is read when it is asked for.
enum BuiltInSchema {
    /// The only version of `openapi` that kustomize has with it.
    static let version = "v1.21.2"

    private static let kinds = SortedLines(text: BuiltInSchemaText.kinds)
    private static let definitions = SortedLines(text: BuiltInSchemaText.definitions)
    /// What every definition's full name begins with, and no name in the text.
    private static let namePrefix = "io.k8s."

    /// Whether objects of `kind` have a namespace; nil when that is not known.
    static func isNamespaced(_ kind: GroupVersionKind) -> Bool? {
        guard let line = line(of: kind) else { return nil }
        if line.hasPrefix("namespaced") { return true }
        return line.hasPrefix("cluster") ? false : nil
    }

    /// What an object of `kind` looks like.
    static func shape(of kind: GroupVersionKind) -> SchemaShape? {
        let found = line(of: kind).map { words(of: $0) } ?? []
        return found.count > 1 ? definition(String(found[1])) : nil
    }

    /// The definition with the full name `name`.
    static func definition(named name: String) -> SchemaShape? {
        name.hasPrefix(namePrefix) ? definition(String(name.dropFirst(namePrefix.count))) : nil
    }

    private static func line(of kind: GroupVersionKind) -> String? {
        kinds.rest(after: "\(kind.apiVersion) \(kind.kind)")
    }

    private static func words(of line: String) -> [Substring] {
        line.utf8.split(separator: UInt8(ascii: " ")).map { Substring($0) }
    }

    private static func definition(_ name: String) -> SchemaShape? {
        guard let line = definitions.rest(after: name) else { return nil }
        var fields: [String: SchemaShape] = [:]
        for word in words(of: line) {
            let name = word.utf8.prefix { !isSign($0) }
            fields[String(Substring(name))] = shape(word.utf8[name.endIndex...])
        }
        return SchemaShape(fields: fields)
    }

    /// What stands behind the name of a field, and for lists and maps what they hold.
    private static func shape(_ text: Substring.UTF8View) -> SchemaShape {
        switch text.first {
        case UInt8(ascii: "="):
            let name = namePrefix + String(Substring(text.dropFirst()))
            return SchemaShape(reference: SchemaShape.Reference(definition: name))
        case UInt8(ascii: "{"): return SchemaShape(otherFields: shape(text.dropFirst()))
        case UInt8(ascii: "["):
            let rest = text.dropFirst()
            guard rest.first == UInt8(ascii: "+") else { return SchemaShape(elements: shape(rest)) }
            let keys = rest.dropFirst().prefix { !isSign($0) }
            return SchemaShape(
                elements: shape(rest[keys.endIndex...]),
                mergeKeys: keys.split(separator: UInt8(ascii: ",")).map { String(Substring($0)) },
            )
        default: return .plain
        }
    }

    private static func isSign(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "=") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{")
    }
}
