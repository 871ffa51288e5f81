/// What pipelines give.
extension TemplateAnalysis {
    /// The value of a pipeline, after its variables got it.
    func value(of pipeline: Pipeline, _ frame: inout Frame) -> Flow {
        let line = currentLine
        currentLine = pipeline.line
        defer { currentLine = line }
        var flow: Flow?
        for command in pipeline.commands { flow = value(of: command, piped: flow, &frame) }
        let result = flow ?? .nothing
        for name in pipeline.variables {
            if pipeline.isAssignment {
                assign(result, to: name, &frame)
            } else {
                frame.variables.append((name, result))
            }
        }
        return result
    }

    func assign(_ flow: Flow, to name: String, _ frame: inout Frame) {
        guard let index = frame.variables.lastIndex(where: { $0.name == name }) else { return }
        frame.variables[index].flow = flow
    }

    private func value(of command: [Operand], piped: Flow?, _ frame: inout Frame) -> Flow {
        guard let head = command.first else { return .nothing }
        if case .function(let name) = head {
            var arguments: [Flow] = []
            for operand in command.dropFirst() { arguments.append(value(of: operand, &frame)) }
            if let piped { arguments.append(piped) }
            return result(of: name, arguments)
        }
        guard command.count > 1 || piped != nil else { return value(of: head, &frame) }
        // A method, such as `.Files.Get`.
        var arguments: [Flow] = []
        for operand in command.dropFirst() { arguments.append(value(of: operand, &frame)) }
        if let piped { arguments.append(piped) }
        guard case .fields(let base, let names) = head, let method = names.last else { return .opaque }
        var receiver = value(of: base, &frame)
        for name in names.dropLast() { receiver = child(receiver, name) }
        return method == "Get" || method == "GetBytes" || method == "Lines"
            ? file(of: receiver, arguments.first ?? .nothing)
            : receiver.shapes.contains { if case .files = $0 { true } else { false } }
                ? receiver
                : arguments.reduce(.opaque) { $0 | derived($1) }
    }

    private func file(of receiver: Flow, _ name: Flow) -> Flow {
        var result = Flow.nothing
        for case .files(let chart) in receiver.shapes {
            guard let names = name.constants else {
                result |= Flow(.file(chart)) | derived(name)
                continue
            }
            for text in names.compactMap({ charts[chart].chart.files.text($0) }) {
                // A text without an action is like any other one.
                result |= text.contains("{{") ? Flow(.constant(text)) : .opaque
            }
        }
        return result.isNothing ? .opaque : result
    }

    private func value(of operand: Operand, _ frame: inout Frame) -> Flow {
        switch operand {
        case .dot: return frame.dot
        case .variable(""): return frame.root
        case .variable(let name): return frame.variables.last { $0.name == name }?.flow ?? .nothing
        case .function(let name): return result(of: name, [])
        case .constant(let text): return Flow(.constant(text))
        case .nothing: return .nothing
        case .pipeline(let pipeline):
            let count = frame.variables.count
            let flow = value(of: pipeline, &frame)
            frame.variables.removeLast(frame.variables.count - count)
            return flow
        case .fields(let base, let names):
            var flow = value(of: base, &frame)
            for name in names { flow = child(flow, name) }
            return flow
        }
    }
}
