internal import Manifests
internal import YAML

/// How much an inventory takes, and so how it is stored.
enum InventoryForm {
    /// One ConfigMap holds all of it.
    case whole([String: String])
    /// It needs several, besides the first that names them.
    case parts([InventoryPart])

    /// The form of a first ConfigMap that names the parts, and of the parts.
    static let format = "2"

    /// - Parameters:
    ///   - inventory: what is stored.
    ///   - limit: how many bytes the values of a ConfigMap's `data` may hold.
    /// - Throws: `InventoryDataError` when a single entry is more than that.
    init(_ inventory: Inventory, limit: Int) throws(InventoryDataError) {
        let whole = inventory.data()
        if whole.values.reduce(0, { $0 + $1.utf8.count }) <= limit {
            self = .whole(whole)
        } else {
            self = .parts(try Self.split(Self.records(of: inventory), limit: limit))
        }
    }

    private struct Record {
        /// From its name alone, so that it stays in its part whatever else changes.
        let hash: UInt64
        let isRelease: Bool
        let line: String
    }

    private static func records(of inventory: Inventory) -> [Record] {
        let objects = inventory.objects.values.sorted { $0.reference < $1.reference }.map { entry in
            Record(hash: hash(of: "\(entry.reference)"), isRelease: false, line: entry.line)
        }
        let releases = inventory.releases.values.sorted { $0.identity < $1.identity }.map { release in
            Record(hash: hash(of: "\(release.identity)"), isRelease: true, line: release.line)
        }
        return objects + releases
    }

    private static func hash(of name: String) -> UInt64 {
        UInt64(Inventory.digest(of: Array(name.utf8)), radix: 16) ?? 0
    }

    /// Halves `records` by the bits of their hashes until each piece fits: a new entry changes the part that it comes into,
    /// and no other.
    private static func split(
        _ records: [Record],
        bit: Int = 0,
        limit: Int,
    ) throws(InventoryDataError) -> [InventoryPart] {
        if records.isEmpty { return [] }
        let size = records.reduce(format.utf8.count) { $0 + $1.line.utf8.count }
        if size <= limit {
            return [
                InventoryPart(data: [
                    "format": format,
                    "objects": records.lazy.filter { !$0.isRelease }.map(\.line).joined(),
                    "releases": records.lazy.filter(\.isRelease).map(\.line).joined(),
                ])
            ]
        }
        guard records.count > 1, bit < UInt64.bitWidth else {
            throw InventoryDataError(
                message:
                    "an entry takes \(size) bytes, and a ConfigMap holds \(limit); give its object and stage shorter names"
            )
        }
        let mask = UInt64(1) << UInt64(UInt64.bitWidth - 1 - bit)
        return try split(records.filter { $0.hash & mask == 0 }, bit: bit + 1, limit: limit)
            + split(records.filter { $0.hash & mask != 0 }, bit: bit + 1, limit: limit)
    }
}

/// What one ConfigMap holds of an inventory that needs several.
struct InventoryPart: Hashable {
    let data: [String: String]
    /// Tells whether a ConfigMap still holds what it was made with.
    let digest: String

    init(data: [String: String]) {
        self.data = data
        digest = Inventory.digest(of: Value.object(data.mapValues { .string($0) }).json())
    }
}

/// What the first of several ConfigMaps holds: which others count.
///
///     format: "2"
///     revision: as in the only one
///     objects: one line of JSON for each part: its number, the digest of its data
///     releases: empty
///
/// The keys are those of an only ConfigMap: one that was made by a create owns its keys for ever, and no later apply
/// takes one away.
struct InventoryTable: Hashable {
    struct Line: Hashable {
        /// What ends the name of the part's ConfigMap.
        let number: Int
        let digest: String
    }

    let revision: String?
    let lines: [Line]

    init(revision: String?, lines: [Line]) {
        self.revision = revision
        self.lines = lines
    }

    /// Nil for a ConfigMap's data of another format.
    ///
    /// - Throws: `InventoryDataError` for anything that this version did not write itself.
    init?(data: [String: String]) throws(InventoryDataError) {
        guard data["format"] == InventoryForm.format else { return nil }
        guard let objects = data["objects"], data["releases"] == "" else {
            throw InventoryDataError(
                message: "objects or releases in it are not those of a table of parts; \(InventoryStore.startAnew)"
            )
        }
        var lines: [Line] = []
        for (index, text) in objects.split(separator: "\n").enumerated() {
            guard let line = Line(text), !lines.contains(where: { $0.number == line.number }) else {
                throw InventoryDataError(
                    message: "line \(index + 1) of objects cannot be read; \(InventoryStore.startAnew)"
                )
            }
            lines.append(line)
        }
        self.init(revision: data["revision"], lines: lines)
    }

    /// As a ConfigMap's data.
    var data: [String: String] {
        var data = ["format": InventoryForm.format, "releases": ""]
        data["revision"] = revision
        data["objects"] = lines.map(\.text).joined()
        return data
    }
}

extension InventoryTable.Line {
    fileprivate init?(_ text: Substring) {
        guard case .array(let values)? = try? Value(json: text.utf8), values.count == 2,
            let number = values[0].integer, number > 0, let digest = values[1].string
        else { return nil }
        self.init(number: Int(number), digest: digest)
    }

    fileprivate var text: String {
        Value.array([.integer(Int64(number)), .string(digest)]).jsonText + "\n"
    }
}
