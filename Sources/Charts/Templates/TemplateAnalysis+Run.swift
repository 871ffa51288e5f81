package import YAML

extension Chart {
    /// Finds out which values the chart may read.
    ///
    /// - Parameter values: those that are given to it, since texts in them can be templates that read further values.
    /// - Throws: `ChartError`: a template that helm would not read either.
    package func reads(of values: Value) throws(ChartError) -> ValueReads {
        let analysis = TemplateAnalysis(self, values: values)
        return try analysis.run()
    }
}

extension TemplateAnalysis {
    /// How often everything is looked at again because a template changed a map that another one had read before.
    private static let roundLimit = 8

    fileprivate func run() throws(ChartError) -> ValueReads {
        var files: [(chart: Int, definition: TemplateDefinition)] = []
        for (number, node) in charts.enumerated() {
            for template in node.chart.templates {
                let name = "\(node.name)/\(template.path)"
                let parsed = try TemplateParser.parse(template.text, file: name)
                let definition = TemplateDefinition(name: name, file: name, nodes: parsed.nodes)
                definitions[name, default: []].append(definition)
                for inner in parsed.definitions { definitions[inner.name, default: []].append(inner) }
                if !node.chart.metadata.isLibrary { files.append((number, definition)) }
            }
        }
        for _ in 0..<Self.roundLimit {
            let before = changes
            results = [:]
            callCounts = [:]
            for (chart, definition) in files {
                let root = Flow(.root(chart))
                currentCall = number(of: Call(name: definition.name, argument: root))
                currentFile = definition.file
                var frame = Frame(dot: root)
                sink(text(of: definition.nodes, &frame))
            }
            if changes == before { break }
        }
        sinkOverlays()
        return summary()
    }

    private func summary() -> ValueReads {
        var reads = ValueReads()
        for path in whole { reads.add(paths.steps(path), .whole) }
        for path in presences { reads.add(paths.steps(path), .presence) }
        for path in severalTypes { reads.add(paths.steps(path), .severalTypes) }
        for (place, behind) in failures {
            reads.add(failureAt: place, dependingOn: behind.sorted().map { paths.steps($0) })
        }
        return reads
    }
}
