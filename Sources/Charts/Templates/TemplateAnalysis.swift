internal import Manifests
internal import YAML

/// Follows the values of a chart through its templates.
///
/// Every branch is taken, and nothing is rendered. A value counts as read where it is written or decides something, not
/// where it is merely looked up.
final class TemplateAnalysis {
    /// A chart with its place among the others.
    struct ChartNode {
        let chart: Chart
        /// Where its values lie.
        let values: PathTable.ID
        /// Those around it, the outermost first.
        let around: [Int]
        /// As helm names it in paths of templates: `loki/charts/minio`.
        let name: String
        /// The number of each chart in it, by its alias.
        var subcharts: [String: Int] = [:]
    }

    /// A map that templates made.
    struct Object {
        /// By key.
        var fields: [String: Flow] = [:]
        /// What was set under keys that nobody knows.
        var rest = Flow.nothing
        /// Maps that were merged into it.
        var merged = Flow.nothing
    }

    /// A list that templates made.
    struct List: Hashable {
        var elements: [Flow]
        /// Whether these are all elements in their order.
        var isExact: Bool
    }

    // MARK: What is followed

    private(set) var charts: [ChartNode] = []
    var definitions: [String: [TemplateDefinition]] = [:]
    /// The values as helm puts them together.
    let concrete: Value
    var paths = PathTable()
    /// The charts by where their values lie.
    private(set) var chartAtPath: [PathTable.ID: Int] = [:]

    // MARK: What was found

    private(set) var whole: Set<PathTable.ID> = []
    private(set) var presences: Set<PathTable.ID> = []
    private(set) var severalTypes: Set<PathTable.ID> = []
    var failures: [ValueReads.TemplatePlace: Set<PathTable.ID>] = [:]

    // MARK: Values that templates make

    var objects: [Object] = []
    private var objectNumbers: [ObjectOrigin: Int] = [:]
    private(set) var lists: [List] = []
    private var listNumbers: [List: Int] = [:]
    private(set) var flows: [Flow] = []
    private var flowNumbers: [Flow: Int] = [:]
    /// What templates set in the values themselves, and in what the top level is given.
    var overlaidFields: [PathTable.ID: Flow] = [:]
    var overlaidMerges: [PathTable.ID: Flow] = [:]
    var overlaidRoots: [RootField: Flow] = [:]
    /// Grows when one of the maps that templates change does.
    var changes = 0

    struct RootField: Hashable {
        let chart: Int
        let field: String
    }

    private struct ObjectOrigin: Hashable {
        let site: String
        let call: Int
        let fields: [String: Flow]
        let rest: Flow
    }

    // MARK: Calls

    /// What calls gave, by the template and what it was called with.
    var results: [Call: Flow] = [:]
    var running: Set<Call> = []
    private var callNumbers: [Call: Int] = [:]
    var callCounts: [String: Int] = [:]
    /// Texts that are evaluated as templates, by their names.
    var evaluatedTexts: [String: String] = [:]
    var textsAtPath: [PathTable.ID: [String]] = [:]

    struct Call: Hashable {
        let name: String
        let argument: Flow
    }

    // MARK: Where the analysis is

    var currentCall = 0
    var currentFile = ""
    var currentLine = 0
    var depth = 0
    /// What decides whether the current place is reached at all.
    var conditions: [Set<PathTable.ID>] = []

    init(_ chart: Chart, values: Value) {
        concrete = chart.defaults.overlaid(with: values)
        _ = add(chart, at: PathTable.root, around: [], name: chart.metadata.name)
    }

    private func add(_ chart: Chart, at values: PathTable.ID, around: [Int], name: String) -> Int {
        let number = charts.count
        charts.append(ChartNode(chart: chart, values: values, around: around, name: name))
        chartAtPath[values] = number
        for subchart in chart.subcharts {
            guard let place = paths.child(of: values, subchart.alias) else { continue }
            read(subchart.dependency, of: chart, at: values, place)
            guard let inner = subchart.chart else {
                whole.insert(place)
                continue
            }
            let innerName = "\(name)/charts/\(subchart.alias)"
            charts[number].subcharts[subchart.alias] = add(inner, at: place, around: around + [number], name: innerName)
        }
        return number
    }

    /// What decides whether a chart in another one is on, and what is taken out of its values.
    private func read(_ dependency: Chart.Dependency?, of chart: Chart, at values: PathTable.ID, _ place: PathTable.ID)
    {
        guard let dependency else { return }
        for condition in dependency.conditions {
            if let path = path(condition, from: values) { whole.insert(path) }
        }
        for tag in dependency.tags {
            if let path = path([.field("tags"), .field(tag)], from: PathTable.root) { whole.insert(path) }
        }
        for taken in dependency.imports {
            if let path = path(taken, from: place) { whole.insert(path) }
        }
    }

    private func path(_ steps: ValuePath, from start: PathTable.ID) -> PathTable.ID? {
        var current = start
        for case .field(let name) in steps {
            guard let next = paths.child(of: current, name) else { return nil }
            current = next
        }
        return current
    }

    // MARK: Reading

    /// Notes that all of a value is written, or decides something.
    func sink(_ flow: Flow) {
        for shape in flow.shapes {
            switch shape {
            case .values(let path), .derived(let path): markWhole(path)
            case .presence(let path): presences.insert(path)
            case .document: sink(embedded(Flow(shape)))
            case .object(let number): sinkObject(number)
            case .list(let number): for element in lists[number].elements { sink(element) }
            case .root(let chart): markWhole(charts[chart].values)
            case .constant, .metadata, .template, .files, .subcharts, .file, .listing, .opaque: break
            }
        }
    }

    private var sinking: Set<Int> = []

    private func sinkObject(_ number: Int) {
        // A map may have been set in itself.
        guard sinking.insert(number).inserted else { return }
        defer { sinking.remove(number) }
        let object = objects[number]
        for field in object.fields.values { sink(field) }
        sink(object.rest)
        sink(object.merged)
    }

    private func markWhole(_ path: PathTable.ID) {
        guard whole.insert(path).inserted, let chart = chartAtPath[path] else { return }
        // The values of a chart show those that charts around it share with all.
        for around in charts[chart].around {
            if let global = paths.child(of: charts[around].values, "global") { whole.insert(global) }
        }
    }

    /// Notes that something depends on whether a value is there or empty.
    func touch(_ flow: Flow) {
        for shape in sources(of: flow) {
            switch shape {
            case .values(let path), .presence(let path): presences.insert(path)
            case .derived, .document: sink(Flow(shape))
            case .list(let number): if !lists[number].isExact { lists[number].elements.forEach(touch) }
            case .constant, .object, .root, .metadata, .template, .files, .subcharts, .file, .listing, .opaque: break
            }
        }
    }

    /// Notes that a template asks for the type of a value, or evaluates its text.
    func noteSeveralTypes(_ flow: Flow) {
        for case .values(let path) in flow.shapes { severalTypes.insert(path) }
    }

    /// All paths that play a part in a value.
    func pathsBehind(_ flow: Flow) -> Set<PathTable.ID> {
        var result: Set<PathTable.ID> = []
        for shape in flow.shapes {
            switch shape {
            case .values(let path), .derived(let path), .presence(let path): result.insert(path)
            case .document(let number): result.formUnion(pathsBehind(flows[number]))
            case .list(let number):
                for element in lists[number].elements { result.formUnion(pathsBehind(element)) }
            default: break
            }
        }
        return result
    }

    /// What templates set in values that are read as a whole is read with them.
    func sinkOverlays() {
        var seen = -1
        while seen != whole.count + presences.count {
            seen = whole.count + presences.count
            for (path, flow) in overlaidFields.merging(overlaidMerges, uniquingKeysWith: { $0 | $1 })
            where whole.contains(where: { paths.isWithin(path, $0) }) {
                sink(flow)
            }
        }
    }

    // MARK: Values that templates make

    /// The map that `dict` makes at one place of one call, whenever it is made there of the same.
    func object(_ fields: [String: Flow], rest: Flow) -> Flow {
        let origin = ObjectOrigin(
            site: "\(currentFile):\(currentLine)",
            call: currentCall,
            fields: fields,
            rest: rest,
        )
        if let known = objectNumbers[origin] { return Flow(.object(known)) }
        objects.append(Object(fields: fields, rest: rest))
        objectNumbers[origin] = objects.count - 1
        return Flow(.object(objects.count - 1))
    }

    func list(_ elements: [Flow], isExact: Bool) -> Flow {
        let list = List(elements: isExact ? elements : [elements.reduce(.nothing, |)], isExact: isExact)
        if let known = listNumbers[list] { return Flow(.list(known)) }
        lists.append(list)
        listNumbers[list] = lists.count - 1
        return Flow(.list(lists.count - 1))
    }

    func document(of flow: Flow) -> Flow {
        Flow(.document(number(of: flow)))
    }

    private func number(of flow: Flow) -> Int {
        if let known = flowNumbers[flow] { return known }
        flows.append(flow)
        flowNumbers[flow] = flows.count - 1
        return flows.count - 1
    }

    func number(of call: Call) -> Int {
        if let known = callNumbers[call] { return known }
        callNumbers[call] = callNumbers.count + 1
        return callNumbers.count
    }
}
