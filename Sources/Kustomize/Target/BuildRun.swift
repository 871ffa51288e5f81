internal import Manifests
internal import SourceTrees
internal import YAML

/// One build, from the topmost kustomization to the finished objects.
struct BuildRun {
    let tree: any SourceTree
    let restriction: FolderLoader.Restriction
    let isEncrypted: @Sendable (TreePath) throws -> Bool
    let context = BuildContext()
    /// Whether every object gets the label that says kustomize made it, whatever the kustomization asks for.
    var addsManagedByLabel = false

    /// The loader of a folder that exists.
    func loader(of folder: TreePath) -> FolderLoader {
        FolderLoader(
            folder: folder,
            tree: tree,
            restriction: restriction,
            isEncrypted: isEncrypted,
            context: context,
        )
    }

    /// The objects of `target`, finished.
    ///
    /// - Parameters:
    ///   - stage: changes what `target` gives before it is finished.
    ///   - sorting: whether they come in kustomize's legacy order where the kustomization does not say; else
    ///   they keep the order in which they were read.
    /// - Throws: `Problems`.
    func objects(of target: Target, then stage: Target? = nil, sorting: Bool) throws -> [Resource] {
        var accumulation = try target.accumulate()
        try stage?.accumulate(into: &accumulation)
        try HashTransformer().transform(&accumulation.resources, context)
        try NameReferenceUpdate(accumulation.config.nameReferences).transform(&accumulation.resources, context)
        try VariableResolution(accumulation.variables, in: accumulation.config.variableReferences)
            .transform(&accumulation.resources, context)
        // What was read had both, but a patch may have taken them away.
        let reader = ResourceReader(context: context)
        for resource in accumulation.resources.resources { try reader.check(resource.node) }
        accumulation.resources.transform { $0.removeAll(where: \.isLocalConfiguration) }
        try sort(&accumulation.resources, target, sorting)
        let metadata = Set(try target.fields.words("buildMetadata"))
        if addsManagedByLabel || metadata.contains("managedByLabel") {
            let place = target.fields.place("buildMetadata").written(by: .buildMetadata)
            try LabelTransformer(
                [("app.kubernetes.io/managed-by", "kustomize-(devel)", place)],
                fieldSpecs: [FieldSpec("metadata/labels", creates: true)],
            ).transform(&accumulation.resources, context)
        }
        var kept: Set<String> = []
        if metadata.contains("originAnnotations") { kept.insert(ProvenanceAnnotations.originKey) }
        if metadata.contains("transformerAnnotations") { kept.insert(ProvenanceAnnotations.transformationsKey) }
        for resource in accumulation.resources.resources { resource.finish(keeping: kept) }
        return accumulation.resources.resources
    }

    private func sort(_ resources: inout ResourceSet, _ target: Target, _ sorting: Bool) throws {
        if let options = try target.fields.object("sortOptions") {
            try SortOrderTransformer(SortOrder(options: options)).transform(&resources, context)
        } else if sorting {
            try SortOrderTransformer(.legacy).transform(&resources, context)
        }
    }
}

extension Resource {
    /// Whether the object is for kustomize's eyes only.
    fileprivate var isLocalConfiguration: Bool {
        annotation("config.kubernetes.io/local-config").map { $0 != "false" } ?? false
    }
}
