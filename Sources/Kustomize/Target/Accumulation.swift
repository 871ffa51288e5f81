/// The objects of a kustomization and of all below it, with the rules for changing them that came along.
struct Accumulation {
    var resources = ResourceSet()
    var variables = VariableSet()
    private var fields = Fields.none

    init(resources: ResourceSet = ResourceSet()) {
        self.resources = resources
    }

    /// Which fields transformers change, as far as kustomizations have said.
    enum Fields {
        case none
        /// Those that kustomize has itself, which merged with themselves stay what they are.
        case builtIn
        case others(TransformerConfig)

        fileprivate var config: TransformerConfig {
            switch self {
            case .none: TransformerConfig()
            case .builtIn: .builtIn
            case .others(let config): config
            }
        }
    }

    /// Which fields transformers change.
    var config: TransformerConfig { fields.config }

    /// Adds fields that transformers change.
    ///
    /// - Throws: `Problems`: field specs that contradict each other.
    mutating func add(_ incoming: Fields) throws {
        switch (fields, incoming) {
        case (_, .none), (.builtIn, .builtIn): break
        case (.none, .builtIn): fields = .builtIn
        // What came first may make some of the others superfluous, even if nothing did.
        default: fields = .others(try fields.config.merged(with: incoming.config))
        }
    }

    /// Adds what another kustomization built.
    ///
    /// - Throws: `Problems`: an object that is there already, field specs that contradict each other, a variable that
    ///   is there already.
    mutating func add(_ other: Accumulation, _ context: BuildContext) throws {
        try resources.append(contentsOf: other.resources)
        try add(other.fields)
        try variables.merge(other.variables, context)
    }
}
