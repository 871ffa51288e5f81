internal import Manifests
internal import YAML

/// Reads `replacements`: what is written there, and the files that are named there.
struct ReplacementReader {
    let loader: FolderLoader
    /// Whether unknown fields are a problem, as in a kustomization.
    let isStrict: Bool

    private var context: BuildContext { loader.context }

    /// The replacements of the entries of a list, in their order.
    ///
    /// - Throws: `Problems`: what is missing or unknown, a file that cannot be read.
    func replacements(_ entries: [ConfigFields]) throws -> [Replacement] {
        try entries.flatMap { entry in
            try check(entry, ["source", "targets", "path"])
            guard let path = try entry.text("path"), !path.isEmpty else {
                return [try replacement(entry, isInline: true)]
            }
            guard entry.value("source") == nil, entry.value("targets")?.isNullOrEmpty ?? true else {
                throw context.failure(entry.place("path"), "cannot specify both path and inline replacement; keep one")
            }
            return try replacements(inFile: path, at: entry.place("path"))
        }
    }

    private func replacements(inFile path: String, at place: Place) throws -> [Replacement] {
        let (bytes, file) = try loader.read(path, at: place)
        let document = try ResourceReader(context: context).documents(in: bytes, file: file).first ?? .null()
        let reader = ReplacementReader(loader: loader, isStrict: false)
        switch document.content {
        case .mapping:
            return [try reader.replacement(try ConfigFields(document, "a replacement", context), isInline: false)]
        case .sequence(let elements):
            return try elements.map { element in
                try reader.replacement(try ConfigFields(element, "a replacement", context), isInline: false)
            }
        case .scalar:
            throw context.failure(
                place,
                "unsupported replacement type encountered within replacement path '\(path)': it holds"
                    + " \(document.kindName), not a replacement or a list of them",
            )
        }
    }

    /// - Parameter isInline: whether an empty list of targets counts as none, as it does in the kustomization itself.
    private func replacement(_ fields: ConfigFields, isInline: Bool) throws -> Replacement {
        guard let source = try fields.object("source"), let targets = fields.value("targets"),
            !isInline || !targets.isNullOrEmpty
        else {
            throw context.failure(
                fields.value,
                "replacements must specify a source and at least one target; add 'source' and 'targets'",
            )
        }
        return Replacement(source: try self.source(source), targets: try fields.objects("targets").map(target))
    }

    private func source(_ fields: ConfigFields) throws -> Replacement.Source {
        try check(fields, Self.idFields + ["fieldPath", "options"])
        return Replacement.Source(
            id: try id(fields),
            path: ReplacementPath(path(try fields.text("fieldPath"))),
            options: try fields.object("options").map(options),
            place: fields.value.trace.place,
        )
    }

    private func target(_ fields: ConfigFields) throws -> Replacement.Target {
        try check(fields, ["select", "reject", "fieldPaths", "options"])
        guard let select = try fields.object("select") else {
            throw context.failure(fields.value, "target must specify resources to select; add 'select'")
        }
        let paths = try fields.texts("fieldPaths")
        return Replacement.Target(
            selection: try selection(select),
            rejections: try fields.objects("reject").map(selection),
            paths: paths.isEmpty
                ? [(ReplacementPath(Self.defaultPath), fields.value.trace.place)]
                : paths.map { (ReplacementPath($0.text), $0.place) },
            options: try fields.object("options").map(options),
        )
    }

    private static let defaultPath = "metadata.name"

    private func path(_ text: String?) -> String {
        text.flatMap { $0.isEmpty ? nil : $0 } ?? Self.defaultPath
    }

    private func selection(_ fields: ConfigFields) throws -> Replacement.Selection {
        try check(fields, Selector.fieldNames)
        return Replacement.Selection(
            id: try id(fields),
            labels: try LabelCondition(fields, "labelSelector"),
            annotations: try LabelCondition(fields, "annotationSelector"),
        )
    }

    private func options(_ fields: ConfigFields) throws -> Replacement.Options {
        try check(fields, ["delimiter", "index", "encoding", "create"])
        // kustomize v5.5 reads `encoding` and does nothing with it.
        _ = try fields.text("encoding")
        return Replacement.Options(
            delimiter: try fields.text("delimiter") ?? "",
            index: Int(clamping: try fields.integer("index") ?? 0),
            creates: try fields.flag("create"),
        )
    }

    private static let idFields = ["group", "version", "kind", "name", "namespace"]

    private func id(_ fields: ConfigFields) throws -> ResourceID {
        ResourceID(
            kind: GroupVersionKind(
                group: try fields.text("group") ?? "",
                version: try fields.text("version") ?? "",
                kind: try fields.text("kind") ?? "",
            ),
            name: try fields.text("name") ?? "",
            namespace: try fields.text("namespace") ?? "",
            isClusterScoped: false,
        )
    }

    private func check(_ fields: ConfigFields, _ known: [String]) throws {
        guard isStrict else { return }
        let problems = fields.unknownFields(known)
        if !problems.isEmpty { throw Problems(problems) }
    }
}
