internal import Manifests
internal import SourceTrees
internal import YAML

/// A kustomization file that was read and checked, and what its paths start from.
struct Kustomization {
    /// Whether it builds objects of its own or adds to those of who names it.
    enum Kind: String {
        case kustomization = "Kustomization"
        case component = "Component"
    }

    let fields: ConfigFields
    let kind: Kind
    /// The name of the file in its folder.
    let fileName: String
    let loader: FolderLoader

    private static let versions: [Kind: String] = [
        .kustomization: "kustomize.config.k8s.io/v1beta1", .component: "kustomize.config.k8s.io/v1alpha1",
    ]

    /// A kustomization that stands in no file.
    init(_ value: TracedValue, loader: FolderLoader) throws {
        fields = try ConfigFields(value, "the kustomization", loader.context)
        kind = .kustomization
        fileName = KustomizationFileName.all[0]
        self.loader = loader
    }

    /// Reads the one kustomization file in the loader's folder.
    ///
    /// - Parameter place: where the folder is named.
    /// - Throws: `Problems`: no file or more than one, no YAML, empty, unknown fields, wrong types or versions, charts.
    init(in loader: FolderLoader, namedAt place: Place) throws {
        let context = loader.context
        let found = try KustomizationFileName.all.map { try loader.find($0) }.filter { $0.node == .file }
        guard let own = found.first else {
            throw context.failure(
                place,
                "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory"
                    + " '\(context.displayName(loader.folder))'; add one",
            )
        }
        guard found.count == 1 else {
            throw context.failure(
                place,
                "Found multiple kustomization files under '\(context.displayName(loader.folder))': \(found.map(\.path).joined(separator: ", ")); keep one",
            )
        }
        let (bytes, file) = try loader.read(own, at: place)
        let whole = Place(file: file, line: 0, column: 0)
        let value: TracedValue
        do {
            // As the kustomization is decoded by YAML 1.1, so only the first document counts.
            let documents = try ResourceReader(context: context).documents(
                in: bytes,
                file: file,
                rules: .kubernetes,
                onlyFirst: true,
                noteDuplicate: { key, mark in
                    context.noteDuplicate(key, at: Place(file: file, line: mark.line, column: mark.column))
                },
            )
            value = documents.first ?? .null(Trace(whole))
        } catch let error as Problems {
            throw Problems(error.list.map { Problem($0.subject, "invalid Kustomization: \($0.message)") })
        }
        guard value.isMapping || value.isNull else {
            throw context.failure(value, "invalid Kustomization: is \(value.kindName), not a mapping")
        }
        var check = FieldCheck(context.files)
        check.check(value, Self.types(of: value))
        guard check.problems.isEmpty else { throw Problems(check.problems) }
        guard value.fields.contains(where: { !Self.isTypeField($0.name) && !$0.value.isNull }) else {
            throw context.failure(whole, "kustomization.yaml is empty; name what it builds, in resources for example")
        }
        fields = try ConfigFields(value, "the kustomization", context)
        kind = try Self.kind(of: fields)
        fileName = own.path
        self.loader = loader
        try refuseCharts()
        warn()
    }

    /// What its fields may be.
    private static func types(of value: TracedValue) -> [String: FieldType] {
        let generators = ["configMapGenerator", "secretGenerator"]
        let hasGenerators = value.fields.contains { field in
            !field.value.elements.isEmpty && generators.contains { field.name.isSameFieldName(as: $0) }
        }
        var types = FieldType.kustomization
        if !hasGenerators { types["generatorOptions"] = .unusedGeneratorOptions }
        return types
    }

    private static func isTypeField(_ name: String) -> Bool {
        ["apiVersion", "kind"].contains { $0.isSameFieldName(as: name) }
    }

    private static func kind(of fields: ConfigFields) throws -> Kind {
        let text = try fields.text("kind") ?? ""
        let kind = text.isEmpty ? .kustomization : Kind(rawValue: text)
        var problems: [Problem] = []
        func fail(_ field: String, _ message: String) {
            let place = fields.context.files.description(of: fields.place(field))
            problems.append(Problem(place, "Failed to read kustomization file: \(message)"))
        }
        if kind == nil { fail("kind", "kind should be Kustomization or Component") }
        let version = try fields.text("apiVersion") ?? ""
        let expected = versions[kind ?? .kustomization] ?? ""
        if !version.isEmpty, version != expected {
            fail("apiVersion", "apiVersion for \(text.isEmpty ? "Kustomization" : text) should be \(expected)")
        }
        guard let kind, problems.isEmpty else { throw Problems(problems) }
        return kind
    }

    private func refuseCharts() throws {
        let charts = ["helmCharts", "helmChartInflationGenerator", "helmGlobals"].compactMap { name in
            fields.value(name).map { value in
                Problem(
                    fields.context.files.description(of: value.trace.place),
                    "\(name): charts are not rendered by kustomize here; write a HelmRelease",
                )
            }
        }
        guard charts.isEmpty else { throw Problems(charts) }
    }

    /// Notes the fields that kustomize calls deprecated.
    private func warn() {
        for (name, instead) in [
            ("bases", "resources"), ("commonLabels", "labels"), ("imageTags", "images"), ("patchesJson6902", "patches"),
            ("patchesStrategicMerge", "patches"), ("vars", "replacements"),
        ] where fields.value(name) != nil {
            let place = fields.context.files.description(of: fields.place(name))
            fields.context.warnings.append("\(place): '\(name)' is deprecated; use '\(instead)' instead")
        }
    }
}
