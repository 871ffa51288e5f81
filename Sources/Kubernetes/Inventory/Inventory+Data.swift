internal import Manifests
internal import YAML

/// Why the stored form of an inventory is of no use, or cannot be made.
struct InventoryDataError: Error {
    /// What is wrong, and after a semicolon what to do.
    let message: String
}

/// The stored form: the `data` of a ConfigMap, for programs and for people who read it with kubectl.
///
/// What is too much for one is an `InventoryForm` of several.
///
///     format: "1"
///     revision: main@sha1:3f2c1ab…
///     objects: one line of JSON each, in order: API version, kind, namespace, name, stage, digest
///     releases: one line each: namespace and name of the HelmRelease, those of its release, stage, digest
///
/// What there is none of (a namespace, a digest) is null. Behind these may stand `"keep"`, for what is never pruned, and for a
/// release that failed `"upgrade failed"`, how often, when in seconds since 1970, and the digest of what was wanted.
extension Inventory {
    /// The form of an inventory that one ConfigMap holds.
    static let format = "1"
    /// How much the values of a ConfigMap's `data` may hold in all, in bytes (Kubernetes' `MaxSecretSize`).
    static let dataLimit = 1 << 20

    /// This inventory as the data of one ConfigMap, which may be more than it holds; the same bytes for the same
    /// inventory.
    func data() -> [String: String] {
        var data = ["format": Self.format]
        data["revision"] = revision
        data["objects"] = objects.values.sorted { $0.reference < $1.reference }.map(\.line).joined()
        data["releases"] = releases.values.sorted { $0.identity < $1.identity }.map(\.line).joined()
        return data
    }

    /// Reads a ConfigMap's data.
    ///
    /// - Throws: `InventoryDataError` for anything that this version did not write itself.
    init(data: [String: String]) throws(InventoryDataError) {
        guard let format = data["format"] else {
            throw InventoryDataError(message: "no format is given in it; \(Self.repair)")
        }
        guard format == Self.format else {
            throw InventoryDataError(
                message:
                    "its format is \(format), and this fettle knows \(Self.format) and \(InventoryForm.format); use the "
                    + "version of fettle that wrote it or a newer one",
            )
        }
        self.init(revision: data["revision"])
        try read(data)
    }

    /// Adds the objects and releases that a ConfigMap lists.
    ///
    /// - Throws: `InventoryDataError` for anything that this version did not write itself.
    mutating func read(_ data: [String: String]) throws(InventoryDataError) {
        guard let objects = data["objects"], let releases = data["releases"] else {
            throw InventoryDataError(message: "objects or releases are missing in it; \(Self.repair)")
        }
        for (index, line) in objects.split(separator: "\n").enumerated() {
            guard let entry = Entry(line: line), self[entry.reference] == nil else {
                throw InventoryDataError(message: "line \(index + 1) of objects cannot be read; \(Self.repair)")
            }
            insert(entry)
        }
        for (index, line) in releases.split(separator: "\n").enumerated() {
            guard let release = Release(line: line), self[release.identity] == nil else {
                throw InventoryDataError(message: "line \(index + 1) of releases cannot be read; \(Self.repair)")
            }
            insert(release)
        }
    }

    private static let repair =
        "repair it, or delete the ConfigMap to start anew: then nothing applied before and removed since is ever pruned"
}

extension Inventory.Entry {
    /// How it is stored.
    var line: String {
        InventoryLine([apiVersion, reference.kind, reference.namespace, reference.name, stage, digest], isKept).text
    }

    fileprivate init?(line: Substring) {
        guard let line = InventoryLine(line), case let fields = line.fields, fields.count == 6,
            let apiVersion = fields[0], let kind = fields[1], let name = fields[3], let stage = fields[4],
            !apiVersion.isEmpty, !kind.isEmpty, !name.isEmpty
        else { return nil }
        let group = GroupVersionKind(apiVersion: apiVersion, kind: kind).group
        self.init(
            reference: ObjectReference(group: group, kind: kind, namespace: fields[2], name: name),
            apiVersion: apiVersion,
            stage: stage,
            digest: fields[5],
            isKept: line.isKept,
        )
    }
}

extension Inventory.Release {
    /// How it is stored.
    var line: String {
        let fields = [namespace, name, identity.namespace, identity.name, stage, digest]
        return InventoryLine(fields, isKept, failures).text
    }

    fileprivate init?(line: Substring) {
        guard let line = InventoryLine(line), case let fields = line.fields, fields.count == 6,
            let namespace = fields[0], let name = fields[1], let stage = fields[4],
            let targetNamespace = fields[2], let releaseName = fields[3],
            !targetNamespace.isEmpty, !releaseName.isEmpty
        else { return nil }
        self.init(
            name: name,
            namespace: namespace,
            stage: stage,
            targetNamespace: targetNamespace,
            releaseName: releaseName,
            digest: fields[5],
            isKept: line.isKept,
            failures: line.failures,
        )
    }
}

extension Inventory.Failures {
    private static let mark = " failed"

    fileprivate var fields: [String] { [action + Self.mark, String(count), String(at), digest] }

    fileprivate init?(_ fields: some Collection<String?>) {
        let fields = fields.compactMap(\.self)
        guard fields.count == 4, fields[0].hasSuffix(Self.mark), let count = Int(fields[1]), count > 0,
            let at = Int64(fields[2])
        else { return nil }
        self.init(action: String(fields[0].dropLast(Self.mark.count)), count: count, at: at, digest: fields[3])
    }
}

private struct InventoryLine {
    private static let keep = "keep"
    private static let count = 6
    let fields: [String?]
    let isKept: Bool
    let failures: Inventory.Failures?

    init(_ fields: [String?], _ isKept: Bool, _ failures: Inventory.Failures? = nil) {
        self.fields = fields
        self.isKept = isKept
        self.failures = failures
    }

    /// Nil for what is no list of texts and nulls.
    init?(_ line: Substring) {
        guard case .array(let values)? = try? Value(json: line.utf8) else { return nil }
        var fields: [String?] = []
        for value in values {
            switch value {
            case .null: fields.append(nil)
            case .string(let text): fields.append(text)
            default: return nil
            }
        }
        var rest = fields.dropFirst(Self.count)
        isKept = rest.first == Self.keep
        if isKept { rest.removeFirst() }
        failures = Inventory.Failures(rest)
        guard failures != nil || rest.isEmpty else { return nil }
        self.fields = Array(fields.prefix(Self.count))
    }

    var text: String {
        let fields = fields + (isKept ? [Self.keep] : []) + (failures?.fields ?? [])
        return Value.array(fields.map { field in field.map { .string($0) } ?? .null }).jsonText + "\n"
    }
}
