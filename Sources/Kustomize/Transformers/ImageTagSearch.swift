internal import YAML

/// Walks to the `image` of whatever stands in a list called `containers` or `initContainers`, wherever that is
/// (kustomize's `api/filters/imagetag/legacy.go`).
struct ImageTagSearch {
    let matches: (String) -> Bool

    private static func isContainerList(_ field: TracedField) -> Bool {
        (field.name == "containers" || field.name == "initContainers") && field.value.isSequence
    }

    /// Whether there is an image to change; only looks, so that objects without one are not touched.
    ///
    /// - Throws: `FieldMismatch` for a container that is no mapping, and an image that is no scalar.
    func findsImage(in value: TracedValue) throws(FieldMismatch) -> Bool {
        switch value.content {
        case .scalar: return false
        case .sequence(let elements):
            var isFound = false
            for element in elements where try findsImage(in: element) { isFound = true }
            return isFound
        case .mapping(let fields):
            var isFound = false
            for field in fields {
                if try findsImage(in: field.value) { isFound = true }
                guard Self.isContainerList(field) else { continue }
                for container in field.value.elements where try holdsImage(container) { isFound = true }
            }
            return isFound
        }
    }

    private func holdsImage(_ container: TracedValue) throws(FieldMismatch) -> Bool {
        guard container.isMapping else {
            if container.isNull { return false }
            throw container.mismatch(expected: "MappingNode")
        }
        guard let image = container["image"] else { return false }
        guard let text = image.text else { throw image.mismatch(expected: "ScalarNode") }
        return matches(text)
    }

    /// Calls `change` with each image.
    func visit(_ value: inout TracedValue, _ change: (inout TracedValue) throws -> Void) throws {
        _ = try value.modifyElements { elements in
            for index in elements.indices { try visit(&elements[index], change) }
        }
        _ = try value.modifyFields { fields in
            for index in fields.indices {
                try visit(&fields[index].value, change)
                guard Self.isContainerList(fields[index]) else { continue }
                _ = try fields[index].value.modifyElements { containers in
                    for container in containers.indices { _ = try containers[container].modify("image", change) }
                }
            }
        }
    }
}
