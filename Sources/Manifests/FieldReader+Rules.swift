internal import YAML

extension FieldReader {
    /// A list of JSON pointers; empty when absent.
    package func pointers(_ name: String) -> [JSONPointer] {
        (stringList(name) ?? []).compactMap { text in
            if let pointer = JSONPointer(text) { return pointer }
            fail(name, "'\(text)' is no JSON pointer to a field; write it like /spec/replicas")
            return nil
        }
    }

    /// The fields that select objects, as kustomize and Flux write a `target`; empty when absent.
    package func selector(_ name: String) -> [String: String] {
        object(name) { fields in
            var texts: [String: String] = [:]
            for name in Self.selectorFields { texts[name] = fields.string(name) }
            return texts
        } ?? [:]
    }

    private static let selectorFields = [
        "group", "version", "kind", "name", "namespace", "labelSelector", "annotationSelector",
    ]
}
