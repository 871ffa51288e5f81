internal import Manifests
internal import YAML

extension Target {
    /// What changes objects, in kustomize's order, plugins last.
    func transformers(_ config: TransformerConfig) throws -> [Step<any Transformer>] {
        var steps: [Step<any Transformer>] = []
        func add(_ kind: String, _ transformers: [any Transformer]) {
            let origin = provenance?.step(kind, in: kustomization.fileName)
            steps += transformers.map { Step(operation: $0, origin: origin) }
        }
        let patches = try fields.texts("patchesStrategicMerge")
        if !patches.isEmpty {
            add(
                "PatchStrategicMergeTransformer",
                [try StrategicMergePatchTransformer(entries: patches, loader: loader)]
            )
        }
        add(
            "PatchTransformer",
            try together(try fields.objects("patches")) { try PatchTransformer(entries: $0, loader: loader) },
        )
        if let namespace = try text("namespace") {
            add(
                "NamespaceTransformer",
                [NamespaceTransformer(namespace.text, at: namespace.place, fieldSpecs: config.namespace)],
            )
        }
        if let prefix = try text("namePrefix") {
            add("PrefixTransformer", [PrefixTransformer(prefix.text, at: prefix.place, fieldSpecs: config.namePrefix)])
        }
        if let suffix = try text("nameSuffix") {
            add("SuffixTransformer", [SuffixTransformer(suffix.text, at: suffix.place, fieldSpecs: config.nameSuffix)])
        }
        add("LabelTransformer", try labels(config))
        let annotations = try fields.map("commonAnnotations")
        if !annotations.isEmpty {
            add(
                "AnnotationsTransformer",
                [AnnotationsTransformer(annotations, fieldSpecs: config.commonAnnotations)],
            )
        }
        add(
            "PatchJson6902Transformer",
            try together(try fields.objects("patchesJson6902")) {
                try JSONPatchTransformer(entries: $0, loader: loader)
            },
        )
        add(
            "ReplicaCountTransformer",
            try fields.objects("replicas").map { entry in
                try ReplicaCountTransformer(entry: entry, fieldSpecs: config.replicas)
            },
        )
        add(
            "ImageTagTransformer",
            try (fields.objects("images") + fields.objects("imageTags")).map { entry in
                try ImageTagTransformer(entry: entry, fieldSpecs: config.images)
            },
        )
        let replacements = try fields.objects("replacements")
        if !replacements.isEmpty {
            add("ReplacementTransformer", [try ReplacementTransformer(entries: replacements, loader: loader)])
        }
        return steps + (try plugins("transformers").map { Step(operation: try $0.transformer(), origin: $0.origin) })
    }

    /// One transformer for all entries, which looks for their objects once; one for each where kustomize notes each.
    private func together(
        _ entries: [ConfigFields],
        _ make: ([ConfigFields]) throws -> any Transformer,
    ) throws -> [any Transformer] {
        if entries.isEmpty { return [] }
        return provenance == nil ? [try make(entries)] : try entries.map { try make([$0]) }
    }

    /// A text that is there and not empty.
    private func text(_ name: String) throws -> (text: String, place: Place)? {
        guard let text = try fields.text(name), !text.isEmpty else { return nil }
        return (text, fields.place(name))
    }

    private func labels(_ config: TransformerConfig) throws -> [any Transformer] {
        let labels = try fields.objects("labels").map { try LabelTransformer(entry: $0, config: config) }
        let common = try fields.map("commonLabels")
        if labels.isEmpty, common.isEmpty { return [] }
        return labels + [LabelTransformer(common, fieldSpecs: config.commonLabels)]
    }
}
