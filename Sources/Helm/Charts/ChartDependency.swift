internal import Charts
internal import Crypto
internal import YAML

/// A chart that another one needs, as its Chart.yaml names it.
struct ChartDependency {
    let name: String
    /// A version or a range.
    var version: String
    /// Without a slash at its end.
    let repository: String
    private let value: Value

    /// - Returns: nil for one without a name.
    init?(_ value: Value) {
        guard let name = value["name"]?.string, !name.isEmpty else { return nil }
        self.name = name
        self.value = value
        version = value["version"]?.string ?? ""
        var repository = value["repository"]?.string ?? ""
        while repository.hasSuffix("/"), !repository.hasSuffix("://") { repository.removeLast() }
        self.repository = repository
    }

    /// Whether a chart of this version will do.
    func allows(_ text: String) -> Bool {
        if text == version { return true }
        guard let range = VersionRange(version), let version = SemanticVersion(text) else { return false }
        return range.contains(version)
    }

    // MARK: Lock files

    /// The digest in a lock file that fits these dependencies (`HashReq` in helm's internal/resolver).
    static func lockDigest(_ wanted: [ChartDependency], _ locked: [ChartDependency]) -> String {
        digest("[\(json(wanted)),\(json(locked))]")
    }

    /// The same as helm 2 wrote it (`HashV2Req`).
    static func oldLockDigest(_ wanted: [ChartDependency]) -> String {
        digest("{\"dependencies\":\(json(wanted))}")
    }

    private static func digest(_ text: String) -> String {
        // Go escapes what could be mistaken in HTML and JavaScript; in JSON these stand in texts only.
        var escaped = text
        let codes = [("&", "0026"), ("<", "003c"), (">", "003e"), ("\u{2028}", "2028"), ("\u{2029}", "2029")]
        for (character, code) in codes {
            escaped.replace(character, with: "\\u\(code)")
        }
        return "sha256:\(SHA256.hash(data: Array(escaped.utf8)).hexadecimal)"
    }

    private static func json(_ list: [ChartDependency]) -> String {
        "[\(list.map(\.json).joined(separator: ","))]"
    }

    /// The fields in the order of helm's type, and the empty ones left out that it leaves out.
    private var json: String {
        let fields: [(name: String, isKept: Bool)] = [
            ("name", true), ("version", false), ("repository", true), ("condition", false), ("tags", false),
            ("enabled", false), ("import-values", false), ("alias", false),
        ]
        let texts = fields.compactMap { field -> String? in
            let value = value[field.name] ?? .null
            switch value {
            case .null, "", .array([]), false: return field.isKept ? "\"\(field.name)\":\"\"" : nil
            default: return "\"\(field.name)\":\(value.jsonText)"
            }
        }
        return "{\(texts.joined(separator: ","))}"
    }
}
