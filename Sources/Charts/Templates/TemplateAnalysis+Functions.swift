/// What the functions do that charts call: those of Go's templates, of sprig, and of helm.
///
/// What a function not named here gives is made of all its arguments.
extension TemplateAnalysis {
    /// The value of a function.
    func result(of name: String, _ arguments: [Flow]) -> Flow {
        let first = arguments.first ?? .nothing
        let last = arguments.last ?? .nothing
        switch name {
        case "include": return call(first, with: arguments.count > 1 ? arguments[1] : .nothing)
        case "tpl": return evaluated(first, with: arguments.count > 1 ? arguments[1] : .nothing)
        case "fail":
            noteFailure()
            return .nothing
        case "required":
            conditions.append(pathsBehind(last))
            noteFailure()
            conditions.removeLast()
            touch(last)
            return last
        case "lookup": return arguments.reduce(.opaque) { $0 | derived($1) }
        case "toYaml", "mustToYaml", "toYamlPretty", "toJson", "mustToJson", "toRawJson", "mustToRawJson",
            "toPrettyJson",
            "mustToPrettyJson":
            return document(of: last)
        case "fromYaml", "fromYamlArray", "fromJson", "mustFromJson", "fromJsonArray": return parsed(last)
        case "nindent", "indent", "trim", "trimAll", "trimSuffix", "trimPrefix", "nospace":
            return laidOut(name, arguments)
        case "deepCopy", "mustDeepCopy": return last
        case "and", "or":
            // Whether the earlier ones are empty decides which it is.
            return arguments.dropLast().reduce(last) { $0 | $1 | presence($1) }
        case "default", "coalesce": return arguments.reduce(.nothing) { $0 | $1 | presence($1) }
        case "ternary": return ternary(arguments)
        case "not", "empty": return presence(last)
        case "kindIs", "kindOf", "typeIs", "typeIsLike", "typeOf":
            noteSeveralTypes(last)
            return presence(last) | (arguments.count > 1 ? derived(first) : .nothing)
        case "eq", "ne": return compared(arguments)
        default: return resultOnCollections(of: name, arguments) ?? resultOnTexts(of: name, arguments)
        }
    }

    private func noteFailure() {
        let place = ValueReads.TemplatePlace(file: currentFile, line: currentLine)
        for paths in conditions { failures[place, default: []].formUnion(paths) }
    }

    private func ternary(_ arguments: [Flow]) -> Flow {
        guard let condition = arguments.last else { return .nothing }
        touch(condition)
        return arguments.dropLast().reduce(presence(condition), |)
    }

    /// Whether something is nil asks only whether it is there.
    private func compared(_ arguments: [Flow]) -> Flow {
        let isWithNothing = arguments.contains(where: \.isNothing)
        return arguments.reduce(.opaque) { $0 | (isWithNothing ? presence($1) : derived($1)) }
    }

    private func parsed(_ text: Flow) -> Flow {
        var result = Flow.nothing
        for shape in text.shapes {
            switch shape {
            case .document(let number): result |= flows[number]
            // What stands in the chart as YAML holds no values.
            case .constant: result |= .opaque
            default: result |= derived(Flow(shape))
            }
        }
        return result
    }

    /// Functions that only move a text about; a document stays one.
    private func laidOut(_ name: String, _ arguments: [Flow]) -> Flow {
        let text = arguments.last ?? .nothing
        var result = Flow.nothing
        for shape in text.shapes {
            switch shape {
            case .document, .listing: result |= Flow(shape)
            case .constant(let given):
                let others = arguments.dropLast().compactMap(\.constant)
                let known = others.count == arguments.count - 1
                result |=
                    (known ? TextFunction.result(of: name, others + [given]) : nil).map { .constants([$0]) } ?? .opaque
            default: result |= derived(Flow(shape))
            }
        }
        return arguments.dropLast().reduce(result) { $1.constants == nil ? $0 | derived($1) : $0 }
    }

    // MARK: Texts

    private func resultOnTexts(of name: String, _ arguments: [Flow]) -> Flow {
        // One of several texts gives one of several results.
        if let choices = choices(arguments) {
            let results = choices.map { TextFunction.result(of: name, $0) }
            if !results.contains(nil) { return .constants(results.compactMap(\.self)) }
        }
        return arguments.reduce(.opaque) { $0 | derived($1) }
    }

    private func choices(_ arguments: [Flow]) -> [[String]]? {
        var choices: [[String]] = [[]]
        for argument in arguments {
            guard let texts = argument.constants, choices.count * texts.count <= 32 else { return nil }
            choices = choices.flatMap { choice in texts.map { choice + [$0] } }
        }
        return choices
    }
}
