internal import Manifests
internal import YAML

/// The variables of a kustomization and of those below it; no name stands twice.
struct VariableSet: Sendable {
    private var byName: [String: Variable] = [:]

    init() {}

    var isEmpty: Bool { byName.isEmpty }

    /// All, in the order of their names.
    var variables: [Variable] {
        byName.values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Takes in what another kustomization has.
    ///
    /// - Throws: `Problems` for names that are there already.
    mutating func merge(_ other: VariableSet, _ context: BuildContext) throws {
        try insert(other.variables, context)
    }

    /// Takes in the variables of one kustomization, and marks the objects of that kustomization that give the values.
    ///
    /// - Throws: `Problems` for names that are there already, and for variables that several objects match.
    mutating func add(_ variables: [Variable], of resources: ResourceSet, _ context: BuildContext) throws {
        guard !variables.isEmpty else { return }
        try Self.mark(variables, in: resources, context)
        try insert(variables, context)
    }

    private mutating func insert(_ variables: [Variable], _ context: BuildContext) throws {
        var problems: [Problem] = []
        for variable in variables {
            guard let other = byName.updateValue(variable, forKey: variable.name) else { continue }
            let place = context.files.description(of: variable.place)
            let advice =
                variable.place == other.place
                ? ": its kustomization is built twice; move the vars to the one that builds it"
                : " in \(context.files.description(of: other.place)); give one of them another name"
            problems.append(Problem(place, "var '\(variable.name)' already encountered\(advice)"))
        }
        if !problems.isEmpty { throw Problems(problems) }
    }

    private static func mark(_ variables: [Variable], in resources: ResourceSet, _ context: BuildContext) throws {
        let byTarget = Dictionary(grouping: variables.indices) { variables[$0].target.name }
        var matches: [[Resource]] = Array(repeating: [], count: variables.count)
        for resource in resources.resources {
            let ids = resource.formerIDs + [resource.currentID]
            for name in Set(ids.map(\.name)) {
                for index in byTarget[name] ?? [] where ids.contains(where: variables[index].isTaken) {
                    matches[index].append(resource)
                }
            }
        }
        var problems: [Problem] = []
        for (variable, matches) in zip(variables, matches) {
            if matches.count == 1 {
                matches[0].variableNames.append(variable.name)
            } else if matches.count > 1 {
                let names = matches.map(\.currentID.description).joined(separator: ", ")
                problems.append(
                    Problem(
                        context.files.description(of: variable.place),
                        "found \(matches.count) resId matches for var '\(variable.name)' (unable to disambiguate):"
                            + " \(names); name the namespace in its objref",
                    )
                )
            }
        }
        if !problems.isEmpty { throw Problems(problems) }
    }
}
