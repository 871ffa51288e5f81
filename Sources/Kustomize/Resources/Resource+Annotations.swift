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

    /// Writes what is remembered of the object as the annotations that kustomize keeps it in, for a patch that may copy
    /// them.
    func spellOutHistory() {
        let ids = history.formerIDs
        let isGenerated = history.needsHash || history.behavior != .unspecified
        let entries: [(name: String, texts: [String])] = [
            ("previousNames", ids.map(\.name)), ("previousNamespaces", ids.map(\.namespace)),
            ("previousKinds", ids.map(\.kind)), ("prefixes", history.prefixes), ("suffixes", history.suffixes),
            ("refBy", history.referrers.map(\.kustomizeText)),
            ("needsHashSuffix", history.needsHash ? ["enabled"] : []),
            ("generatorBehavior", isGenerated ? [history.behavior.rawValue] : []),
        ]
        removeMark()
        _ = node.modify("metadata", or: .mapping()) { metadata in
            _ = metadata.modify("annotations", or: .mapping()) { annotations in
                for (name, texts) in entries where !texts.isEmpty {
                    annotations.set(Self.domain + name, to: TracedValue(string: texts.joined(separator: ",")))
                }
            }
        }
    }

    /// Takes the annotations off that `spellOutHistory` wrote, as far as they are there.
    func removeHistoryAnnotations() {
        _ = node.modify("metadata") { metadata in
            metadata.modify("annotations") { annotations in
                annotations.modifyFields { $0.removeAll { Self.historyAnnotations.contains($0.name) } }
            }
        }
    }

    private static let historyAnnotations = Set(
        [
            "previousNames", "previousNamespaces", "previousKinds", "prefixes", "suffixes", "refBy", "needsHashSuffix",
            "generatorBehavior",
        ].map { domain + $0 }
    )

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
