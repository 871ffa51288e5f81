internal import Manifests
internal import SourceTrees
internal import YAML

extension InputReader {
    /// Reads an entry of `generators`, `transformers` or `validators`: a configuration, or the path of one.
    func readPlugin(_ entry: Node, _ field: String, _ kustomization: KustomizationFile) {
        guard let text = entry.text else { return }
        let inline = inlineDocuments(text).filter(\.isMapping)
        if inline.isEmpty {
            guard let reference = kustomization.reference(entry, field) else { return }
            readResource(reference, kustomization, role: .plugins)
        } else {
            for document in inline {
                let line = kustomization.line ?? entry.mark.line
                let file = kustomization.file
                readPlugin(
                    KustomizationFile(file: file, folder: kustomization.folder, node: document, line: line),
                    field,
                )
            }
        }
    }

    /// Reads what the configuration of a built-in plugin names; refuses all others, which run programs.
    func readPlugin(_ plugin: KustomizationFile, _ field: String) {
        // Whatever a secret configuration writes may end up in any object.
        if input.encrypted.contains(plugin.file) { input.spreading.append(input.origin(plugin.file)) }
        let kind = plugin.node.text("kind") ?? ""
        let place = plugin.place(plugin.node)
        let annotations = plugin.node.field("metadata")?.field("annotations")
        guard annotations?.field("config.kubernetes.io/function") == nil,
            annotations?.field("config.k8s.io/function") == nil
        else {
            return fail(place, "\(field): \(kind): is a function that runs a program; fettle runs none, remove it")
        }
        guard plugin.node.text("apiVersion") == "builtin" else {
            return fail(place, "\(field): \(kind): is a plugin that runs a program; fettle runs none, remove it")
        }
        switch kind {
        case "HelmChartInflationGenerator":
            fail(place, "\(field): \(kind): charts are not rendered by kustomize here; write a HelmRelease")
        case "ConfigMapGenerator": readGenerators([plugin.node], kind: "ConfigMap", plugin)
        case "SecretGenerator": readGenerators([plugin.node], kind: "Secret", plugin)
        case "ReplacementTransformer": readReplacements(plugin.node.list("replacements"), plugin)
        case "PatchTransformer", "PatchJson6902Transformer": readPatch(plugin.node, kind, plugin)
        case "PatchStrategicMergeTransformer":
            for path in plugin.node.list("paths") { readPatch(path, text: path, kind, target: nil, plugin) }
            for patch in plugin.node.fields("patches") { readPatch(patch, text: patch, kind, target: nil, plugin) }
        case "ValueAddTransformer":
            for node in plugin.node.fields("targetFilePath") {
                guard let reference = plugin.reference(node, "\(kind): targetFilePath") else { continue }
                _ = readFile(reference, from: plugin.folder)
            }
        default: break
        }
    }
}
