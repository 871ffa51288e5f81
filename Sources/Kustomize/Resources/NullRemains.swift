internal import YAML

/// What of null is still there where it has become a mapping, and of a mapping where there is null.
///
/// kustomize changes the kind of a node and leaves its text and its children as they are. Nobody sees them, but for
/// replacements and for transformers that change the kind again. A JSON patch writes the object anew and so ends that.
struct NullRemains {
    /// The fields that a replacement made inside of null, by the path of null.
    private var fields: [String: [TracedField]] = [:]
    /// The words for null that became mappings, by their paths.
    private var words: [String: String] = [:]

    /// Remembers fields that were made inside of null; they are seen when it becomes a mapping.
    mutating func hide(_ made: [TracedField], at path: some Sequence<String>) {
        let path = Self.key(path)
        let names = Set(made.map(\.name))
        fields[path] = (fields[path] ?? []).filter { !names.contains($0.name) } + made
    }

    /// Remembers that null, written as `word`, becomes a mapping.
    ///
    /// - Returns: the fields that the mapping has.
    mutating func becomeMapping(_ word: String, at path: some Sequence<String>) -> [TracedField] {
        let path = Self.key(path)
        if !word.isEmpty { words[path] = word }
        return fields[path] ?? []
    }

    /// The text that a replacement copies from the mapping at `path` to where a text is.
    func word(at path: some Sequence<String>) -> String {
        words.isEmpty ? "" : words[Self.key(path)] ?? ""
    }

    private static func key(_ path: some Sequence<String>) -> String {
        path.joined(separator: "/")
    }
}
