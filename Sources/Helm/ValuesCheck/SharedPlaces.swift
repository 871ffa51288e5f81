internal import Charts
internal import Manifests
internal import YAML

/// Values that stand in one place of a file and are used in several, by an alias.
///
/// A key that only keeps such a value for others to use does nothing by itself, and is no mistake.
enum SharedPlaces {
    /// Where a value was written.
    private struct Spot: Hashable {
        let file: Int
        let line: Int
        let column: Int
    }

    /// A value, or a map or list, with its path in the whole.
    private typealias Part = (path: ValuePath, spot: Spot)

    /// Whether something at `path`, or below it, stands elsewhere, too.
    static func exist(at path: ValuePath, in document: Node) -> Bool {
        var parts: [Part] = []
        collect(document, [], into: &parts)
        return isShared(path, parts)
    }

    /// The same of values whose places are known.
    static func exist(at path: ValuePath, in values: TracedValue) -> Bool {
        var parts: [Part] = []
        collect(values, [], into: &parts)
        return isShared(path, parts)
    }

    private static func isShared(_ path: ValuePath, _ parts: [Part]) -> Bool {
        let within = Set(parts.filter { $0.path.starts(with: path) }.map(\.spot))
        return parts.contains { !$0.path.starts(with: path) && within.contains($0.spot) }
    }

    private static func collect(_ node: Node, _ path: ValuePath, into parts: inout [Part]) {
        parts.append((path, Spot(file: 0, line: node.mark.line, column: node.mark.column)))
        switch node.content {
        case .scalar: return
        case .sequence(let elements):
            for (index, element) in elements.enumerated() { collect(element, path + [.index(index)], into: &parts) }
        case .mapping(let entries):
            for entry in entries {
                guard case .scalar(let name, _) = entry.key.content else { continue }
                collect(entry.value, path + [.field(name)], into: &parts)
            }
        }
    }

    private static func collect(_ value: TracedValue, _ path: ValuePath, into parts: inout [Part]) {
        let place = value.trace.place
        // Of what nobody wrote in a file only the file is known.
        if place.column > 0 {
            parts.append((path, Spot(file: place.file, line: place.line, column: place.column)))
        }
        switch value.content {
        case .scalar: return
        case .sequence(let elements):
            for (index, element) in elements.enumerated() { collect(element, path + [.index(index)], into: &parts) }
        case .mapping(let fields):
            for field in fields { collect(field.value, path + [.field(field.name)], into: &parts) }
        }
    }
}
