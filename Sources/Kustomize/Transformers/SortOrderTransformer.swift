/// Puts the objects of a build into their order, at the very end of it or where a plugin asks for it.
struct SortOrderTransformer: Transformer {
    let order: SortOrder

    init(_ order: SortOrder) {
        self.order = order
    }

    /// Reads the configuration of the plugin `SortOrderTransformer`; without `sortOptions` it changes nothing.
    ///
    /// - Throws: `Problems`.
    init(config: ConfigFields) throws {
        order = try config.object("sortOptions").map(SortOrder.init(options:)) ?? .fifo
    }

    func transform(_ resources: inout ResourceSet, _ context: BuildContext) throws {
        guard order != .fifo else { return }
        // What is added once more is checked for two of the same ID, as kustomize does it.
        var sorted = ResourceSet()
        for resource in order.sorted(resources.resources) { try sorted.append(resource) }
        resources = sorted
    }
}
