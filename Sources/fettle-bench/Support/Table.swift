import SystemPackage
import YAML

/// What was measured, a row each.
struct Table {
    struct Row {
        let name: String
        /// Not a number for what could not be measured.
        let ours: Double
        /// 0 where there is nothing to compare with.
        var theirs = 0.0
        /// How many times better ours is, or as the note says.
        let ratio: Double
        let unit: String
        var target: Target?
        let note: String

        fileprivate var isReached: Bool? { target?.isReached(by: ratio) }
    }

    private(set) var rows: [Row] = []

    mutating func add(_ row: Row) {
        rows.append(row)
        let theirs = row.theirs > 0 ? " against \(Self.text(row.theirs))" : ""
        print(
            "  \(row.name): \(Self.text(row.ours))\(theirs) \(row.unit), ratio \(Self.text(row.ratio))\(Self.verdict(row))"
        )
    }

    /// Adds a row for a number that counts itself.
    mutating func add(_ name: String, _ number: Double, _ unit: String, _ target: Target?, _ note: String) {
        add(Row(name: name, ours: number, ratio: number, unit: unit, target: target, note: note))
    }

    private static func verdict(_ row: Row) -> String {
        guard let target = row.target, let isReached = row.isReached else { return "" }
        return ", target \(target.text): \(isReached ? "reached" : "not reached")"
    }

    /// The rows in columns.
    var text: String {
        let cells =
            [["row", "fettle", "against", "ratio", "target", "reached", "unit", "what"]]
            + rows.map { row in
                let theirs = row.theirs > 0 ? Self.text(row.theirs) : "-"
                let target = row.target?.text ?? "-"
                let isReached = row.isReached.map { $0 ? "yes" : "no" } ?? "-"
                return [
                    row.name, Self.text(row.ours), theirs, Self.text(row.ratio), target, isReached, row.unit, row.note,
                ]
            }
        let widths = cells[0].indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        return cells.map { line in
            let columns = zip(line, widths).enumerated().map { index, cell in
                let padding = String(repeating: " ", count: cell.1 - cell.0.count)
                return (1...4).contains(index) ? padding + cell.0 : cell.0 + padding
            }
            return columns.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    /// Writes one JSON object a line.
    func writeJSON(to path: FilePath) throws {
        let lines = rows.map { row in
            var object: Value = [
                "name": .string(row.name), "ours": .number(row.ours), "theirs": .number(row.theirs),
                "ratio": .number(row.ratio), "unit": .string(row.unit),
            ]
            object["target"] = row.target.map { .string($0.text) }
            object["reached"] = row.isReached.map { .bool($0) }
            return object.jsonText + "\n"
        }
        try lines.joined().write(to: path, permissions: [.ownerReadWrite, .groupRead, .otherRead])
    }

    static func text(_ number: Double) -> String {
        guard number.isFinite else { return "-" }
        let digits = number < 10 ? 100.0 : number < 1000 ? 10 : 1
        let rounded = (number * digits).rounded() / digits
        return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    }
}
