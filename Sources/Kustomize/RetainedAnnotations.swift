internal import SourceTrees
internal import YAML

/// Which of kustomize's annotations on where objects come from the built folder asks for itself.
///
/// Those stay, with paths from that folder, as `kubectl kustomize` prints them for it; the others are removed.
struct RetainedAnnotations {
    private let folder: TreePath
    private let keepsOrigin: Bool
    private let keepsTransformations: Bool

    /// - Parameters:
    ///   - root: the kustomization file of the built folder.
    ///   - folder: the folder's real path.
    init(root: Node?, folder: TreePath) {
        self.folder = folder
        let own = (root?.list("buildMetadata") ?? []).compactMap(\.text)
        keepsOrigin = own.contains("originAnnotations")
        keepsTransformations = own.contains("transformerAnnotations")
    }

    /// `object` with only those annotations that the repository asks for.
    func cleaned(_ object: Value) -> Value {
        guard var annotations = object.at("metadata", "annotations"), annotations.object != nil else { return object }
        for (key, isKept) in [
            (Provenance.originKey, keepsOrigin), (Provenance.transformationsKey, keepsTransformations),
        ] {
            let kept = annotations[key]?.string.flatMap(seenFromFolder)
            // Not `nil`, which would be a null of YAML here.
            annotations[key] = isKept ? kept.map(Value.string) : Value?.none
        }
        var object = object
        var metadata = object["metadata"] ?? [:]
        metadata["annotations"] = annotations.object?.isEmpty == true ? Value?.none : annotations
        object["metadata"] = metadata
        return object
    }

    /// The same text with paths from the built folder, without steps of the kustomization of our own; nil for none.
    private func seenFromFolder(_ text: String) -> String? {
        var lines: [String] = []
        var isOurs = false
        for line in text.split(separator: "\n") {
            let fields = ["path: ", "configuredIn: "]
            guard let range = fields.lazy.compactMap({ line.firstRange(of: $0) }).first else {
                if !isOurs { lines.append(String(line)) }
                continue
            }
            let path = line[range.upperBound...]
            isOurs = !path.hasPrefix("\(Workplace.repository)/")
            if isOurs { continue }
            let inside = path.dropFirst(Workplace.repository.count + 1).split(separator: "/").map(String.init)
            lines.append(line[..<range.upperBound] + relative(inside))
        }
        return lines.isEmpty ? nil : lines.joined(separator: "\n") + "\n"
    }

    private func relative(_ path: [String]) -> String {
        let common = zip(folder.components, path).prefix { $0 == $1 }.count
        let climbs = [String](repeating: "..", count: folder.components.count - common)
        return (climbs + path[common...]).joined(separator: "/")
    }
}
