internal import Manifests
internal import SourceTrees
internal import YAML

/// What a stage builds: its folder, and then what Flux's `Kustomization` changes in the folder's objects.
struct StageTarget {
    private let build: Build
    private let run: BuildRun
    private var context: BuildContext { run.context }

    init(_ build: Build, _ run: BuildRun) {
        self.build = build
        self.run = run
    }

    /// The folder's target, and what the stage changes afterwards; nil for nothing.
    func targets() throws -> (own: Target, stage: Target?) {
        let folder = try self.folder()
        let own = try Target(topmost: try own(in: folder))
        guard build.adjustments.changesBuild else { return (own, nil) }
        return (own, Target(kustomization: try changes(in: folder), provenance: nil))
    }

    /// The folder's own kustomization, which must have a file.
    func plainTarget() throws -> Target {
        let number = context.files.number(of: context.displayName(build.path), isEncrypted: false)
        let place = Place(file: number, line: 0, column: 0)
        return try Target(topmost: try Kustomization(in: run.loader(of: try folder()), namedAt: place))
    }

    private func folder() throws -> TreePath {
        do {
            let (real, node) = try build.tree.locate(build.path)
            switch node {
            case .directory: return real
            case nil: throw Problems(context.displayName(build.path), "no such folder; correct the path, or add it")
            default:
                throw Problems(
                    context.displayName(build.path),
                    "is a file, not a folder; name the folder that holds it"
                )
            }
        } catch let error as SourceTreeError {
            throw Problems(context.displayName(build.path), error.message)
        }
    }

    /// The folder's kustomization; for a folder of plain manifests one that lists them.
    private func own(in folder: TreePath) throws -> Kustomization {
        let loader = run.loader(of: folder)
        let hasFile = try KustomizationFileName.all.contains { try loader.find($0).node == .file }
        if hasFile {
            let number = context.files.number(of: "\(build.path)", isEncrypted: false)
            return try Kustomization(in: loader, namedAt: Place(file: number, line: 0, column: 0))
        }
        let manifests: [String]
        do {
            manifests = try PlainFolder(tree: build.tree).manifests(in: folder)
        } catch let error as SourceTreeError {
            throw Problems("\(build.path)", "\(error)")
        }
        guard !manifests.isEmpty else {
            throw Problems(
                "\(build.path)",
                "holds neither a kustomization.yaml nor manifests; add what it is to deploy"
            )
        }
        let number = context.files.number(of: "\(folder)", isEncrypted: false)
        let fields: Value = ["resources": .array(manifests.map(Value.string))]
        return try Kustomization(
            TracedValue(fields, trace: Trace(Place(file: number, line: 0, column: 0))),
            loader: loader,
        )
    }

    /// A kustomization without resources that does to the folder's objects what the stage asks for.
    private func changes(in folder: TreePath) throws -> Kustomization {
        let adjustments = build.adjustments
        let number = adjustments.origin.map { context.files.number(of: $0.file, isEncrypted: $0.isEncrypted) } ?? 0
        let place = Place(file: number, line: adjustments.origin?.line ?? 0, column: 0)
        let components = try adjustments.components.filter { component in
            try !adjustments.ignoreMissingComponents || !isMissing(component, from: folder)
        }
        var fields: Value = [
            "components": .array(components.map(Value.string)),
            "patches": .array(adjustments.patches),
            "images": .array(adjustments.images),
        ]
        fields["namePrefix"] = adjustments.namePrefix.map(Value.string)
        fields["nameSuffix"] = adjustments.nameSuffix.map(Value.string)
        if let namespace = adjustments.targetNamespace { fields["transformers"] = [Self.transformer(namespace)] }
        return try Kustomization(TracedValue(fields, trace: Trace(place)), loader: run.loader(of: folder))
    }

    private func isMissing(_ component: String, from folder: TreePath) throws -> Bool {
        // What cannot even be looked at is not missing: reading it says why.
        guard let path = try? folder.appending(component), let kind = try? build.tree.kind(at: path) as TreeNode??
        else {
            return false
        }
        return kind == nil
    }

    /// What kustomize's own `namespace` does, except that it renames no Namespace object.
    private static func transformer(_ namespace: String) -> Value {
        let places: [(path: String, group: String?, kind: String?)] = [
            ("metadata/namespace", nil, nil),
            ("spec/service/namespace", "apiregistration.k8s.io", "APIService"),
            (
                "spec/conversion/webhook/clientConfig/service/namespace", "apiextensions.k8s.io",
                "CustomResourceDefinition"
            ),
        ]
        let fields = places.map { place -> Value in
            var field: Value = ["path": .string(place.path), "create": .bool(place.kind == nil)]
            if let group = place.group { field["group"] = .string(group) }
            if let kind = place.kind { field["kind"] = .string(kind) }
            return field
        }
        let transformer: Value = [
            "apiVersion": "builtin",
            "kind": "NamespaceTransformer",
            "metadata": ["name": "targetNamespace", "namespace": .string(namespace)],
            "setRoleBindingSubjects": "defaultOnly",
            "fieldSpecs": .array(fields),
        ]
        return .string(transformer.jsonText)
    }
}

extension Target {
    /// The topmost kustomization of a build.
    init(topmost kustomization: Kustomization) throws {
        let asks = try !kustomization.fields.list("buildMetadata").isEmpty
        self.init(
            kustomization: kustomization,
            provenance: asks ? ProvenanceAnnotations(folder: "") : nil,
            isTopmost: true
        )
    }
}

extension Adjustments {
    /// Whether anything is changed before the build is finished.
    fileprivate var changesBuild: Bool {
        targetNamespace != nil || namePrefix != nil || nameSuffix != nil || !patches.isEmpty || !images.isEmpty
            || !components.isEmpty
    }
}
