internal import Manifests
internal import YAML

/// The configuration of a plugin that stands under `generators`, `transformers` or `validators`.
struct Plugin {
    let resource: Resource
    let fields: ConfigFields
    let loader: FolderLoader
    let origin: ProvenanceAnnotations.Step?

    init(_ resource: Resource, loader: FolderLoader, origin: ProvenanceAnnotations.Step?) throws {
        self.resource = resource
        self.loader = loader
        self.origin = origin
        // kustomize writes the configuration as it would print it, and the plugin reads that.
        if let failure = resource.node.firstWithoutValue { throw resource.failure(failure) }
        fields = try ConfigFields(resource.node, "the plugin", loader.context)
        let annotations = resource.annotations
        guard annotations["config.kubernetes.io/function"] == nil, annotations["config.k8s.io/function"] == nil else {
            throw failure("is a function that runs a program; fettle runs none, remove it")
        }
        guard resource.kind.apiVersion == "builtin" else {
            throw failure(
                "external plugins disabled; unable to load external plugin '\(kind)': it runs a program, and fettle runs"
                    + " none; remove it"
            )
        }
    }

    private var kind: String { resource.kind.kind }

    func failure(_ message: String) -> Problems {
        loader.context.failure(resource.node, "\(kind) \(resource.name): \(message)")
    }

    func generator() throws -> any Generator {
        switch kind {
        case "ConfigMapGenerator": return try ConfigMapGenerator(plugin: fields, loader: loader)
        case "SecretGenerator": return try SecretGenerator(plugin: fields, loader: loader)
        case "IAMPolicyGenerator": return try IAMPolicyGenerator(plugin: fields)
        case "HelmChartInflationGenerator":
            throw failure("charts are not rendered by kustomize here; write a HelmRelease")
        default: throw failure(Self.transformers[kind] == nil ? unknown : "is not a generator; name it elsewhere")
        }
    }

    func transformer() throws -> any Transformer {
        if let make = Self.transformers[kind] { return try make(fields, loader) }
        let isGenerator = kind.hasSuffix("Generator")
        throw failure(isGenerator ? "is not a transformer; name it under 'generators'" : unknown)
    }

    private var unknown: String {
        "unable to load builtin \(kind): there is no such plugin; correct the kind"
    }

    private static let transformers: [String: @Sendable (ConfigFields, FolderLoader) throws -> any Transformer] = [
        "AnnotationsTransformer": { fields, _ in try AnnotationsTransformer(config: fields) },
        "HashTransformer": { _, _ in HashTransformer() },
        "ImageTagTransformer": { fields, _ in try ImageTagTransformer(config: fields) },
        "LabelTransformer": { fields, _ in try LabelTransformer(config: fields) },
        "NamespaceTransformer": { fields, _ in try NamespaceTransformer(config: fields) },
        "PatchJson6902Transformer": { try JSONPatchTransformer(config: $0, loader: $1) },
        "PatchStrategicMergeTransformer": { try StrategicMergePatchTransformer(config: $0, loader: $1) },
        "PatchTransformer": { try PatchTransformer(config: $0, loader: $1) },
        "PrefixSuffixTransformer": { fields, _ in try PrefixSuffixTransformer(config: fields) },
        "PrefixTransformer": { fields, _ in try PrefixTransformer(config: fields) },
        "SuffixTransformer": { fields, _ in try SuffixTransformer(config: fields) },
        "ReplacementTransformer": { try ReplacementTransformer(config: $0, loader: $1) },
        "ReplicaCountTransformer": { fields, _ in try ReplicaCountTransformer(config: fields) },
        "ValueAddTransformer": { fields, loader in
            try ValueAddTransformer(config: fields, loader: loader) { try Selector($0).matches }
        },
    ]
}

extension Target {
    /// The plugins that `field` names: configurations that stand there, or files and folders of them.
    func plugins(_ field: String) throws -> [Plugin] {
        var inline = ResourceSet()
        var paths: [(text: String, place: Place)] = []
        for entry in try fields.list(field) {
            // What is no object is taken for a path, and reading that says what is wrong.
            guard let resources = try? ResourceReader(context: context).resources(inline: entry) else {
                paths.append((entry.text ?? "", entry.trace.place))
                continue
            }
            for resource in resources {
                provenance?.noteOrigin(file: kustomization.fileName, of: resource)
                try inline.append(resource)
            }
        }
        var accumulation = Accumulation(resources: inline)
        try add(paths, field, to: &accumulation)
        return try accumulation.resources.resources.map { resource in
            try Plugin(resource, loader: loader, origin: provenance?.step(of: resource))
        }
    }
}
