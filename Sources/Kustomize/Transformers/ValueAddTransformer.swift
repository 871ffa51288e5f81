internal import Manifests
internal import SourceTrees
internal import YAML

/// Sets a field of chosen objects to one text: kustomize's `ValueAddTransformer`, which only a plugin's file can ask for.
struct ValueAddTransformer: Transformer {
    /// Which objects are changed, and where.
    struct Target {
        let selects: (Resource) -> Bool
        let fieldPath: String
        /// Where in the path of a file the value goes, from 1; 0 to replace the whole field.
        let filePathPosition: Int
        let place: Place
    }

    private let value: String
    private let targets: [Target]

    init(_ value: String, targets: [Target]) {
        self.value = value
        self.targets = targets
    }

    /// The plugin that `config` describes.
    ///
    /// - Parameters:
    ///   - config: the plugin's file.
    ///   - loader: of the kustomization that uses it, whose folder's name is the value when the plugin has none.
    ///   - selector: reads which objects are meant.
    /// - Throws: `Problems`: no targets, targets without path, a file that is not there.
    init(
        config: ConfigFields,
        loader: FolderLoader,
        selector: (ConfigFields) throws -> (Resource) -> Bool,
    ) throws {
        let context = config.context
        let value = (try config.looseText("value") ?? "").trimmingWhitespace
        var entries = try config.objects("targets")
        if let path = try config.looseText("targetFilePath"), !path.isEmpty {
            let (bytes, file) = try loader.read(path, at: config.place("targetFilePath"))
            if let document = try ResourceReader(context: context).documents(in: bytes, file: file).first {
                entries += try ConfigFields(document, "the file of 'targetFilePath'", context).objects("targets")
            }
        }
        guard !entries.isEmpty else {
            throw context.failure(config.value, "must specify at least one target; add it to 'targets'")
        }
        self.init(
            value.isEmpty ? loader.folder.name : value,
            targets: try entries.map { try Self.target($0, selector) },
        )
    }

    private static func target(
        _ entry: ConfigFields,
        _ selector: (ConfigFields) throws -> (Resource) -> Bool,
    ) throws -> Target {
        let path = try entry.looseText("fieldPath") ?? ""
        guard !path.isEmpty else {
            throw entry.context.failure(entry.value, "fieldPath cannot be empty; name the field, spec/replicas for one")
        }
        let position = try entry.integer("filePathPosition") ?? 0
        guard position >= 0 else {
            throw entry.context.failure(
                entry.place("filePathPosition"),
                "value of FilePathPosition (\(position)) cannot be negative; count from 1",
            )
        }
        return Target(
            selects: try entry.object("selector").map(selector) ?? { _ in true },
            fieldPath: path,
            filePathPosition: Int(position),
            place: entry.value.trace.place,
        )
    }

    func transform(_ resources: inout ResourceSet, _ context: BuildContext) throws {
        try resources.transform { resources in
            for target in targets {
                let path = ValueAddPath(target.fieldPath)
                let namespace = NamespaceSetting(value, at: target.place)
                for resource in resources where target.selects(resource) {
                    if target.fieldPath == "metadata/namespace" {
                        try namespace.set(in: resource)
                    } else {
                        try add(to: resource, target, path, context)
                    }
                }
            }
        }
    }

    private func add(
        to resource: Resource,
        _ target: Target,
        _ path: ValueAddPath,
        _ context: BuildContext,
    ) throws {
        do {
            try path.visit(&resource.node, at: target.place) { field in
                guard let old = field.text else { throw field.mismatch(expected: "ScalarNode") }
                let position = target.filePathPosition
                let new = position > 0 ? ValueAddFilePath(old).inserting(value, at: position - 1) : value
                try field.setText(new, at: target.place)
            }
            resource.spreadSharedEntries()
        } catch let error as FieldMismatch {
            throw context.failure(
                error.place,
                "field '\(target.fieldPath)' of \(resource.currentID): \(error.message); correct 'fieldPath'"
                    + " (\(context.files.description(of: target.place)))",
            )
        }
    }
}

extension String {
    fileprivate var trimmingWhitespace: String {
        func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }
        let scalars = unicodeScalars.drop(while: isSpace)
        guard let last = scalars.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(scalars[...last])
    }
}
