internal import Manifests
internal import YAML

// kustomize keeps what it remembers of an object in annotations, and an object may come with some.
extension Resource {
    private static let domain = "internal.config.kubernetes.io/"

    /// What kustomize takes off every object at last, besides what it remembers.
    private static let readerAnnotations: Set<String> = [
        "internal.config.kubernetes.io/path", "internal.config.kubernetes.io/index",
        "internal.config.kubernetes.io/seqindent", "internal.config.kubernetes.io/id",
        "internal.config.kubernetes.io/annotations-migration-resource-id", "config.kubernetes.io/path",
        "config.kubernetes.io/index", "config.k8s.io/id",
    ]

    /// Whether an annotation is one that the build itself may have made.
    static func isBuildAnnotation(_ key: String) -> Bool {
        readerAnnotations.contains(key)
    }

    /// Remembers what the object's own annotations say that it was, and takes them off.
    func takeHistoryFromAnnotations() {
        guard let annotations = node["metadata"]?["annotations"],
            annotations.fields.contains(where: { $0.name.hasPrefix(Self.domain) })
        else { return }
        func take(_ name: String) -> [String] {
            let text = node.modify("metadata") { metadata in
                metadata.modify("annotations") { $0.remove(Self.domain + name)?.text }
            }
            guard let text = text.flatMap({ $0 }).flatMap({ $0 }), !text.isEmpty else { return [] }
            return text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        let (names, namespaces, kinds) = (take("previousNames"), take("previousNamespaces"), take("previousKinds"))
        let former = zip(names, zip(namespaces, kinds)).map { name, rest in
            BuildHistory.FormerID(kind: rest.1, namespace: rest.0, name: name)
        }
        let (prefixes, suffixes) = (take("prefixes"), take("suffixes"))
        let needsHash = take("needsHashSuffix") == ["enabled"]
        let behavior = BuildHistory.Behavior(rawValue: take("generatorBehavior").first ?? "") ?? .unspecified
        let allowsNameChange = take("allowNameChange") == ["enabled"]
        let allowsKindChange = take("allowKindChange") == ["enabled"]
        _ = take("refBy")
        remember { history in
            history.formerIDs = former
            history.prefixes = prefixes
            history.suffixes = suffixes
            history.needsHash = needsHash
            history.behavior = behavior
            history.allowsNameChange = allowsNameChange
            history.allowsKindChange = allowsKindChange
        }
    }
}
