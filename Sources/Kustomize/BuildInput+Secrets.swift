internal import SourceTrees
internal import YAML

extension BuildInput {
    /// Every value of the encrypted files, except those that identify an object and stand in every message about it.
    ///
    /// A file that is no YAML, or is one long text, counts as a whole.
    var secretTexts: Set<String> {
        var texts: Set<String> = []
        for path in encrypted {
            guard let bytes = files[path] else { continue }
            let documents = (try? Node.parse(bytes, file: "")) ?? []
            if documents.contains(where: { $0.isMapping || !$0.items.isEmpty }) {
                for document in documents { document.collectTexts(at: [], into: &texts) }
            } else {
                texts.insert(String(decoding: bytes, as: UTF8.self))
            }
        }
        return texts
    }
}

extension Node {
    fileprivate func collectTexts(at path: [String], into texts: inout Set<String>) {
        switch content {
        case .scalar(let text, _):
            if !identities.contains(path) { texts.insert(text) }
        case .sequence(let items):
            for item in items { item.collectTexts(at: path + [""], into: &texts) }
        case .mapping(let entries):
            for entry in entries { entry.value.collectTexts(at: path + [entry.key.text ?? ""], into: &texts) }
        }
    }
}

private let identities: Set<[String]> = [
    ["apiVersion"], ["kind"], ["metadata", "name"], ["metadata", "namespace"], ["type"],
]
