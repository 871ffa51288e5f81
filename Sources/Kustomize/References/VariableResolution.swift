internal import Manifests
internal import YAML

/// Inserts the values of variables where `$(NAME)` stands (kustomize's `api/filters/refvar`).
struct VariableResolution: Transformer {
    /// A variable whose object is known; without value when it is a list or a mapping, which nothing can insert.
    private struct Known {
        let variable: Variable
        let value: VariableValue?
    }

    let variables: VariableSet
    /// The fields that may hold `$(NAME)`.
    let fields: [FieldSpec]

    init(_ variables: VariableSet, in fields: [FieldSpec]) {
        self.variables = variables
        self.fields = fields
    }

    func transform(_ resources: inout ResourceSet, _ context: BuildContext) throws {
        guard !variables.isEmpty else { return }
        let known = try values(in: resources.resources, context)
        let table = FieldSpecTable(fields)
        var used: Set<String> = []
        try resources.transform { list in
            var problems: [Problem] = []
            for resource in list {
                do {
                    for field in table.rows(for: resource.kind) {
                        try resolve(field, of: resource, known, &used, context)
                    }
                } catch let error as Problems {
                    problems += error.list
                }
            }
            if !problems.isEmpty { throw Problems(problems) }
        }
        let unused = variables.variables.map(\.name).filter { !used.contains($0) }
        if !unused.isEmpty {
            context.warnings.append(
                "well-defined vars that were never replaced: \(unused.joined(separator: ","))"
            )
        }
    }

    private func values(in resources: [Resource], _ context: BuildContext) throws -> [String: Known] {
        var sources: [String: Resource] = [:]
        for resource in resources {
            for name in resource.variableNames where sources[name] == nil { sources[name] = resource }
        }
        var known: [String: Known] = [:]
        var problems: [Problem] = []
        for variable in variables.variables {
            let reason: String
            if let source = sources[variable.name] {
                if var value = VariablePath(variable.fieldPath).value(in: source.node) {
                    if source.isSecret(at: variable.fieldPath) { value.markSecret(in: context) }
                    let insertable = VariableValue(value)
                    known[variable.name] = Known(variable: variable, value: insertable)
                    if insertable != nil || !value.isScalar { continue }
                }
                reason =
                    "field '\(variable.fieldPath)' specified in var '\(variable.name)' not found in corresponding"
                    + " resource \(source.currentID); correct its fieldpath, or write a number in plain digits"
            } else {
                reason =
                    "var '\(variable.name)' cannot be mapped to a field in the set of known resources: there is no"
                    + " \(variable.target); its objref needs the object's full apiVersion, kind and name"
            }
            problems.append(Problem(context.files.description(of: variable.place), reason))
        }
        if !problems.isEmpty { throw Problems(problems) }
        return known
    }

    private func resolve(
        _ field: FieldSpecTable.Row,
        of resource: Resource,
        _ known: [String: Known],
        _ used: inout Set<String>,
        _ context: BuildContext
    ) throws {
        do {
            defer { resource.spreadSharedEntries() }
            let visit = FieldVisit(creation: .nothing, place: resource.node.trace.place)
            try visit.visit(field, in: &resource.node) { value in
                switch value.content {
                case .scalar: try expand(&value, known, &used)
                case .mapping:
                    _ = try value.modifyFields { fields in
                        for index in fields.indices { try expand(&fields[index].value, known, &used) }
                    }
                case .sequence:
                    _ = try value.modifyElements { elements in
                        for index in elements.indices {
                            guard elements[index].isVariableText else {
                                throw FieldMismatch(
                                    place: elements[index].trace.place,
                                    message: "invalid value type expect a string, but an element of the list is"
                                        + " \(elements[index].kindName); quote it",
                                )
                            }
                            try expand(&elements[index], known, &used)
                        }
                    }
                }
            }
        } catch let mismatch as FieldMismatch {
            throw context.failure(
                mismatch.place,
                "considering field '\(field.spec.path)' of object \(resource.currentID): \(mismatch.message)",
            )
        }
    }

    private func expand(_ value: inout TracedValue, _ known: [String: Known], _ used: inout Set<String>) throws {
        guard value.isVariableText, let text = value.text else { return }
        let expansion: VariableExpansion.Result
        do {
            expansion = try VariableExpansion.expand(text) { known[$0]?.value?.text }
        } catch {
            throw FieldMismatch(
                place: value.trace.place,
                message: "a dollar stands before a letter that is not ASCII, which kustomize destroys where there are"
                    + " vars; write two dollars for one",
            )
        }
        let names: [String]
        var scalar: TracedScalar
        switch expansion {
        case .alone(let name):
            names = [name]
            scalar = known[name]?.value?.alone ?? TracedScalar(text, tag: .string)
        case .text(let result, let inserted):
            names = inserted
            scalar = TracedScalar(result, tag: .string)
        }
        value.content = .scalar(scalar)
        guard let place = names.first.flatMap({ known[$0]?.variable.place }) else { return }
        value.trace = value.trace.changed(
            at: place.written(by: .variable),
            from: names.compactMap { known[$0]?.value?.trace },
        )
        used.formUnion(names)
    }
}

extension TracedValue {
    /// Whether variables are inserted here: a string, or a text that nobody gave a type.
    fileprivate var isVariableText: Bool {
        guard case .scalar(let scalar) = content else { return false }
        return scalar.tag == nil || scalar.tag == .string
    }
}
