internal import YAML

extension Node {
    /// The text of a scalar; nil for everything else.
    var text: String? {
        if case .scalar(let text, _) = content { text } else { nil }
    }

    /// The elements of a list; empty for everything else.
    var items: [Node] {
        if case .sequence(let items) = content { items } else { [] }
    }

    var isMapping: Bool {
        if case .mapping = content { true } else { false }
    }

    /// The values of all fields that kustomize takes for `name`.
    ///
    /// Its decoder does not tell upper case from lower case and applies merge keys, so what it would read under another
    /// spelling must not be passed over here.
    func fields(_ name: String) -> [Node] {
        guard case .mapping(let entries) = content else { return [] }
        return entries.flatMap { entry -> [Node] in
            guard let key = entry.key.text else { return [] }
            if key == "<<" { return ([entry.value] + entry.value.items).flatMap { $0.fields(name) } }
            return key.lowercased() == name.lowercased() ? [entry.value] : []
        }
    }

    /// The first value of the field `name`.
    func field(_ name: String) -> Node? {
        fields(name).first
    }

    /// The elements of the list `name`.
    func list(_ name: String) -> [Node] {
        fields(name).flatMap(\.items)
    }

    /// The text at the fields `path`, one below the other.
    func text(_ path: String...) -> String? {
        path.reduce(Optional(self)) { node, name in node?.field(name) }?.text
    }
}
