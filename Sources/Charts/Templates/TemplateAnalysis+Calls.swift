/// Templates that call others, and texts that are evaluated as templates.
extension TemplateAnalysis {
    /// Templates may call each other as deep as this.
    private static let depthLimit = 40
    /// A template may call itself, through others too, as deep as this; deeper, all of its argument counts as read.
    private static let recursionLimit = 4
    /// One template is looked at with so many arguments; after that, all of an argument counts as read.
    private static let callLimit = 400

    /// What the templates with one of the names give for `argument`.
    func call(_ name: Flow, with argument: Flow) -> Flow {
        guard let names = name.constants else {
            // The name is made of something that nobody knows: it may be any.
            sink(derived(name))
            return definitions.keys.sorted().reduce(.opaque) { $0 | call($1, with: argument) }
        }
        return names.reduce(.nothing) { $0 | call($1, with: argument) }
    }

    private func call(_ name: String, with argument: Flow) -> Flow {
        guard let found = definitions[name] else { return .nothing }
        let call = Call(name: name, argument: argument)
        if let known = results[call] { return known }
        // It calls itself; what it gives is what its other ways give.
        if running.contains(call) { return .opaque }
        callCounts[name, default: 0] += 1
        let ownDepth = running.count { $0.name == name }
        guard depth < Self.depthLimit, ownDepth < Self.recursionLimit, callCounts[name, default: 0] <= Self.callLimit
        else {
            sink(argument)
            return derived(argument)
        }
        let (file, line, caller) = (currentFile, currentLine, currentCall)
        running.insert(call)
        depth += 1
        currentCall = number(of: call)
        var result = Flow.nothing
        for definition in found {
            currentFile = definition.file
            var frame = Frame(dot: argument)
            result |= text(of: definition.nodes, &frame)
        }
        depth -= 1
        running.remove(call)
        (currentFile, currentLine, currentCall) = (file, line, caller)
        results[call] = result
        return result
    }

    /// What `tpl` makes of a text.
    func evaluated(_ text: Flow, with argument: Flow) -> Flow {
        noteSeveralTypes(text)
        var result = Flow.nothing
        for shape in text.shapes {
            switch shape {
            case .constant(let text): result |= evaluated(text, with: argument)
            case .values(let path), .derived(let path), .presence(let path):
                evaluateTexts(at: path, with: argument)
                result |= derived(Flow(shape))
            case .document(let number):
                evaluateTexts(in: flows[number], with: argument)
                result |= Flow(shape)
            case .file(let chart):
                for text in charts[chart].chart.files.allTexts() { sink(evaluated(text, with: argument)) }
                result |= Flow(shape)
            case .object, .list:
                evaluateTexts(in: Flow(shape), with: argument)
                result |= derived(Flow(shape))
            default: result |= derived(Flow(shape))
            }
        }
        return result
    }

    /// Evaluates every text of the values at a path that is a template.
    private func evaluateTexts(at path: PathTable.ID, with argument: Flow) {
        let texts = textsAtPath[path] ?? concrete.templates(at: paths.steps(path)[...])
        textsAtPath[path] = texts
        for text in texts { sink(evaluated(text, with: argument)) }
    }

    /// Evaluates every text in what templates made.
    private func evaluateTexts(in flow: Flow, with argument: Flow) {
        var seen: Set<Int> = []
        var open = Array(sources(of: flow))
        while let shape = open.popLast() {
            switch shape {
            case .constant(let text): sink(evaluated(text, with: argument))
            case .values(let path), .derived(let path), .presence(let path): evaluateTexts(at: path, with: argument)
            case .document(let number): open += sources(of: flows[number])
            case .list(let number): for element in lists[number].elements { open += sources(of: element) }
            case .object(let number):
                // A map may have been set in itself.
                guard seen.insert(number).inserted else { continue }
                for field in objects[number].fields.values { open += sources(of: field) }
                open += sources(of: objects[number].rest)
            default: continue
            }
        }
    }

    private func evaluated(_ text: String, with argument: Flow) -> Flow {
        guard text.contains("{{") else { return Flow(.constant(text)) }
        let name = evaluatedTexts[text] ?? "tpl \(evaluatedTexts.count)"
        if evaluatedTexts[text] == nil {
            evaluatedTexts[text] = name
            // helm does not render with a text that is no template.
            if let parsed = try? TemplateParser.parse(text, file: currentFile) {
                definitions[name] = [TemplateDefinition(name: name, file: name, nodes: parsed.nodes)]
                for inner in parsed.definitions { definitions[inner.name, default: []].append(inner) }
            }
        }
        return call(.constants([name]), with: argument)
    }
}
