internal import Manifests
internal import YAML

/// Puts texts before and behind names: kustomize's `PrefixSuffixTransformer`.
struct PrefixSuffixTransformer: Transformer {
    private let prefix: PrefixTransformer
    private let suffix: SuffixTransformer

    /// The plugin that `config` describes.
    init(config: ConfigFields) throws {
        prefix = try PrefixTransformer(config: config)
        suffix = try SuffixTransformer(config: config)
    }

    func transform(_ resources: inout ResourceSet, _ context: BuildContext) throws {
        try prefix.transform(&resources, context)
        try suffix.transform(&resources, context)
    }
}
