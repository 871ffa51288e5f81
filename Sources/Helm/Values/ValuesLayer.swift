internal import Charts
internal import Manifests
internal import YAML

/// One of the sources that the values of a release are put together from.
struct ValuesLayer: Sendable {
    enum Content: Sendable {
        /// `spec.values`.
        case own
        /// A file of values in a ConfigMap or Secret.
        case file(Node)
        /// One value, at its place in the values.
        case placed([SetExpression.Step])
    }

    let content: Content
    /// The ConfigMap or Secret; nil for the HelmRelease itself.
    let object: ObjectReference?
    /// The key in its data.
    let key: String

    init(_ content: Content, _ object: ObjectReference? = nil, key: String = "") {
        self.content = content
        self.object = object
        self.key = key
    }

    var isPlaced: Bool {
        if case .placed = content { true } else { false }
    }
}

extension Node {
    /// The line of the key at `path`, counted from 1; nil when there is none.
    func keyLine(at path: ArraySlice<FieldOrigins.Step>) -> Int? {
        guard let step = path.first else { return nil }
        let rest = path.dropFirst()
        switch (content, step) {
        case (.mapping(let entries), .field(let name)):
            guard let entry = entries.last(where: { $0.key.isNamed(name) }) else { return nil }
            return rest.isEmpty ? entry.key.mark.line : entry.value.keyLine(at: rest)
        case (.sequence(let elements), .index(let index)) where elements.indices.contains(index):
            return rest.isEmpty ? elements[index].mark.line : elements[index].keyLine(at: rest)
        default: return nil
        }
    }

    private func isNamed(_ name: String) -> Bool {
        if case .scalar(name, _) = content { true } else { false }
    }
}
