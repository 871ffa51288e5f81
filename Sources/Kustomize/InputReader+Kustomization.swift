internal import Manifests
internal import SourceTrees
internal import YAML

/// A kustomization file at its real place.
struct KustomizationFile {
    let file: TreePath
    /// What its paths start from.
    let folder: TreePath
    let node: Node
    /// Where `node` stands in the file when it is a text there and counts its own lines.
    var line: Int?

    /// File and line of `node`.
    func place(_ node: Node) -> String {
        "\(file):\(line ?? node.mark.line)"
    }

    /// The path that `node` holds; nil when it is no text, which kustomize complains about.
    func reference(_ node: Node, _ field: String) -> Reference? {
        node.text.map { Reference(place: place(node), field: field, text: $0) }
    }

    func references(_ field: String) -> [Reference] {
        node.list(field).compactMap { reference($0, field) }
    }
}

extension InputReader {
    /// Reads everything that a kustomization file names.
    func read(_ kustomization: KustomizationFile, role: Role) {
        refuseHelm(kustomization)
        for field in ["resources", "bases"] {
            for reference in kustomization.references(field) { readResource(reference, kustomization, role: role) }
        }
        for reference in kustomization.references("components") {
            guard let (real, node) = locate(reference, from: kustomization.folder, mayBeFile: false) else { continue }
            guard node == .directory else {
                fail(reference, "is a file, not a folder; name the folder of a component")
                continue
            }
            readFolder(real, role: role, from: reference)
        }
        for field in ["crds", "configurations"] {
            for reference in kustomization.references(field) {
                guard let real = readFile(reference, from: kustomization.folder) else { continue }
                _ = readDocuments(real, reference, from: kustomization.folder)
            }
        }
        for reference in kustomization.node.fields("openapi").flatMap({ $0.fields("path") })
            .compactMap({ kustomization.reference($0, "openapi.path") })
        {
            _ = readFile(reference, from: kustomization.folder)
        }
        readPatches(kustomization)
        readGenerators(kustomization.node.list("configMapGenerator"), kind: "ConfigMap", kustomization)
        readGenerators(kustomization.node.list("secretGenerator"), kind: "Secret", kustomization)
        readReplacements(kustomization.node.list("replacements"), kustomization)
        readVariables(kustomization)
        for field in ["generators", "transformers", "validators"] {
            for entry in kustomization.node.list(field) { readPlugin(entry, field, kustomization) }
        }
    }

    private func refuseHelm(_ kustomization: KustomizationFile) {
        for field in ["helmCharts", "helmChartInflationGenerator", "helmGlobals"] {
            for node in kustomization.node.fields(field) {
                fail(
                    kustomization.place(node),
                    "\(field): charts are not rendered by kustomize here; write a HelmRelease",
                )
            }
        }
    }

    // MARK: Resources

    func readResource(_ reference: Reference, _ kustomization: KustomizationFile, role: Role) {
        guard let (real, node) = locate(reference, from: kustomization.folder) else { return }
        switch node {
        case .directory where RemotePath.isRemote(reference.text):
            fail(reference, "is taken for a remote place by kustomize; give the folder another name")
        case .directory:
            readFolder(real, role: role, from: reference)
        default:
            let documents = readDocuments(real, reference, from: kustomization.folder)
            for document in documents {
                if role == .plugins, document.isMapping {
                    let plugin = KustomizationFile(file: real, folder: kustomization.folder, node: document)
                    readPlugin(plugin, reference.field)
                }
                collect(document, from: real)
            }
        }
    }

    private func collect(_ document: Node, from file: TreePath) {
        let kind = document.text("kind") ?? ""
        if kind.hasSuffix("List"), let items = document.field("items") {
            for item in items.items { collect(item, from: file) }
            return
        }
        guard let name = document.text("metadata", "name") else { return }
        let origin = input.origin(file, line: document.mark.line)
        input.documents.append(SourceDocument(kind: kind, name: name, origin: origin))
    }

    // MARK: Patches

    private func readPatches(_ kustomization: KustomizationFile) {
        for field in ["patches", "patchesJson6902"] {
            for entry in kustomization.node.list(field) { readPatch(entry, field, kustomization) }
        }
        for entry in kustomization.node.list("patchesStrategicMerge") {
            readPatch(entry, text: entry, "patchesStrategicMerge", target: nil, kustomization)
        }
    }

    /// Reads an entry with `path` or `patch`, and perhaps a target.
    func readPatch(_ entry: Node, _ field: String, _ kustomization: KustomizationFile) {
        let target = entry.field("target").map { Selector(target: $0) }
        if entry.field("options") != nil { input.mayRename = true }
        for node in entry.fields("path") where node.text?.isEmpty == false {
            guard let reference = kustomization.reference(node, "\(field): path") else { continue }
            readPatch(reference, target: target, kustomization)
        }
        for name in ["patch", "jsonOp"] {
            for node in entry.fields(name) where node.text?.isEmpty == false {
                readPatch(entry, text: node, field, target: target, kustomization)
            }
        }
    }

    private func readPatch(_ reference: Reference, target: Selector?, _ kustomization: KustomizationFile) {
        guard let real = readFile(reference, from: kustomization.folder) else { return }
        let documents = readDocuments(real, reference, from: kustomization.folder)
        let line = documents.count == 1 ? documents.first?.mark.line : nil
        use(documents, target: target, origin: input.origin(real, line: line), kustomization)
    }

    /// Reads a patch that stands in the kustomization file, or there as the path of its file.
    func readPatch(
        _ entry: Node,
        text node: Node,
        _ field: String,
        target: Selector?,
        _ kustomization: KustomizationFile,
    ) {
        guard let text = node.text else { return }
        let documents = inlineDocuments(text)
        guard documents.contains(where: { $0.text == nil }) else {
            guard let reference = kustomization.reference(node, field) else { return }
            // A patch that cannot be read is kustomize's to explain.
            if text.contains("\n") { return use([], target: .all, origin: origin(entry, kustomization), kustomization) }
            return readPatch(reference, target: target, kustomization)
        }
        use(documents, target: target, origin: origin(entry, kustomization), kustomization)
    }

    func origin(_ entry: Node, _ kustomization: KustomizationFile) -> Origin {
        input.origin(kustomization.file, line: kustomization.line ?? entry.mark.line)
    }

    /// The documents of a text in a kustomization file; none when it is no YAML.
    func inlineDocuments(_ text: String) -> [Node] {
        (try? Node.parse(Array(text.utf8), file: "")) ?? []
    }

    private func use(_ documents: [Node], target: Selector?, origin: Origin, _ kustomization: KustomizationFile) {
        if documents.contains(where: Self.mayRename) { input.mayRename = true }
        let targets = target.map { [$0] } ?? Selector.targets(of: documents)
        input.patches.append(PatchUse(targets: targets, origin: origin, kustomization: kustomization.file))
    }

    /// Whether operations on single fields reach the name or the kind.
    private static func mayRename(_ document: Node) -> Bool {
        document.items.contains { operation in
            let path = operation.text("path") ?? ""
            return ["", "/", "/kind", "/metadata", "/metadata/name"].contains(path)
        }
    }

    // MARK: Generators

    /// Reads the files that generators take their values from.
    func readGenerators(_ entries: [Node], kind: String, _ kustomization: KustomizationFile) {
        for entry in entries {
            var files: [Origin] = []
            let field = kind == "Secret" ? "secretGenerator" : "configMapGenerator"
            let sources = ["files", "envs"].flatMap { name in entry.list(name).map { (name, $0) } }
            for (name, node) in sources + entry.fields("env").map({ ("env", $0) }) {
                guard var reference = kustomization.reference(node, "\(field): \(name)") else { continue }
                if name == "files", let equals = reference.text.firstIndex(of: "=") {
                    let path = String(reference.text[reference.text.index(after: equals)...])
                    reference = Reference(place: reference.place, field: reference.field, text: path)
                }
                guard let real = readFile(reference, from: kustomization.folder) else { continue }
                files.append(input.origin(real))
            }
            input.generators.append(
                GeneratorUse(
                    kind: kind,
                    name: entry.text("name") ?? entry.text("metadata", "name") ?? "",
                    origin: origin(entry, kustomization),
                    files: files,
                    kustomization: kustomization.file,
                )
            )
        }
    }

    // MARK: Replacements and variables

    /// Reads `replacements`, inline and from files.
    func readReplacements(_ entries: [Node], _ kustomization: KustomizationFile) {
        for entry in entries {
            collectReplacement(entry, origin: origin(entry, kustomization))
            for node in entry.fields("path") {
                guard let reference = kustomization.reference(node, "replacements: path"),
                    let real = readFile(reference, from: kustomization.folder)
                else { continue }
                for document in readDocuments(real, reference, from: kustomization.folder) {
                    for replacement in document.items.isEmpty ? [document] : document.items {
                        collectReplacement(replacement, origin: input.origin(real, line: replacement.mark.line))
                    }
                }
            }
        }
    }

    private func collectReplacement(_ node: Node, origin: Origin) {
        guard let source = node.field("source") else { return }
        let targets = node.list("targets")
        let fields = targets.flatMap { $0.list("fieldPaths") }.compactMap(\.text)
        if fields.contains(where: { ["metadata.name", "kind"].contains($0) }) { input.mayRename = true }
        input.replacements.append(
            ReplacementUse(
                source: Selector(reference: source),
                copiesName: Self.isName(source.text("fieldPath")),
                targets: targets.map { target in target.field("select").map { Selector(reference: $0) } ?? .all },
                origin: origin,
            )
        )
    }

    /// A variable may be used by any object, and only an object's name is never secret.
    private func readVariables(_ kustomization: KustomizationFile) {
        for variable in kustomization.node.list("vars") {
            guard let object = variable.field("objref"), object.text("kind") == "Secret",
                !Self.isName(variable.text("fieldref", "fieldpath"))
            else { continue }
            let place = origin(variable, kustomization)
            input.spreading.append(Origin(file: place.file, line: place.line, isEncrypted: true))
        }
    }

    /// Whether a field path is an object's name, kustomize's default, or namespace.
    private static func isName(_ path: String?) -> Bool {
        ["metadata.name", "metadata.namespace", "", nil].contains(path)
    }
}
