internal import Manifests
internal import YAML

/// Which objects a patch or a replacement is for, as far as it shows in the finished object.
///
/// Later layers may put a prefix or a suffix to a name, so a name matches when it is part of the finished one. This may
/// take in an object too many, never one too few.
struct Selector: Hashable {
    /// Nil for every kind.
    var kind: String?
    /// Nil for every name.
    var name: String?
    /// Whether kind and name are regular expressions.
    var isPattern = false

    /// Everything.
    static let all = Selector()

    func mayMatch(_ manifest: Manifest) -> Bool {
        mayMatch(kind: manifest.kind.kind, name: manifest.name)
    }

    func mayMatch(kind: String, name: String) -> Bool {
        matches(self.kind, kind, whole: true) && matches(self.name, name, whole: false)
    }

    private func matches(_ wanted: String?, _ text: String, whole: Bool) -> Bool {
        guard let wanted, !wanted.isEmpty else { return true }
        guard isPattern else { return whole ? text == wanted : text.contains(wanted) || wanted.contains(text) }
        // Kustomize anchors its patterns itself, and what its engine reads and ours does not is taken to match.
        let open = wanted.drop { $0 == "^" }
        let pattern = open.hasSuffix("$") ? open.dropLast() : open
        guard let expression = try? Regex(String(pattern)) else { return true }
        do {
            return whole
                ? try expression.wholeMatch(in: text) != nil : try expression.firstMatch(in: text) != nil
        } catch {
            return true
        }
    }
}

extension Selector {
    /// A target as `patches` and `patchesJson6902` have it.
    init(target: Node) {
        self.init(kind: target.text("kind"), name: target.text("name"), isPattern: true)
    }

    /// A selection as `replacements` and `vars` have it.
    init(reference: Node) {
        self.init(kind: reference.text("kind"), name: reference.text("name"))
    }

    /// The objects that the documents of a patch without target are for.
    static func targets(of documents: [Node]) -> [Selector] {
        documents.map { document in
            guard let kind = document.text("kind") else { return .all }
            return Selector(kind: kind, name: document.text("metadata", "name"))
        }
    }
}
