import SystemPackage
import YAML

/// What was measured, a row each.
struct Table {
    struct Row {
        let name: String
        let ours: Double
        let theirs: Double
        /// How many times better ours is, or as the name says.
        let ratio: Double
        let unit: String
        let note: String
    }

    private(set) var rows: [Row] = []

    mutating func add(_ row: Row) {
        rows.append(row)
        print("  \(row.name): \(Self.text(row.ours)) against \(Self.text(row.theirs)) \(row.unit)")
    }

    /// The rows in columns.
    var text: String {
        let cells =
            [["row", "fettle", "against", "ratio", "unit", "what"]]
            + rows.map { row in
                let theirs = row.theirs > 0 ? Self.text(row.theirs) : "-"
                return [row.name, Self.text(row.ours), theirs, Self.text(row.ratio), row.unit, row.note]
            }
        let widths = cells[0].indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        return cells.map { line in
            let columns = zip(line, widths).enumerated().map { index, cell in
                let padding = String(repeating: " ", count: cell.1 - cell.0.count)
                return (1...3).contains(index) ? padding + cell.0 : cell.0 + padding
            }
            return columns.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    /// Writes one JSON object a line.
    func writeJSON(to path: FilePath) throws {
        let lines = rows.map { row in
            let object: Value = [
                "name": .string(row.name), "ours": .number(row.ours), "theirs": .number(row.theirs),
                "ratio": .number(row.ratio), "unit": .string(row.unit),
            ]
            return object.jsonText + "\n"
        }
        let file = try FileDescriptor.open(
            path,
            .writeOnly,
            options: [.create, .truncate],
            permissions: [.ownerReadWrite, .groupRead, .otherRead],
        )
        _ = try file.closeAfter { try file.writeAll(lines.joined().utf8) }
    }

    private static func text(_ number: Double) -> String {
        let digits = number < 10 ? 100.0 : number < 1000 ? 10 : 1
        let rounded = (number * digits).rounded() / digits
        return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    }
}
