internal import Manifests

extension TransformerConfig {
    /// Sorts everything by kind, as kustomize does: what is merged later finds the first that fits.
    mutating func sort() {
        for list in Self.lists { self[keyPath: list.path] = sorted(self[keyPath: list.path], by: \.kind) }
        nameReferences = sorted(nameReferences, by: \.kind)
    }

    private func sorted<Element>(_ elements: [Element], by kind: (Element) -> GroupVersionKind) -> [Element] {
        let keyed = elements.map { (key: Key(kind($0)), element: $0) }
        return keyed.sorted { $0.key < $1.key }.map(\.element)
    }

    /// A place in kustomize's order of kinds (its `kyaml/resid/gvk.go`).
    private struct Key: Comparable {
        let position: Int
        let text: String

        init(_ kind: GroupVersionKind) {
            position = KindOrder.builtIn.position(of: kind.kind)
            let parts = [(kind.group, "~G"), (kind.version, "~V"), (kind.kind, "~K")]
            text = parts.map { $0.0.isEmpty ? $0.1 : $0.0 }.joined(separator: "_")
        }

        static func < (left: Key, right: Key) -> Bool {
            guard left.position == right.position else { return left.position < right.position }
            return left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
        }
    }
}
