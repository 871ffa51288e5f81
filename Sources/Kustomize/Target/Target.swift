internal import Manifests
internal import SourceTrees
internal import YAML

/// One kustomization being built: reads what it names, then changes it as it says, in kustomize's order (its
/// `api/internal/target`).
struct Target {
    let kustomization: Kustomization
    /// Notes kustomize's origin annotations; nil when the topmost kustomization does not ask for any.
    let provenance: ProvenanceAnnotations?
    /// Whether this is what the build was asked for, and no base or component of it.
    var isTopmost = false

    var loader: FolderLoader { kustomization.loader }
    var context: BuildContext { loader.context }
    var fields: ConfigFields { kustomization.fields }

    /// What this kustomization and all below it give, before names are put right.
    func accumulate() throws -> Accumulation {
        var accumulation = Accumulation()
        try accumulate(into: &accumulation)
        return accumulation
    }

    /// Adds what this kustomization gives, and changes everything in `accumulation` as it says: for a component, what
    /// stands there already, too.
    func accumulate(into accumulation: inout Accumulation) throws {
        try chooseSchema()
        try add(try fields.texts("resources") + fields.texts("bases"), "resources", to: &accumulation)
        try mergeConfig(into: &accumulation)
        try generate(into: &accumulation)
        try addComponents(to: &accumulation)
        for step in try transformers(accumulation.config) {
            try step.operation.transform(&accumulation.resources, context)
            provenance?.noteTransformation(step.origin, of: accumulation.resources)
        }
        try validate(accumulation.resources)
        let variables = try fields.objects("vars").map { try Variable($0) }
        try accumulation.variables.add(variables, of: accumulation.resources, context)
    }

    private func chooseSchema() throws {
        guard let openapi = try fields.object("openapi") else {
            if isTopmost { try context.schema.choose(Schema.Choice(place: .unknown), in: context) }
            return
        }
        let place = fields.place("openapi")
        var choice = Schema.Choice(version: try openapi.text("version"), place: place)
        if let path = try openapi.text("path") {
            let (bytes, file) = try loader.read(path, at: openapi.place("path"))
            choice.file = try ResourceReader(context: context).documents(in: bytes, file: file).first ?? .null()
        }
        if isTopmost {
            try context.schema.choose(choice, in: context)
        } else {
            try context.schema.chooseIfOpen(choice, in: context)
        }
    }

    private func generate(into accumulation: inout Accumulation) throws {
        var made: [Resource] = []
        for step in try generators() {
            let resources = try step.operation.generate(context)
            for resource in resources { provenance?.noteOrigin(step.origin, of: resource) }
            made += resources
        }
        try accumulation.resources.absorb(made)
    }

    private func mergeConfig(into accumulation: inout Accumulation) throws {
        var config = TransformerConfig.builtIn
        let paths = try fields.texts("configurations")
        for (path, place) in paths {
            let (bytes, file) = try loader.read(path, at: place)
            let documents = try ResourceReader(context: context).documents(in: bytes, file: file, rules: .kubernetes)
            config = try config.merged(with: try TransformerConfig(documents.first ?? .null(), context))
        }
        try accumulation.add(paths.isEmpty ? .builtIn : .others(config))
        for (path, place) in try fields.texts("crds") {
            let (bytes, file) = try loader.read(path, at: place)
            let documents = try ResourceReader(context: context).documents(in: bytes, file: file, rules: .kubernetes)
            try accumulation.add(.others(try TransformerConfig(definitions: documents.first ?? .null(), context)))
        }
    }

    private func validate(_ resources: ResourceSet) throws {
        for validator in try plugins("validators").map({ try $0.transformer() }) {
            let before = resources.resources.map(\.node)
            var copies = ResourceSet(resources.resources.map { $0.copy() })
            try validator.transform(&copies, context)
            let after = copies.resources.map(\.node)
            guard before.count == after.count, zip(before, after).allSatisfy({ $0.means($1) }) else {
                throw context.failure(
                    fields.place("validators"),
                    "validator shouldn't modify the resource map; use it under 'transformers' instead",
                )
            }
        }
    }
}
