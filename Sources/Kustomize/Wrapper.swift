internal import Manifests
internal import SourceTrees
internal import YAML

/// The kustomization of our own that builds a folder of the repository and then adjusts it.
struct Wrapper {
    /// The real path of the folder.
    let path: TreePath
    /// Its kustomization file; nil for an empty one, which kustomize complains about.
    let root: Node?
    let adjustments: Adjustments
    /// The folders of components that are there.
    let components: [TreePath]

    /// The files beside each other, by name.
    var files: [String: Value] {
        var files: [String: Value] = ["kustomization.yaml": kustomization]
        if let namespace = adjustments.targetNamespace { files["namespace.yaml"] = Self.transformer(namespace) }
        return files
    }

    private var kustomization: Value {
        let isComponent = root?.text("kind") == "Component"
        let all = (isComponent ? [path] : []) + components
        var kustomization: [String: Value] = [
            "apiVersion": "kustomize.config.k8s.io/v1beta1",
            "kind": "Kustomization",
            "resources": isComponent ? [] : [.string(Self.relative(path))],
            "components": .array(all.map { .string(Self.relative($0)) }),
            "patches": .array(adjustments.patches),
            "images": .array(adjustments.images),
            // Of the folder's own, only what labels objects goes on meaning the same one level down.
            "buildMetadata": .array(
                ["originAnnotations", "transformerAnnotations"] + own("managedByLabel").map { [.string($0)] }.joined()
            ),
        ]
        kustomization["namePrefix"] = adjustments.namePrefix.map(Value.string)
        kustomization["nameSuffix"] = adjustments.nameSuffix.map(Value.string)
        if adjustments.targetNamespace != nil { kustomization["transformers"] = ["namespace.yaml"] }
        // Kustomize heeds the order of the topmost file only.
        if let order = root?.field("sortOptions") { kustomization["sortOptions"] = Self.texts(order) }
        return .object(kustomization)
    }

    /// The entries `name` of the folder's own `buildMetadata`.
    private func own(_ name: String) -> [String] {
        (root?.list("buildMetadata") ?? []).compactMap(\.text).filter { $0 == name }
    }

    private static func relative(_ path: TreePath) -> String {
        path == .root ? Workplace.repository : "\(Workplace.repository)/\(path)"
    }

    /// What kustomize's own `namespace` does, except that it renames no Namespace object.
    private static func transformer(_ namespace: String) -> Value {
        let places: [(path: String, group: String?, kind: String?)] = [
            ("metadata/namespace", nil, nil),
            ("spec/service/namespace", "apiregistration.k8s.io", "APIService"),
            (
                "spec/conversion/webhook/clientConfig/service/namespace", "apiextensions.k8s.io",
                "CustomResourceDefinition"
            ),
        ]
        let fields = places.map { place -> Value in
            var field: Value = ["path": .string(place.path), "create": .bool(place.kind == nil)]
            if let group = place.group { field["group"] = .string(group) }
            if let kind = place.kind { field["kind"] = .string(kind) }
            return field
        }
        return [
            "apiVersion": "builtin",
            "kind": "NamespaceTransformer",
            "metadata": ["name": "targetNamespace", "namespace": .string(namespace)],
            "setRoleBindingSubjects": "defaultOnly",
            "fieldSpecs": .array(fields),
        ]
    }

    /// A node that holds nothing but texts.
    private static func texts(_ node: Node) -> Value {
        switch node.content {
        case .scalar(let text, _): return .string(text)
        case .sequence(let items): return .array(items.map(texts))
        case .mapping(let entries):
            let fields = entries.map { ($0.key.text ?? "", texts($0.value)) }
            return .object(Dictionary(fields) { $1 })
        }
    }
}
