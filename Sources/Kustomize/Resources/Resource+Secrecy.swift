internal import Manifests
internal import YAML

extension Resource {
    /// Whether what stands at `path` must not be printed where it is copied to: the data of a Secret.
    func isSecret(at path: String) -> Bool {
        guard kind.group.isEmpty, kind.kind == "Secret" else { return false }
        let root = path.prefix { $0 != "." && $0 != "[" }
        return root == "data" || root == "stringData"
    }
}

extension TracedValue {
    /// Makes this and all below it values that must not be printed, whatever file they stand in.
    mutating func markSecret(in context: BuildContext) {
        trace = context.files.secret(trace)
        _ = modifyFields { fields in
            for index in fields.indices { fields[index].value.markSecret(in: context) }
        }
        _ = modifyElements { elements in
            for index in elements.indices { elements[index].markSecret(in: context) }
        }
    }
}
