/// What a value in a template may be, as far as it comes from the chart's values: a set of possibilities.
///
/// The empty set is nothing: a field that nobody set, what a failure gives.
struct Flow: Hashable {
    var shapes: Set<Shape>

    init(_ shapes: Shape...) {
        self.shapes = Set(shapes)
    }

    init(_ shapes: Set<Shape>) {
        self.shapes = shapes
    }

    static let nothing = Flow([])
    static let opaque = Flow(.opaque)
    static let blank = Flow(.constant(""))

    /// One of many texts; all of them, where there are few enough.
    static func constants(_ texts: some Sequence<String>) -> Flow {
        Flow(Set(texts.map { Shape.constant($0) }))
    }

    var isNothing: Bool { shapes.isEmpty }

    /// The texts that it may be; nil when it may be something else.
    var constants: [String]? {
        var texts: [String] = []
        for shape in shapes {
            guard case .constant(let text) = shape else { return nil }
            texts.append(text)
        }
        return texts.isEmpty ? nil : texts
    }

    /// The text that it is for sure.
    var constant: String? {
        guard shapes.count == 1, case .constant(let text)? = shapes.first else { return nil }
        return text
    }

    static func | (left: Flow, right: Flow) -> Flow {
        if left.isNothing || left == right { return right }
        if right.isNothing { return left }
        return Flow(left.shapes.union(right.shapes))
    }

    static func |= (left: inout Flow, right: Flow) {
        if left.shapes.isEmpty {
            left = right
        } else {
            left.shapes.formUnion(right.shapes)
        }
    }
}

/// One thing that a value may be.
///
/// Numbers stand for what `TemplateAnalysis` keeps.
enum Shape: Hashable {
    /// What lies at a path of the values, with all below it.
    case values(PathTable.ID)
    /// A text, number or truth value that stands in the chart.
    case constant(String)
    /// A map that a template made.
    case object(Int)
    /// A list that a template made.
    case list(Int)
    /// The text that `toYaml` or `toJson` makes of another value, from which `fromYaml` makes that value again.
    case document(Int)
    /// What the top level of a chart's templates is given.
    case root(Int)
    /// `.Chart`, `.Template`, `.Files` and `.Subcharts` of a chart.
    case metadata(Int)
    case template(Int)
    case files(Int)
    case subcharts(Int)
    /// The text of some file of a chart.
    case file(Int)
    /// A text or number made of what lies at a path.
    case derived(PathTable.ID)
    /// What depends only on whether something lies at a path, or of what kind it is.
    case presence(PathTable.ID)
    /// All values of a chart, written out as they are.
    ///
    /// That is for somebody to look at, and reads no single key.
    case listing(PathTable.ID)
    /// Something that no value plays a part in.
    case opaque

    /// Whether templates can merge other maps into it.
    var mayBeMergedInto: Bool {
        switch self {
        case .object, .values: true
        default: false
        }
    }

    /// Whether it is what `TemplateAnalysis.embedded(_:)` gives, which stays so in a longer text.
    var isPartOfText: Bool {
        switch self {
        case .derived, .presence, .file, .listing, .opaque: true
        default: false
        }
    }
}
