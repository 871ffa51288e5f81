internal import YAML

extension Value {
    /// All texts and keys at a path, and below it, that hold an action of a template; nil steps stand for every key and
    /// element.
    func templates(at path: ArraySlice<String?>) -> [String] {
        var texts: [String] = []
        collectTemplates(at: path, into: &texts)
        return texts
    }

    private func collectTemplates(at path: ArraySlice<String?>, into texts: inout [String]) {
        if let step = path.first {
            let rest = path.dropFirst()
            if let key = step {
                self[key]?.collectTemplates(at: rest, into: &texts)
            } else {
                for (key, value) in object ?? [:] {
                    if rest.isEmpty { key.addTemplate(to: &texts) }
                    value.collectTemplates(at: rest, into: &texts)
                }
                for element in array ?? [] { element.collectTemplates(at: rest, into: &texts) }
            }
            return
        }
        switch self {
        case .string(let text): text.addTemplate(to: &texts)
        case .array(let elements): for element in elements { element.collectTemplates(at: [], into: &texts) }
        case .object(let fields):
            for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
                key.addTemplate(to: &texts)
                value.collectTemplates(at: [], into: &texts)
            }
        default: break
        }
    }
}

extension String {
    fileprivate func addTemplate(to texts: inout [String]) {
        if utf8.count >= 4, contains("{{"), !texts.contains(self) { texts.append(self) }
    }
}
