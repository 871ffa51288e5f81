/// Looking into values.
extension TemplateAnalysis {
    /// A value with everything that templates merged into it; each once, as a map may have been merged into itself.
    func sources(of flow: Flow) -> Set<Shape> {
        var found = flow.shapes
        guard found.contains(where: \.mayBeMergedInto) else { return found }
        var open = Array(flow.shapes)
        while let shape = open.popLast() {
            let merged =
                switch shape {
                case .object(let number): objects[number].merged
                case .values(let path): overlaidMerges[path] ?? .nothing
                default: Flow.nothing
                }
            for shape in merged.shapes where found.insert(shape).inserted { open.append(shape) }
        }
        return found
    }

    /// What lies under a key.
    func child(_ flow: Flow, _ key: String) -> Flow {
        var result = Flow.nothing
        for shape in sources(of: flow) {
            switch shape {
            case .values(let path): result |= field(key, of: path)
            case .object(let number): result |= (objects[number].fields[key] ?? .nothing) | objects[number].rest
            case .root(let chart): result |= topLevelField(key, of: chart)
            case .metadata(let chart): result |= metadataField(key, of: chart)
            case .template(let chart):
                result |= key == "BasePath" ? Flow(.constant("\(charts[chart].name)/templates")) : .opaque
            case .subcharts(let chart):
                if let number = charts[chart].subcharts[key] { result |= Flow(.root(number)) }
            // `.AsConfig`, and the bytes of a file.
            case .files(let chart): result |= Flow(.file(chart))
            case .derived, .presence, .opaque, .file: result |= Flow(shape)
            case .listing(let path): result |= Flow(.derived(path))
            case .constant, .list, .document: break
            }
        }
        return result
    }

    private func field(_ key: String, of path: PathTable.ID) -> Flow {
        guard let place = paths.child(of: path, key) else {
            // So deep that nobody follows it.
            sink(Flow(.values(path)))
            return Flow(.derived(path))
        }
        var result = Flow(.values(place))
        if key == "global", let chart = chartAtPath[path] {
            for around in charts[chart].around {
                if let global = paths.child(of: charts[around].values, "global") { result |= Flow(.values(global)) }
            }
        }
        guard !overlaidFields.isEmpty else { return result }
        if let flow = overlaidFields[place] { result |= flow }
        if let any = paths.child(of: path, nil), let flow = overlaidFields[any] { result |= flow }
        return result
    }

    private func topLevelField(_ key: String, of chart: Int) -> Flow {
        let given: Flow =
            switch key {
            case "Values": Flow(.values(charts[chart].values))
            case "Chart": Flow(.metadata(chart))
            case "Template": Flow(.template(chart))
            case "Files": Flow(.files(chart))
            case "Subcharts": Flow(.subcharts(chart))
            case "Release", "Capabilities": .opaque
            default: .nothing
            }
        return given | (overlaidRoots[RootField(chart: chart, field: key)] ?? .nothing)
    }

    private func metadataField(_ key: String, of chart: Int) -> Flow {
        let metadata = charts[chart].chart.metadata
        switch key {
        // In a chart with an alias that is the alias.
        case "Name": return charts[chart].around.isEmpty ? Flow(.constant(metadata.name)) : .opaque
        case "Version": return Flow(.constant(metadata.version))
        case "AppVersion": return Flow(.constant(metadata.appVersion))
        default: return .opaque
        }
    }

    /// What lies under any key, or is any element.
    func element(_ flow: Flow) -> Flow {
        var result = Flow.nothing
        for shape in sources(of: flow) {
            switch shape {
            case .values(let path):
                guard let place = paths.child(of: path, nil) else {
                    sink(Flow(shape))
                    result |= Flow(.derived(path))
                    continue
                }
                result |= Flow(.values(place))
                for (overlaid, flow) in overlaidFields where paths.isWithin(overlaid, path) && overlaid != path {
                    result |= flow
                }
            case .object(let number):
                for field in objects[number].fields.values { result |= field }
                result |= objects[number].rest
            case .list(let number):
                for element in lists[number].elements { result |= element }
            case .subcharts(let chart):
                for number in charts[chart].subcharts.values { result |= Flow(.root(number)) }
            case .files(let chart): result |= Flow(.file(chart))
            case .derived, .presence, .opaque, .file, .metadata, .template: result |= Flow(shape)
            case .root(let chart): result |= Flow(.values(charts[chart].values))
            case .listing(let path): result |= Flow(.derived(path))
            case .constant, .document: break
            }
        }
        return result
    }

    /// What lies under a key that may not be known; what decides on the key counts, too.
    func entry(_ flow: Flow, _ key: Flow) -> Flow {
        var result = Flow.nothing
        var isKnown = true
        for shape in key.shapes {
            guard case .constant(let text) = shape else {
                isKnown = false
                continue
            }
            result |= child(flow, text)
            // An index is no key.
            if Int(text) != nil { result |= element(flow) }
        }
        return isKnown ? result : result | element(flow) | derived(key)
    }

    /// What depends on which keys there are, or how many.
    func keys(of flow: Flow) -> Flow {
        var result = Flow.nothing
        for shape in sources(of: flow) {
            switch shape {
            case .values(let path):
                result |= Flow(.presence(path))
                if let any = paths.child(of: path, nil) { result |= Flow(.presence(any)) }
            case .object(let number): result |= .constants(objects[number].fields.keys) | .opaque
            case .list(let number): result |= lists[number].isExact ? .opaque : presence(element(flow))
            case .constant, .root, .metadata, .template, .files, .subcharts, .file, .opaque: result |= .opaque
            case .derived, .presence: result |= Flow(shape)
            case .listing(let path): result |= Flow(.derived(path))
            case .document(let number): result |= derived(flows[number])
            }
        }
        return result
    }

    /// What depends only on whether a value is there, or of what kind it is.
    func presence(_ flow: Flow) -> Flow {
        var result = Flow.nothing
        for shape in sources(of: flow) {
            switch shape {
            case .values(let path), .presence(let path): result |= Flow(.presence(path))
            case .derived: result |= Flow(shape)
            case .listing(let path): result |= Flow(.derived(path))
            case .document(let number): result |= derived(flows[number])
            case .list(let number):
                result |= .opaque
                for element in lists[number].isExact ? [] : lists[number].elements { result |= presence(element) }
            default: result |= .opaque
            }
        }
        return result.isNothing ? .opaque : result
    }

    /// A text or number that is made of a value.
    func derived(_ flow: Flow) -> Flow {
        var seen: Set<Int> = []
        return derived(flow, &seen)
    }

    /// - Parameter seen: the maps that were looked into; one may have been set in itself.
    private func derived(_ flow: Flow, _ seen: inout Set<Int>) -> Flow {
        var result = Flow.nothing
        for shape in sources(of: flow) {
            switch shape {
            case .values(let path), .listing(let path): result |= Flow(.derived(path))
            case .derived, .presence, .file: result |= Flow(shape)
            case .document(let number): result |= derived(flows[number], &seen)
            case .object(let number):
                guard seen.insert(number).inserted else { continue }
                for field in objects[number].fields.values { result |= derived(field, &seen) }
                result |= derived(objects[number].rest, &seen)
            case .list(let number):
                for element in lists[number].elements { result |= derived(element, &seen) }
            case .root(let chart): result |= Flow(.derived(charts[chart].values))
            case .files(let chart): result |= Flow(.file(chart))
            case .constant, .metadata, .template, .subcharts, .opaque: result |= .opaque
            }
        }
        return result.isNothing ? .opaque : result
    }

    /// What a value is as a part of a longer text.
    func embedded(_ flow: Flow) -> Flow {
        var result = Flow.nothing
        for shape in flow.shapes {
            switch shape {
            case .document(let number):
                for inner in flows[number].shapes {
                    if case .values(let path) = inner, chartAtPath[path] != nil {
                        result |= Flow(.listing(path))
                    } else {
                        result |= derived(Flow(inner))
                    }
                }
                result |= .opaque
            case .listing: result |= Flow(shape)
            default: result |= derived(Flow(shape))
            }
        }
        return result
    }
}
