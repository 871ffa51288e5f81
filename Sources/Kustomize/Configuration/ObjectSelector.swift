package import Manifests
internal import YAML

/// Which of a set of objects is meant: the `target` of a patch or of a rule in Flux's objects.
///
/// Group, version, kind, name and namespace are regular expressions for the whole text; what is not given matches all.
package struct ObjectSelector: Hashable, Sendable {
    /// Why it cannot be used, and because of which field.
    package struct Invalid: Error {
        package let field: String
        package let reason: String
    }

    /// The fields as they were written, which are all that makes one selector another.
    private let fields: [String: String]
    private let patterns: [String: GoPattern]
    private let labels: LabelSelector?
    private let annotations: LabelSelector?

    /// The names of the fields that it can have.
    package static let fieldNames = patternNames + ["labelSelector", "annotationSelector"]
    private static let patternNames = ["group", "version", "kind", "name", "namespace"]

    /// - Parameter fields: by their names; all others are passed over, and an empty text counts as none.
    package init(_ fields: [String: String]) throws(Invalid) {
        self.fields = fields.filter { !$0.value.isEmpty && Self.fieldNames.contains($0.key) }
        var patterns: [String: GoPattern] = [:]
        for name in Self.patternNames {
            guard let text = self.fields[name] else { continue }
            do {
                patterns[name] = try GoPattern(whole: text)
            } catch {
                throw Invalid(field: name, reason: error.reason)
            }
        }
        self.patterns = patterns
        labels = try Self.selector("labelSelector", self.fields)
        annotations = try Self.selector("annotationSelector", self.fields)
    }

    private static func selector(_ name: String, _ fields: [String: String]) throws(Invalid) -> LabelSelector? {
        guard let text = fields[name] else { return nil }
        do {
            return try LabelSelector(text)
        } catch {
            throw Invalid(field: name, reason: error.reason)
        }
    }

    /// Whether it means `manifest`.
    package func matches(_ manifest: Manifest) -> Bool {
        let texts = [
            "group": manifest.kind.group, "version": manifest.kind.version, "kind": manifest.kind.kind,
            "name": manifest.name, "namespace": manifest.namespace ?? "",
        ]
        return patterns.allSatisfy { name, pattern in pattern.matches(texts[name] ?? "") }
            && (labels?.matches { manifest.label($0) } ?? true)
            && (annotations?.matches { manifest.annotation($0) } ?? true)
    }

    package static func == (one: ObjectSelector, other: ObjectSelector) -> Bool {
        one.fields == other.fields
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(fields)
    }
}
