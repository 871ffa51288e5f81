/// The objects of a kustomization and of all below it, with the rules for changing them that came along.
struct Accumulation {
    var resources = ResourceSet()
    var config = TransformerConfig()
    var variables = VariableSet()

    /// Adds what another kustomization built.
    ///
    /// - Throws: `Problems`: an object that is there already, field specs that contradict each other, a variable that
    ///   is there already.
    mutating func add(_ other: Accumulation, _ context: BuildContext) throws {
        try resources.append(contentsOf: other.resources)
        config = try config.merged(with: other.config)
        try variables.merge(other.variables, context)
    }
}
