internal import Manifests
internal import Reconciliation
internal import SystemPackage
internal import YAML

/// Prints results.
enum StandardOutput {
    static func print(_ text: String) {
        FileDescriptor.standardOutput.print(text)
    }
}

extension FileDescriptor {
    /// Writes a line.
    ///
    /// A reader that has gone away wants no more of them.
    func print(_ text: String) {
        _ = try? writeAll("\(text)\n".utf8)
    }
}

/// One rendered object as `fettle render` prints it.
struct RenderedObject {
    let text: String

    init(_ manifest: Manifest, withProvenance: Bool, withSecrets: Bool) {
        let object = manifest.isSensitive && !withSecrets ? Self.masked(manifest) : manifest.object
        var yaml = withProvenance ? Self.annotated(manifest, as: object) : object.yamlText
        if yaml.hasSuffix("\n") { yaml.removeLast() }
        text = "---\n" + yaml
    }

    /// The object with a comment behind each value that says where it was written, and what it was before.
    private static func annotated(_ manifest: Manifest, as object: Value) -> String {
        guard let origins = manifest.fields?.adapted(to: manifest.object) else { return object.yamlText }
        // A value that is masked keeps its place.
        let shown = origins.object.showing(object)
        return String(decoding: shown.yaml { FieldHistory(origins.writings(of: $0.trace))?.text }, as: UTF8.self)
    }

    /// The object with every value outside of what names it replaced.
    private static func masked(_ manifest: Manifest) -> Value {
        var result: [String: Value] = [:]
        for (key, value) in manifest.object.object ?? [:] {
            result[key] = ["apiVersion", "kind", "metadata", "type"].contains(key) ? value : masked(value)
        }
        return .object(result)
    }

    private static func masked(_ value: Value) -> Value {
        switch value {
        case .object(let fields): .object(fields.mapValues(masked))
        case .array(let elements): .array(elements.map(masked))
        default: .string(SecretMask.mark)
        }
    }
}
