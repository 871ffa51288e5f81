/// What templates write.
extension TemplateAnalysis {
    /// What a template sees while it runs.
    struct Frame {
        var dot: Flow
        /// What it was called with.
        let root: Flow
        /// The innermost last.
        var variables: [(name: String, flow: Flow)] = []

        init(dot: Flow) {
            self.dot = dot
            root = dot
        }
    }

    /// Longer texts are not kept; nobody uses them as a key or a name.
    private static let textLimit = 300
    private static let choiceLimit = 48

    /// The text that nodes write, one of several where it depends on something.
    func text(of nodes: [TemplateNode], _ frame: inout Frame) -> Flow {
        var text = Flow.blank
        var isMixed = false
        for node in nodes {
            let next = self.text(of: node, &frame)
            if isMixed {
                // Whatever is added, no part of it is a text or document by itself any more.
                if next != .blank { text |= embedded(next) }
            } else {
                text = joined(text, next)
                isMixed = !text.isNothing && text.shapes.allSatisfy(\.isPartOfText)
            }
        }
        return text
    }

    private func text(of node: TemplateNode, _ frame: inout Frame) -> Flow {
        switch node {
        case .text(let text): return Flow(text.utf8.count > Self.textLimit ? .opaque : .constant(text))
        case .output(let pipeline):
            let flow = value(of: pipeline, &frame)
            return pipeline.variables.isEmpty ? written(flow) : .blank
        case .condition(let pipeline, let then, let otherwise):
            let count = frame.variables.count
            let flow = value(of: pipeline, &frame)
            touch(flow)
            conditions.append(pathsBehind(flow))
            defer { conditions.removeLast() }
            return branches(&frame, count, [then, otherwise], dots: [frame.dot, frame.dot])
        case .scope(let pipeline, let then, let otherwise):
            let count = frame.variables.count
            let flow = value(of: pipeline, &frame)
            touch(flow)
            conditions.append(pathsBehind(flow))
            defer { conditions.removeLast() }
            return branches(&frame, count, [then, otherwise], dots: [flow, frame.dot])
        case .loop(let pipeline, let body, let otherwise): return loop(pipeline, body, otherwise, &frame)
        case .call(let name, let argument):
            let flow = argument.map { value(of: $0, &frame) } ?? .nothing
            return call(.constants([name]), with: flow)
        case .leave: return .blank
        }
    }

    /// Both ways from one place on; what variables are afterwards depends on which was gone.
    private func branches(_ frame: inout Frame, _ count: Int, _ ways: [[TemplateNode]], dots: [Flow]) -> Flow {
        let before = frame
        var result = Flow.nothing
        var after: [(name: String, flow: Flow)] = []
        for (nodes, dot) in zip(ways, dots) {
            frame = before
            frame.dot = dot
            result |= text(of: nodes, &frame)
            let outer = frame.variables.prefix(count)
            after = after.isEmpty ? Array(outer) : zip(after, outer).map { ($0.name, $0.flow | $1.flow) }
        }
        frame = before
        frame.variables = after
        return result
    }

    // MARK: Loops

    private func loop(
        _ pipeline: Pipeline,
        _ body: [TemplateNode],
        _ otherwise: [TemplateNode],
        _ frame: inout Frame,
    ) -> Flow {
        var bare = pipeline
        bare.variables = []
        let flow = value(of: bare, &frame)
        let count = frame.variables.count
        let dot = frame.dot
        defer {
            frame.dot = dot
            frame.variables.removeLast(frame.variables.count - count)
        }
        if let entries = exactEntries(of: flow), !body.contains(where: \.leavesLoop) {
            var text = Flow.blank
            for (key, element) in entries {
                text = joined(text, pass(pipeline, body, key: key, element, &frame, count))
            }
            return entries.isEmpty ? self.text(of: otherwise, &frame) : text
        }
        touch(flow)
        touch(keys(of: flow))
        conditions.append(pathsBehind(flow))
        defer { conditions.removeLast() }
        return openLoop(pipeline, body, otherwise, over: flow, &frame, count)
    }

    /// A loop of which nobody knows how often it runs.
    private func openLoop(
        _ pipeline: Pipeline,
        _ body: [TemplateNode],
        _ otherwise: [TemplateNode],
        over flow: Flow,
        _ frame: inout Frame,
        _ count: Int,
    ) -> Flow {
        let element = element(flow)
        let key = keys(of: flow)
        let dot = frame.dot
        var result = text(of: otherwise, &frame)
        frame.variables.removeLast(frame.variables.count - count)
        // What a pass leaves in variables is there for the next one.
        for _ in 0..<4 {
            let before = frame.variables
            let once = pass(pipeline, body, key: key, element, &frame, count)
            let isBlank = once.constants?.allSatisfy { $0.allSatisfy(\.isWhitespace) } == true
            result |= isBlank ? .blank : embedded(once)
            frame.variables = zip(before, frame.variables).map { ($0.name, $0.flow | $1.flow) }
            if zip(before, frame.variables).allSatisfy({ $0.flow == $1.flow }) { break }
        }
        frame.dot = dot
        return result
    }

    private func pass(
        _ pipeline: Pipeline,
        _ body: [TemplateNode],
        key: Flow,
        _ element: Flow,
        _ frame: inout Frame,
        _ count: Int,
    ) -> Flow {
        switch (pipeline.variables.count, pipeline.isAssignment) {
        case (2, false):
            frame.variables.append((pipeline.variables[0], key))
            frame.variables.append((pipeline.variables[1], element))
        case (1, false): frame.variables.append((pipeline.variables[0], element))
        case (2, true):
            assign(key, to: pipeline.variables[0], &frame)
            assign(element, to: pipeline.variables[1], &frame)
        case (1, true): assign(element, to: pipeline.variables[0], &frame)
        default: break
        }
        frame.dot = element
        let text = text(of: body, &frame)
        frame.variables.removeLast(frame.variables.count - count)
        return text
    }

    /// All entries in their order, if it is known what they are.
    private func exactEntries(of flow: Flow) -> [(key: Flow, element: Flow)]? {
        guard flow.shapes.count == 1, let shape = flow.shapes.first else { return nil }
        switch shape {
        case .list(let number) where lists[number].isExact && lists[number].elements.count <= 64:
            return lists[number].elements.map { (.opaque, $0) }
        case .object(let number):
            let object = objects[number]
            guard object.rest.isNothing, object.merged.isNothing, object.fields.count <= 64 else { return nil }
            return object.fields.sorted { $0.key < $1.key }.map { (.constants([$0.key]), $0.value) }
        default: return nil
        }
    }

    // MARK: Text

    /// What a value is once it is written.
    func written(_ flow: Flow) -> Flow {
        if flow.isNothing { return .blank }
        var result = Flow.nothing
        for shape in flow.shapes {
            switch shape {
            case .constant, .document, .derived, .presence, .file, .listing, .opaque: result |= Flow(shape)
            default: result |= derived(Flow(shape))
            }
        }
        return result
    }

    /// One text behind the other.
    ///
    /// A document with blanks around stays one, so that what `toYaml` wrote can be read by `fromYaml`.
    func joined(_ left: Flow, _ right: Flow) -> Flow {
        if left == .blank { return right }
        if right == .blank { return left }
        let (first, second) = (TextChoices(left), TextChoices(right))
        guard first.texts.count * second.texts.count <= Self.choiceLimit else {
            return embedded(left) | embedded(right)
        }
        var result = Flow.nothing
        for start in first.texts {
            for end in second.texts {
                let isShort = start.utf8.count + end.utf8.count <= Self.textLimit
                result |= Flow(isShort ? .constant(start + end) : .opaque)
            }
        }
        result |= part(first.others, beside: second)
        result |= part(second.others, beside: first)
        return result
    }

    /// What is no plain text, with the text that stands beside it.
    private func part(_ others: Flow, beside text: TextChoices) -> Flow {
        guard !others.isNothing else { return .nothing }
        var result = Flow.nothing
        if text.texts.contains(where: \.isBlank) { result |= others }
        if !text.others.isNothing || text.texts.contains(where: { !$0.isBlank }) {
            result |= embedded(others) | .opaque
        }
        return result
    }
}

/// What a text may be, the known ones apart.
private struct TextChoices {
    var texts: [String] = []
    var others = Flow.nothing

    init(_ flow: Flow) {
        for shape in flow.shapes {
            if case .constant(let text) = shape { texts.append(text) } else { others.shapes.insert(shape) }
        }
    }
}

extension String {
    fileprivate var isBlank: Bool { utf8.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) } }
}

extension TemplateNode {
    /// Whether a `break` or `continue` may end the loop around.
    fileprivate var leavesLoop: Bool {
        switch self {
        case .leave: true
        case .condition(_, let then, let otherwise), .scope(_, let then, let otherwise):
            then.contains(where: \.leavesLoop) || otherwise.contains(where: \.leavesLoop)
        default: false
        }
    }
}
