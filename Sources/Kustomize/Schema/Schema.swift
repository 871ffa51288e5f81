internal import Manifests

/// What is known of kinds: which have no namespace, and how their lists are merged.
///
/// Kustomize keeps this in variables of the process; what it knew before a kustomization chose another schema stays.
final class Schema {
    /// What kustomize knows without `openapi` in a kustomization.
    static var builtIn: Schema { Schema() }

    /// Where definitions come from.
    private enum Source {
        case builtIn
        case custom(CustomSchema)
    }

    private enum BuiltIn {
        case unused
        /// Once anything is loaded, the built-in kinds are, too.
        case wanted
        case loaded
    }

    /// What is in use; of two sources that know the same, the later counts.
    private var sources: [Source] = []
    private var isLoaded = false
    private var builtIn = BuiltIn.unused
    private var custom: CustomSchema?
    private(set) var isChosen = false

    private var clusterScoped: [GroupVersionKind: Bool] = [:]
    private var shapes: [GroupVersionKind: SchemaShape?] = [:]
    private var definitions: [String: SchemaShape?] = [:]

    // MARK: Choice

    /// Takes the built-in kinds from now on.
    func chooseBuiltIn() {
        choose(nil)
    }

    /// Takes what `custom` says from now on, instead of the built-in kinds that were not needed before.
    func choose(_ custom: CustomSchema?) {
        self.custom = custom
        isChosen = true
        isLoaded = false
        forget()
    }

    private func load() {
        guard !isLoaded else { return }
        isLoaded = true
        sources.append(custom.map(Source.custom) ?? .builtIn)
        if custom == nil { builtIn = .loaded }
        if builtIn == .wanted {
            sources.append(.builtIn)
            builtIn = .loaded
        }
        forget()
    }

    private func forget() {
        clusterScoped = [:]
        shapes = [:]
        definitions = [:]
    }

    // MARK: Scope

    /// Whether objects of `kind` are known to have no namespace; false for unknown kinds.
    func isCertainlyClusterScoped(_ kind: GroupVersionKind) -> Bool {
        if let known = clusterScoped[kind] { return known }
        let isClusterScoped = !(isNamespaced(kind) ?? true)
        clusterScoped[kind] = isClusterScoped
        return isClusterScoped
    }

    private func isNamespaced(_ kind: GroupVersionKind) -> Bool? {
        if let known = BuiltInSchema.isNamespaced(kind) { return known }
        if custom != nil {
            load()
        } else if !isLoaded, builtIn == .unused {
            builtIn = .wanted
        }
        return sources.reduce(nil as Bool?) { known, source in
            guard case .custom(let custom) = source, let isNamespaced = custom.isNamespaced(kind) else { return known }
            return isNamespaced || known ?? false
        }
    }

    // MARK: Shapes

    /// What an object of `kind` looks like; nil when that is not known.
    func shape(of kind: GroupVersionKind) -> SchemaShape? {
        load()
        if let known = shapes[kind] { return known }
        let shape = lastOfSources { source in
            switch source {
            case .builtIn: BuiltInSchema.shape(of: kind)
            case .custom(let custom): custom.shape(of: kind)
            }
        }
        shapes[kind] = .some(shape)
        return shape
    }

    /// What the field `name` of a value of `shape` looks like; nil when there is no such field.
    func shape(ofField name: String, in shape: SchemaShape) -> SchemaShape? {
        resolved(shape.fields[name] ?? shape.otherFields)
    }

    /// What the elements of a list of `shape` look like.
    func shape(ofElementsIn shape: SchemaShape) -> SchemaShape? {
        resolved(shape.elements)
    }

    private func resolved(_ shape: SchemaShape?) -> SchemaShape? {
        var shape = shape
        // Definitions that refer to each other in a circle lead nowhere.
        for _ in 0..<100 {
            guard let reference = shape?.reference else { return shape }
            shape = definition(named: reference.definition)?.shape(at: reference.steps)
        }
        return nil
    }

    private func definition(named name: String) -> SchemaShape? {
        load()
        if let known = definitions[name] { return known }
        let definition = lastOfSources { source in
            switch source {
            case .builtIn: BuiltInSchema.definition(named: name)
            case .custom(let custom): custom.definition(named: name)
            }
        }
        definitions[name] = .some(definition)
        return definition
    }

    private func lastOfSources(_ shape: (Source) -> SchemaShape?) -> SchemaShape? {
        for source in sources.reversed() {
            if let shape = shape(source) { return shape }
        }
        return nil
    }
}
