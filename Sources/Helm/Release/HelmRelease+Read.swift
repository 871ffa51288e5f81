internal import Crypto
package import Manifests
internal import YAML

extension HelmRelease {
    /// Reads a HelmRelease as the repository renders it.
    ///
    /// - Throws: `Problems`, all that were found: an unknown field, one that fettle does not support, a wrong value.
    package static func read(_ manifest: Manifest) throws(Problems) -> HelmRelease {
        let mode = Result { () throws(Problems) in try ValuesCheckMode.read(manifest) }
        let release = Result { () throws(Problems) in
            try FluxObject.read(manifest, group: FluxObject.helmGroup, version: "v2") { spec in
                read(spec, of: manifest, valuesCheck: (try? mode.get()) ?? .warn)
            }
        }
        guard case .failure(let wrongMode) = mode else { return try release.get() }
        guard case .failure(let others) = release else { throw wrongMode }
        throw Problems(wrongMode.list + others.list)
    }

    private static func read(
        _ spec: FieldReader,
        of manifest: Manifest,
        valuesCheck: ValuesCheckMode,
    ) -> HelmRelease {
        let own = manifest.namespace ?? FluxObject.defaultNamespace
        let target = spec.string("targetNamespace")
        let namespace = target ?? own
        let name = releaseName(spec, objectName: manifest.name, targetNamespace: target)
        readStorageNamespace(spec, namespace: namespace)
        let timeout = spec.duration("timeout") ?? .seconds(300)
        refuseUnsupported(spec)
        return HelmRelease(
            reference: ObjectReference(
                group: FluxObject.helmGroup,
                kind: "HelmRelease",
                namespace: own,
                name: manifest.name,
            ),
            subject: FluxObject.subject(of: manifest),
            origin: manifest.origin,
            isSensitive: manifest.isSensitive,
            name: name,
            namespace: namespace,
            chart: chart(spec, namespace: own),
            dependsOn: spec.objects("dependsOn") { dependency($0, namespace: own) },
            interval: spec.requiredDuration("interval"),
            maxHistory: maxHistory(spec),
            isSuspended: spec.bool("suspend") ?? false,
            install: spec.object("install") { installOptions($0, timeout: timeout) }
                ?? InstallOptions(action: ActionOptions(timeout: timeout)),
            upgrade: spec.object("upgrade") { upgradeOptions($0, timeout: timeout) }
                ?? UpgradeOptions(action: ActionOptions(timeout: timeout)),
            uninstall: spec.object("uninstall") { uninstallOptions($0, timeout: timeout) }
                ?? UninstallOptions(timeout: timeout),
            rollback: spec.object("rollback") { RollbackOptions.read($0, timeout: timeout) }
                ?? RollbackOptions(timeout: timeout),
            test: spec.object("test") { TestOptions.read($0, timeout: timeout) } ?? TestOptions(timeout: timeout),
            driftDetection: spec.object("driftDetection") { DriftDetection.read($0) } ?? DriftDetection(),
            valuesCheck: valuesCheck,
            valuesFrom: spec.objects("valuesFrom") { valuesReference($0, namespace: own) },
            values: values(spec),
            postRendering: postRendering(spec),
            valuesOrigins: ValuesOrigins(manifest.fields),
        )
    }

    // MARK: Names

    private static func releaseName(_ spec: FieldReader, objectName: String, targetNamespace: String?) -> String {
        if let name = spec.string("releaseName") {
            if name.isEmpty { spec.fail("releaseName", "is empty") }
            if name.utf8.count > nameLimit {
                spec.fail("releaseName", "is longer than \(nameLimit) characters; shorten it")
            }
            return name
        }
        return shortened(targetNamespace.map { "\($0)-\(objectName)" } ?? objectName)
    }

    /// A name that helm takes: a longer one keeps its first 40 characters and gets a part of its SHA-256, as in Flux.
    static func shortened(_ name: String) -> String {
        guard name.utf8.count > nameLimit else { return name }
        let digest = SHA256.hash(data: Array(name.utf8)).hexadecimal
        return "\(String(decoding: name.utf8.prefix(40), as: UTF8.self))-\(digest.prefix(12))"
    }

    /// helm keeps a release's records in the namespace of the release and cannot be told another one.
    private static func readStorageNamespace(_ spec: FieldReader, namespace: String) {
        guard let storage = spec.string("storageNamespace"), storage != namespace else { return }
        spec.fail(
            "storageNamespace",
            "'\(storage)' differs from the release's namespace '\(namespace)', which fettle does not support; "
                + "remove it",
        )
    }

    // MARK: Chart

    private static func chart(_ spec: FieldReader, namespace: String) -> ChartReference {
        let template = spec.object("chart") { chartTemplate($0, namespace: namespace) } ?? nil
        guard spec.value("chartRef") != nil else {
            if spec.value("chart") == nil { spec.fail("chart", "is missing; give chart or chartRef") }
            return .template(template ?? ChartTemplate.none)
        }
        if spec.value("chart") != nil { spec.fail("chartRef", "stands beside chart; give one of them") }
        let kinds = [OCIRepository.kind]
        let source = spec.sourceReference(
            "chartRef",
            kinds: kinds,
            group: FluxObject.sourceGroup,
            namespace: namespace,
        )
        return source.map { .source($0) } ?? .template(ChartTemplate.none)
    }

    private static func chartTemplate(_ chart: FieldReader, namespace: String) -> ChartTemplate? {
        chart.unsupported("metadata", "is not supported by fettle, which makes no HelmChart object; remove it")
        guard chart.value("spec") != nil else {
            chart.fail("spec", "is missing")
            return nil
        }
        return chart.object("spec") { spec in
            spec.unsupported("verify")
            _ = spec.choice("reconcileStrategy", ReconcileStrategy.self)
            return ChartTemplate(
                chart: spec.requiredString("chart"),
                version: spec.string("version") ?? "*",
                source: spec.sourceReference(
                    "sourceRef",
                    kinds: [HelmRepository.kind, GitRepository.kind],
                    group: FluxObject.sourceGroup,
                    namespace: namespace,
                ) ?? ChartTemplate.none.source,
                valuesFiles: spec.stringList("valuesFiles") ?? [],
                ignoresMissingValuesFiles: spec.bool("ignoreMissingValuesFiles") ?? false,
                interval: spec.duration("interval"),
            )
        }
    }

    /// Flux builds a chart anew for a new version or a new revision; fettle looks at what the chart holds instead,
    /// which finds both.
    private enum ReconcileStrategy: String, CaseIterable {
        case chartVersion = "ChartVersion"
        case revision = "Revision"
    }

    // MARK: Order and values

    private static func dependency(_ entry: FieldReader, namespace: String) -> ObjectReference {
        entry.unsupported("readyExpr")
        let kind = entry.choice("kind", DependencyKind.self) ?? .release
        return ObjectReference(
            group: kind == .release ? FluxObject.helmGroup : FluxObject.kustomizeGroup,
            kind: kind.rawValue,
            namespace: entry.string("namespace") ?? namespace,
            name: entry.requiredString("name"),
        )
    }

    private enum DependencyKind: String, CaseIterable {
        case release = "HelmRelease"
        case stage = "Kustomization"
    }

    private static func valuesReference(_ entry: FieldReader, namespace: String) -> ValuesReference {
        let kind = entry.choice("kind", ValuesKind.self)
        if kind == nil, entry.value("kind") == nil { entry.fail("kind", "is missing") }
        let targetPath = entry.string("targetPath").flatMap { $0.isEmpty ? nil : $0 }
        let isLiteral = entry.bool("literal") ?? false
        if isLiteral, targetPath == nil { entry.fail("literal", "needs targetPath") }
        if let targetPath {
            do {
                _ = try SetExpression.path(targetPath)
            } catch {
                entry.fail("targetPath", error.message)
            }
        }
        return ValuesReference(
            object: ObjectReference(
                group: "",
                kind: (kind ?? .configMap).rawValue,
                namespace: namespace,
                name: entry.requiredString("name"),
            ),
            key: entry.string("valuesKey").flatMap { $0.isEmpty ? nil : $0 } ?? "values.yaml",
            targetPath: targetPath,
            isLiteral: isLiteral,
            isOptional: entry.bool("optional") ?? false,
        )
    }

    private enum ValuesKind: String, CaseIterable {
        case configMap = "ConfigMap"
        case secret = "Secret"
    }

    private static func values(_ spec: FieldReader) -> Value {
        guard let values = spec.value("values") else { return [:] }
        guard values.object != nil else {
            spec.fail("values", "is \(values.kindName), not an object")
            return [:]
        }
        return values
    }

    private static func maxHistory(_ spec: FieldReader) -> Int {
        guard let count = spec.integer("maxHistory") else { return 5 }
        if count < 0 || count > 1_000_000 {
            spec.fail("maxHistory", "\(count) is no number of records; give 0 for all")
        }
        return Int(count)
    }
}

extension ChartTemplate {
    /// Stands in where the object had no usable chart; the problem has been noted.
    fileprivate static let none = ChartTemplate(
        chart: "",
        version: "",
        source: ObjectReference(group: FluxObject.sourceGroup, kind: "", namespace: nil, name: ""),
        valuesFiles: [],
        ignoresMissingValuesFiles: false,
        interval: nil,
    )
}
