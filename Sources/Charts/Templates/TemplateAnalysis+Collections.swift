/// Functions on maps and lists.
extension TemplateAnalysis {
    /// The value of a function on maps and lists; nil for any other function.
    func resultOnCollections(of name: String, _ arguments: [Flow]) -> Flow? {
        let first = arguments.first ?? .nothing
        let last = arguments.last ?? .nothing
        switch name {
        case "dict": return dictionary(arguments)
        case "list", "tuple": return list(arguments, isExact: true)
        case "index": return arguments.dropFirst().reduce(first) { entry($0, $1) }
        case "get": return arguments.count > 1 ? entry(first, arguments[1]) : .nothing
        case "hasKey": return arguments.count > 1 ? presence(entry(first, arguments[1])) : .opaque
        case "dig":
            guard arguments.count > 2 else { return .nothing }
            let found = arguments.dropLast(2).reduce(last) { entry($0, $1) }
            return found | arguments[arguments.count - 2] | presence(found)
        case "set":
            guard arguments.count > 2 else { return first }
            set(arguments[1], in: first, to: arguments[2])
            return first
        case "unset": return first
        case "merge", "mustMerge", "mergeOverwrite", "mustMergeOverwrite":
            for source in arguments.dropFirst() { merge(source, into: first) }
            return arguments.reduce(.nothing, |)
        case "pick": return picked(arguments)
        case "omit": return first
        case "keys": return list([arguments.reduce(.nothing) { $0 | keys(of: $1) }], isExact: false)
        case "values": return list([element(first)], isExact: false) | keys(of: first)
        case "pluck":
            let found = arguments.dropFirst().map { entry($0, first) }
            return list(found, isExact: false)
        case "len": return keys(of: last) | lengthOfText(last)
        case "first", "mustFirst", "last", "mustLast": return edge(name.hasSuffix("irst"), of: last)
        case "rest", "mustRest", "initial", "mustInitial": return withoutEdge(name.hasSuffix("est"), last)
        case "append", "mustAppend", "push", "mustPush": return extended(first, by: last, atEnd: true)
        case "prepend", "mustPrepend": return extended(first, by: last, atEnd: false)
        case "concat": return concatenated(arguments)
        case "uniq", "mustUniq", "compact", "mustCompact", "reverse", "mustReverse": return reordered(last)
        case "slice", "mustSlice", "without", "mustWithout": return reordered(first)
        case "sortAlpha": return reordered(first)
        case "chunk", "mustChunk": return list([reordered(last)], isExact: false)
        case "until", "untilStep", "seq": return list([arguments.reduce(.opaque) { $0 | derived($1) }], isExact: false)
        case "splitList", "mustRegexSplit", "regexSplit", "split": return split(name, arguments)
        default: return nil
        }
    }

    private func dictionary(_ arguments: [Flow]) -> Flow {
        var fields: [String: Flow] = [:]
        var rest = Flow.nothing
        for index in stride(from: 0, to: arguments.count, by: 2) {
            let value = index + 1 < arguments.count ? arguments[index + 1] : .blank
            guard let keys = arguments[index].constants else {
                rest |= value | derived(arguments[index])
                continue
            }
            for key in keys { fields[key] = (fields[key] ?? .nothing) | value }
        }
        return object(fields, rest: rest)
    }

    // MARK: Maps that change

    private func set(_ key: Flow, in map: Flow, to value: Flow) {
        for shape in map.shapes {
            switch shape {
            case .object(let number):
                if let keys = key.constants {
                    for key in keys { grow(&objects[number].fields[key, default: .nothing], value) }
                } else {
                    grow(&objects[number].rest, value | derived(key))
                }
            case .values(let path):
                for key in key.constants.map({ $0.map(Optional.some) }) ?? [nil] {
                    guard let place = paths.child(of: path, key) else { continue }
                    grow(&overlaidFields[place, default: .nothing], value)
                }
            case .root(let chart):
                for field in key.constants ?? [] {
                    grow(&overlaidRoots[RootField(chart: chart, field: field), default: .nothing], value)
                }
            default:
                // Nobody follows what is set here, so it counts as read.
                sink(value)
            }
        }
    }

    private func merge(_ source: Flow, into map: Flow) {
        for shape in map.shapes {
            switch shape {
            case .object(let number): grow(&objects[number].merged, source)
            case .values(let path): grow(&overlaidMerges[path, default: .nothing], source)
            default: continue
            }
        }
    }

    private func grow(_ flow: inout Flow, _ more: Flow) {
        let before = flow.shapes.count
        flow |= more
        if flow.shapes.count != before { changes += 1 }
    }

    private func picked(_ arguments: [Flow]) -> Flow {
        guard let map = arguments.first else { return .nothing }
        var fields: [String: Flow] = [:]
        var names: [Flow] = []
        for argument in arguments.dropFirst() {
            if case .list(let number)? = argument.shapes.first, argument.shapes.count == 1 {
                names += lists[number].elements
            } else {
                names.append(argument)
            }
        }
        for name in names {
            // Any key may be picked.
            guard let keys = name.constants else { return map }
            for key in keys { fields[key] = (fields[key] ?? .nothing) | child(map, key) }
        }
        return object(fields, rest: .nothing)
    }

    // MARK: Lists

    private func exactElements(_ flow: Flow) -> [Flow]? {
        guard flow.shapes.count == 1, case .list(let number)? = flow.shapes.first, lists[number].isExact else {
            return nil
        }
        return lists[number].elements
    }

    private func edge(_ isFirst: Bool, of flow: Flow) -> Flow {
        if let elements = exactElements(flow) { return (isFirst ? elements.first : elements.last) ?? .nothing }
        return element(flow) | presence(flow)
    }

    private func withoutEdge(_ isFirst: Bool, _ flow: Flow) -> Flow {
        guard let elements = exactElements(flow) else { return reordered(flow) }
        return list(Array(isFirst ? elements.dropFirst() : elements.dropLast()), isExact: true)
    }

    private func extended(_ flow: Flow, by element: Flow, atEnd: Bool) -> Flow {
        if let elements = exactElements(flow), elements.count < 64 {
            return list(atEnd ? elements + [element] : [element] + elements, isExact: true)
        }
        return list([self.element(flow), element, keys(of: flow)], isExact: false)
    }

    private func concatenated(_ lists: [Flow]) -> Flow {
        let exact = lists.compactMap(exactElements)
        if exact.count == lists.count { return list(Array(exact.joined()), isExact: true) }
        return list([lists.reduce(.nothing) { $0 | element($1) | keys(of: $1) }], isExact: false)
    }

    /// The same elements in another order, or some of them.
    private func reordered(_ flow: Flow) -> Flow {
        var result = Flow.nothing
        for shape in flow.shapes {
            if case .list(let number) = shape {
                result |= list(lists[number].elements, isExact: false)
            } else {
                result |= Flow(shape)
            }
        }
        return result
    }

    private func lengthOfText(_ flow: Flow) -> Flow {
        var result = Flow.nothing
        for shape in flow.shapes {
            switch shape {
            // The value may be a text as well as a list.
            case .values(let path): result |= Flow(.derived(path))
            default: continue
            }
        }
        return result
    }

    private func split(_ name: String, _ arguments: [Flow]) -> Flow {
        let opaque = arguments.reduce(Flow.opaque) { $0 | derived($1) }
        let isPattern = name.hasSuffix("egexSplit")
        guard arguments.count >= 2, let given = arguments[0].constant,
            let text = (isPattern ? arguments[1] : arguments[arguments.count - 1]).constant,
            let separator = isPattern ? TextFunction.literal(pattern: given) : given, !separator.isEmpty
        else {
            return name == "split" ? opaque : list([opaque], isExact: false)
        }
        let parts = TextFunction.parts(of: text, separator: separator)
        guard name == "split" else { return list(parts.map { .constants([$0]) }, isExact: true) }
        let fields = parts.enumerated().map { ("_\($0.offset)", Flow.constants([$0.element])) }
        return object(Dictionary(fields) { $1 }, rest: .nothing)
    }
}
