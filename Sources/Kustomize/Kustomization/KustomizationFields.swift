/// The fields that a kustomization may have, as far as their names and types go (kustomize's `api/types`).
///
/// A field that is not here is an error in kustomize, too: it decodes strictly.
indirect enum FieldType: Sendable {
    /// A string that kustomize writes as YAML, when it tells one of its transformers what to do.
    case text
    /// A string that kustomize only reads.
    case readText
    case flag
    case number
    /// A map whose values are strings.
    case textMap
    case readTextMap
    /// A map whose values are truth values.
    case flagMap
    case list(FieldType)
    case object([String: FieldType])
    /// Whatever; it is refused or read elsewhere.
    case any

    static let texts = FieldType.list(.text)
    static let readTexts = FieldType.list(.readText)
}

extension FieldType {
    static let kustomization: [String: FieldType] = [
        "apiVersion": .readText,
        "kind": .readText,
        "metadata": .object([
            "name": .readText, "namespace": .readText, "labels": .readTextMap, "annotations": .readTextMap,
        ]),
        "openapi": .readTextMap,
        "namePrefix": .text,
        "nameSuffix": .text,
        "namespace": .text,
        "commonLabels": .textMap,
        "labels": .list(
            .object([
                "pairs": .textMap, "includeSelectors": .flag, "includeTemplates": .flag, "fields": .list(fieldSpec),
            ])
        ),
        "commonAnnotations": .textMap,
        "patchesStrategicMerge": .texts,
        "patchesJson6902": .list(patch),
        "patches": .list(patch),
        "images": .list(image),
        "imageTags": .list(image),
        "replacements": .list(replacement),
        "replicas": .list(.object(["name": .text, "count": .number])),
        "vars": .list(variable),
        "sortOptions": .object([
            "order": .readText, "legacySortOptions": .object(["orderFirst": .readTexts, "orderLast": .readTexts]),
        ]),
        "resources": .readTexts,
        "components": .readTexts,
        "crds": .readTexts,
        "bases": .readTexts,
        "configMapGenerator": .list(.object(generator)),
        "secretGenerator": .list(.object(generator.merging(["type": .text]) { $1 })),
        "helmGlobals": .any,
        "helmCharts": .any,
        "helmChartInflationGenerator": .any,
        "generatorOptions": generatorOptions,
        "configurations": .readTexts,
        "generators": .readTexts,
        "transformers": .readTexts,
        "validators": .readTexts,
        "buildMetadata": .readTexts,
    ]

    private static let groupVersionKind: [String: FieldType] = ["group": .text, "version": .text, "kind": .text]

    private static let id = groupVersionKind.merging(["name": .text, "namespace": .text]) { $1 }

    private static let fieldSpec = FieldType.object(groupVersionKind.merging(["path": .text, "create": .flag]) { $1 })

    private static let selector = FieldType.object(
        id.merging(["annotationSelector": .text, "labelSelector": .text]) { $1 }
    )

    private static let patch = FieldType.object([
        "path": .text, "patch": .text, "target": selector, "options": .flagMap,
    ])

    private static let image = FieldType.object([
        "name": .text, "newName": .text, "tagSuffix": .text, "newTag": .text, "digest": .text,
    ])

    private static let replacementOptions = FieldType.object([
        "delimiter": .text, "index": .number, "encoding": .text, "create": .flag,
    ])

    private static let replacement = FieldType.object([
        "path": .text,
        "source": .object(id.merging(["fieldPath": .text, "options": replacementOptions]) { $1 }),
        "targets": .list(
            .object([
                "select": selector, "reject": .list(selector), "fieldPaths": .texts, "options": replacementOptions,
            ])
        ),
    ])

    private static let variable = FieldType.object([
        "name": .readText,
        "objref": .object(
            Dictionary(
                uniqueKeysWithValues: ["apiVersion", "group", "version", "kind", "name", "namespace"]
                    .map { ($0, FieldType.readText) }
            )
        ),
        "fieldref": .object(["fieldPath": .readText]),
    ])

    private static let generatorOptions = FieldType.object([
        "labels": .textMap, "annotations": .textMap, "disableNameSuffixHash": .flag, "immutable": .flag,
    ])

    /// Those of a kustomization without generators, which could be told of them.
    static let unusedGeneratorOptions = FieldType.object([
        "labels": .readTextMap, "annotations": .readTextMap, "disableNameSuffixHash": .flag, "immutable": .flag,
    ])

    private static let generator: [String: FieldType] = [
        "namespace": .text,
        "name": .text,
        "behavior": .text,
        "literals": .texts,
        "files": .texts,
        "envs": .texts,
        "env": .text,
        "options": generatorOptions,
    ]
}
