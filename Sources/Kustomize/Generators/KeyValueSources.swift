internal import Manifests
internal import YAML

/// One entry of a generated object's data.
struct KeyValue: Sendable {
    let key: String
    let bytes: [UInt8]
    /// Where the value is written.
    let trace: Trace
}

/// Where the data of a generated object comes from (kustomize's `api/kv`).
struct KeyValueSources {
    /// Paths of files with a `KEY=value` in each line.
    let envs: [PlacedText]
    /// `key=value`.
    let literals: [PlacedText]
    /// `path` or `key=path`.
    let files: [PlacedText]

    static let fieldNames = ["literals", "files", "envs", "env"]

    init(_ fields: ConfigFields, form: GeneratorForm) throws {
        // kustomize hands them to the generator as YAML made from JSON.
        literals = try Self.texts(fields, "literals").map {
            PlacedText(text: JSONRoundTrip.text($0.text), place: $0.place)
        }
        files = try Self.texts(fields, "files")
        var envs = try Self.texts(fields, "envs")
        // kustomize moves the older field into the newer one while it reads a kustomization; in plugins it is lost.
        if form == .entry, let path = try fields.text("env"), !path.isEmpty {
            envs.append(PlacedText(text: path, place: fields.place("env")))
        }
        self.envs = envs
    }

    private static func texts(_ fields: ConfigFields, _ name: String) throws -> [PlacedText] {
        try fields.texts(name).map { PlacedText(text: $0.text, place: $0.place) }
    }

    /// All entries: those of env files, then literals, then files.
    ///
    /// - Throws: `Problems`.
    func entries(_ loader: FolderLoader) throws -> [KeyValue] {
        try envs.flatMap { try EnvFile.entries($0, loader) }
            + literals.map { try Self.literal($0, loader.context) }
            + files.map { try Self.file($0, loader) }
    }

    private static func literal(_ source: PlacedText, _ context: BuildContext) throws -> KeyValue {
        let text = source.text.utf8
        guard let sign = text.firstIndex(of: UInt8(ascii: "=")), sign != text.startIndex else {
            throw context.failure(source.place, "invalid literal source, expected key=value; write it so")
        }
        return KeyValue(
            key: String(source.text[..<sign]),
            bytes: Array(unquoted(text[text.index(after: sign)...])),
            trace: Trace(source.place.written(by: .generator)),
        )
    }

    /// `text` without the quotes around it, when there are the same ones on both sides.
    private static func unquoted(_ text: Substring.UTF8View) -> Substring.UTF8View {
        guard text.count > 1, let quote = text.first, quote == text.last,
            quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
        else { return text }
        return text.dropFirst().dropLast()
    }

    private static func file(_ source: PlacedText, _ loader: FolderLoader) throws -> KeyValue {
        let (key, path) = try keyAndPath(source, loader.context)
        let (bytes, file) = try loader.read(path, at: source.place)
        let place = Place(file: file, line: 1, column: 1, writer: .generator)
        return KeyValue(key: key, bytes: bytes, trace: Trace(place))
    }

    /// What stands before and after the sign; without one, the name of the file is the key.
    private static func keyAndPath(_ source: PlacedText, _ context: BuildContext) throws -> (String, String) {
        let text = source.text
        let parts = text.utf8.split(separator: UInt8(ascii: "="), omittingEmptySubsequences: false)
        switch parts.count {
        case 1: return (baseName(text), text)
        case 2:
            let (key, path) = (String(Substring(parts[0])), String(Substring(parts[1])))
            guard !key.isEmpty else {
                throw context.failure(
                    source.place,
                    "files: missing key name for file path '\(path)' in source '\(text)'; write key=path",
                )
            }
            guard !path.isEmpty else {
                throw context.failure(
                    source.place,
                    "files: missing file path for key name '\(key)' in source '\(text)'; write key=path",
                )
            }
            return (key, path)
        default:
            throw context.failure(
                source.place,
                "files: a source's key name or file path contains '='; write key=path, and literals under 'literals'",
            )
        }
    }

    private static func baseName(_ path: String) -> String {
        guard let name = path.utf8.split(separator: UInt8(ascii: "/")).last else { return path.isEmpty ? "." : "/" }
        return String(Substring(name))
    }
}
