package import Kustomize
package import Manifests
package import SourceTrees
internal import YAML

/// One folder that is rendered and applied as a whole, after the stages that it depends on.
///
/// Written as Flux's `Kustomization` (`kustomize.toolkit.fluxcd.io/v1`), or made from `cluster.yaml` alone.
package struct Stage: Hashable, Sendable {
    /// Where values of `${name}` come from besides `substitute`.
    package struct SubstituteSource: Hashable, Sendable {
        package enum Kind: String, CaseIterable, Sendable {
            case configMap = "ConfigMap"
            case secret = "Secret"
        }

        package let kind: Kind
        package let name: String
        package let isOptional: Bool
    }

    package var name: String
    /// The namespace of the `Kustomization` object, in which `substituteFrom` looks; nil for a stage made from
    /// `cluster.yaml`.
    package var namespace: String?
    package var path: TreePath
    /// Names of stages that must have converged in the same run.
    package var dependsOn: [String]
    package var prune: Bool
    package var wait: Bool
    package var timeout: Duration
    package var isSuspended: Bool
    /// Whether objects with a rejected immutable field are deleted and made again.
    package var force: Bool
    package var adjustments: Adjustments
    /// Which fields others set: those of the cluster, and the stage's own.
    package var ignore: [IgnoreRule]
    package var substitute: [String: String]
    package var substituteFrom: [SubstituteSource]
    /// Whether values of `substitute` were written in an encrypted file, so that they must not be printed.
    package var isSensitive: Bool
    /// Where this was written.
    package var origin: Origin

    /// The one stage of a cluster that has no `Kustomization` objects.
    package init(_ cluster: ClusterConfiguration) {
        name = cluster.name
        path = cluster.path
        dependsOn = []
        prune = cluster.prune
        wait = cluster.wait
        timeout = cluster.timeout
        isSuspended = false
        force = false
        adjustments = Adjustments()
        ignore = cluster.ignore
        substitute = cluster.substitute
        substituteFrom = []
        isSensitive = cluster.origin.isEncrypted
        origin = cluster.origin
    }

    /// Reads a Flux `Kustomization` strictly, over what the cluster says for all stages.
    ///
    /// - Throws: `Problems`.
    package static func read(_ manifest: Manifest, of cluster: ClusterConfiguration) throws(Problems) -> Stage {
        let origin = manifest.origin ?? cluster.origin
        return try FieldReader.read(manifest.object, subject: "\(origin)") { fields in
            fields.ignore("apiVersion")
            fields.ignore("kind")
            fields.ignore("status")
            var stage = Stage(cluster)
            stage.origin = origin
            stage.isSensitive = cluster.origin.isEncrypted || origin.isEncrypted
            stage.adjustments.origin = origin
            if manifest.kind.version != "v1" {
                fields.fail("apiVersion", "'\(manifest.kind.apiVersion)' is not read; write v1 of the group")
            }
            fields.object("metadata") { metadata in
                metadata.ignore("labels")
                metadata.ignore("annotations")
                metadata.ignore("finalizers")
                stage.name = metadata.requiredString("name")
                stage.namespace = metadata.string("namespace")
            }
            if fields.object("spec", { stage.read($0) }) == nil { fields.fail("spec", "is missing") }
            return stage
        }
    }

    private mutating func read(_ spec: FieldReader) {
        spec.object("sourceRef") { source in
            let kind = source.string("kind") ?? ""
            if kind != "GitRepository" {
                source.fail("kind", "'\(kind)' is not read; stages come from this repository, a GitRepository")
            }
            source.ignore("apiVersion")
            source.ignore("name")
            source.ignore("namespace")
        }
        path = spec.treePath("path") ?? .root
        // One run compares everything, so stages have no clocks of their own.
        _ = spec.duration("interval")
        _ = spec.duration("retryInterval")
        if let timeout = spec.duration("timeout") { self.timeout = max(timeout, .seconds(30)) }
        prune = spec.bool("prune") ?? false
        if spec.value("prune") == nil { spec.fail("prune", "is missing") }
        wait = spec.bool("wait") ?? wait
        force = spec.bool("force") ?? false
        isSuspended = spec.bool("suspend") ?? false
        dependsOn = spec.objects("dependsOn") { dependency in
            dependency.ignore("namespace")
            dependency.unsupported("readyExpr")
            return dependency.requiredString("name")
        }
        readAdjustments(spec)
        ignore += IgnoreRule.read(spec)
        spec.object("postBuild") { postBuild in
            substitute.merge(postBuild.strings("substitute") ?? [:]) { $1 }
            substituteFrom = postBuild.objects("substituteFrom") { source in
                SubstituteSource(
                    kind: source.choice("kind", SubstituteSource.Kind.self) ?? .configMap,
                    name: source.requiredString("name"),
                    isOptional: source.bool("optional") ?? false,
                )
            }
            // WithVariables, Flux's default, leaves a stage without variables alone; this one has them.
            postBuild.unsupported("substituteStrategy")
        }
        for field in ["healthChecks", "healthCheckExprs", "deletionPolicy"] {
            spec.unsupported(field)
        }
        spec.unsupported("decryption", "is not supported; fettle decrypts with git-crypt")
        for field in ["serviceAccountName", "kubeConfig"] {
            spec.unsupported(field, "is not supported; cluster.yaml says how the cluster is reached")
        }
        spec.unsupported("buildMetadata", "is not supported; fettle knows origins without it")
    }

    private mutating func readAdjustments(_ spec: FieldReader) {
        adjustments.targetNamespace = spec.string("targetNamespace")
        adjustments.namePrefix = spec.string("namePrefix")
        adjustments.nameSuffix = spec.string("nameSuffix")
        adjustments.patches = spec.value("patches")?.array ?? []
        adjustments.images = spec.value("images")?.array ?? []
        if spec.value("patches").map({ $0.array == nil }) == true { spec.fail("patches", "is not a list") }
        if spec.value("images").map({ $0.array == nil }) == true { spec.fail("images", "is not a list") }
        adjustments.components = spec.stringList("components") ?? []
        adjustments.ignoreMissingComponents = spec.bool("ignoreMissingComponents") ?? false
        spec.object("commonMetadata") { metadata in
            adjustments.labels = metadata.strings("labels") ?? [:]
            adjustments.annotations = metadata.strings("annotations") ?? [:]
        }
    }
}
