internal import Charts
internal import Manifests
internal import YAML

/// Values that stand in one place of a file and are used in several, by an alias.
///
/// A key that only keeps such a value for others to use does nothing by itself, and is no mistake.
struct SharedPlaces {
    private var inside: Set<Spot> = []
    private var isShared = false

    private struct Spot: Hashable {
        let file: Int
        let line: Int
        let column: Int
    }

    /// Whether something at `path`, or below it, stands elsewhere, too.
    static func exist(at path: ValuePath, in document: Node) -> Bool {
        var places = SharedPlaces()
        places.walk(document, towards: path[...], isWithin: false, isLooking: false)
        places.walk(document, towards: path[...], isWithin: false, isLooking: true)
        return places.isShared
    }

    /// The same of values whose places are known.
    static func exist(at path: ValuePath, in values: TracedValue) -> Bool {
        var places = SharedPlaces()
        places.walk(values, towards: path[...], isWithin: false, isLooking: false)
        places.walk(values, towards: path[...], isWithin: false, isLooking: true)
        return places.isShared
    }

    /// First all within the path is noted, then all outside is looked at.
    private mutating func visit(_ spot: Spot?, isWithin: Bool, isLooking: Bool) {
        guard let spot else { return }
        if isWithin, !isLooking { inside.insert(spot) }
        if !isWithin, isLooking, inside.contains(spot) { isShared = true }
    }

    private mutating func walk(
        _ node: Node,
        towards path: ArraySlice<FieldOrigins.Step>?,
        isWithin: Bool,
        isLooking: Bool,
    ) {
        let isWithin = isWithin || path?.isEmpty == true
        visit(Spot(file: 0, line: node.mark.line, column: node.mark.column), isWithin: isWithin, isLooking: isLooking)
        switch node.content {
        case .scalar: return
        case .sequence(let elements):
            for (index, element) in elements.enumerated() {
                walk(element, towards: path?.rest(behind: .index(index)), isWithin: isWithin, isLooking: isLooking)
            }
        case .mapping(let entries):
            for entry in entries {
                guard case .scalar(let name, _) = entry.key.content else { continue }
                walk(entry.value, towards: path?.rest(behind: .field(name)), isWithin: isWithin, isLooking: isLooking)
            }
        }
    }

    private mutating func walk(
        _ value: TracedValue,
        towards path: ArraySlice<FieldOrigins.Step>?,
        isWithin: Bool,
        isLooking: Bool,
    ) {
        let isWithin = isWithin || path?.isEmpty == true
        let place = value.trace.place
        // Of what nobody wrote in a file only the file is known.
        let spot = place.column > 0 ? Spot(file: place.file, line: place.line, column: place.column) : nil
        visit(spot, isWithin: isWithin, isLooking: isLooking)
        switch value.content {
        case .scalar: return
        case .sequence(let elements):
            for (index, element) in elements.enumerated() {
                walk(element, towards: path?.rest(behind: .index(index)), isWithin: isWithin, isLooking: isLooking)
            }
        case .mapping(let fields):
            for field in fields {
                let rest = path?.rest(behind: .field(field.name))
                walk(field.value, towards: rest, isWithin: isWithin, isLooking: isLooking)
            }
        }
    }
}

extension ArraySlice<FieldOrigins.Step> {
    /// What is left of a path after its first step; nil when that is another one.
    fileprivate func rest(behind step: FieldOrigins.Step) -> ArraySlice? {
        first == step ? dropFirst() : nil
    }
}
