internal import Manifests
internal import YAML

/// Lengthens the names of objects.
struct PrefixSuffixAddition {
    enum Side {
        case prefix, suffix
    }

    private let side: Side
    private let text: String
    private let place: Place
    private let table: FieldSpecTable

    init(_ side: Side, _ text: String, at place: Place, fieldSpecs: [FieldSpec]) {
        self.side = side
        self.text = text
        self.place = place.written(by: side == .prefix ? .namePrefix : .nameSuffix)
        table = FieldSpecTable(fieldSpecs)
    }

    /// Objects whose names mean something to Kubernetes itself.
    private static let skipped = [
        GroupVersionKind(group: "", version: "", kind: "CustomResourceDefinition"),
        GroupVersionKind(group: "apiregistration.k8s.io", version: "", kind: "APIService"),
        GroupVersionKind(group: "", version: "", kind: "Namespace"),
    ]

    func add(to resources: [Resource]) throws {
        for resource in resources {
            // An object is what it was in its file, even when a patch has made another kind of it.
            let original = resource.originalID.kind
            if Self.skipped.contains(where: { original.isSelected(by: $0) }) { continue }
            try add(to: resource, original)
        }
    }

    private func add(to resource: Resource, _ original: GroupVersionKind) throws {
        for row in table.rows(for: original) {
            if row.spec.path == "metadata/name", !text.isEmpty {
                resource.remember { history in
                    switch side {
                    case .prefix: history.prefixes.append(text)
                    case .suffix: history.suffixes.append(text)
                    }
                }
                resource.rememberID()
            }
            let id = resource.currentID
            guard id.kind.isSelected(by: row.spec.kind) else { continue }
            try resource.visit([row], id, creating: .scalar(.string), at: place) { value in
                let old = value.text ?? ""
                try value.setText(side == .prefix ? text + old : old + text, at: place)
            }
        }
    }
}
