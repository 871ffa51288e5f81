package import Kubernetes
package import Kustomize
internal import Manifests

/// Fields of some objects that others set once an object is there: fettle neither corrects nor changes them.
///
/// Written as in Flux's `Kustomization` (its `spec.ignore`, since 2.9).
package struct IgnoreRule: Hashable, Sendable {
    package let pointers: [JSONPointer]
    /// Nil for all objects.
    package let target: ObjectSelector?

    /// Reads the field `ignore`.
    static func read(_ fields: FieldReader) -> [IgnoreRule] {
        fields.objects("ignore") { rule in
            var pointers: [JSONPointer] = []
            for text in rule.stringList("paths") ?? [] {
                if let pointer = JSONPointer(text) {
                    pointers.append(pointer)
                } else {
                    rule.fail("paths", "'\(text)' is no JSON pointer to a field; write it like /spec/replicas")
                }
            }
            if rule.value("paths") == nil { rule.fail("paths", "is missing") }
            let target = rule.object("target") { selector($0) }
            return IgnoreRule(pointers: pointers, target: target ?? nil)
        }
    }

    private static func selector(_ fields: FieldReader) -> ObjectSelector? {
        var texts: [String: String] = [:]
        for name in ObjectSelector.fieldNames { texts[name] = fields.string(name) }
        do {
            return try ObjectSelector(texts)
        } catch {
            fields.fail(error.field, "'\(texts[error.field] ?? "")' cannot be used: \(error.reason)")
            return nil
        }
    }
}

extension [IgnoreRule] {
    /// The fields of `manifest` that others set.
    func pointers(for manifest: Manifest) -> [JSONPointer] {
        filter { $0.target?.matches(manifest) ?? true }.flatMap(\.pointers)
    }
}
