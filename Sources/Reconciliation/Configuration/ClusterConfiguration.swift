package import Kubernetes
package import Manifests
package import SourceTrees
internal import YAML

/// How one cluster is reached and treated: `clusters/<name>/cluster.yaml`.
package struct ClusterConfiguration: Hashable, Sendable {
    /// Where the kubeconfig comes from.
    package enum Access: Hashable, Sendable {
        /// A file of the repository, encrypted by git-crypt.
        case file(TreePath)
        /// A file on the daemon's host, or several with colons between, which are merged.
        case path(String)
        /// The service account of the pod that fettle runs in.
        case inCluster
    }

    /// What is done about drift.
    package enum DriftMode: String, CaseIterable, Sendable {
        case correct
        case report
    }

    /// What carries the requests.
    package enum EngineName: String, CaseIterable, Sendable {
        /// fettle itself.
        case api
        /// kubectl, which logs in by every way that there is.
        case kubectl
    }

    package var name: String
    /// The folder that is rendered when no stages are given.
    package var path: TreePath
    package var access: Access
    /// The kubeconfig's context; nil for its current one.
    package var context: String?
    /// How often everything is compared again; at least a second.
    package var interval: Duration
    package var drift: DriftMode
    /// Which fields others set, in all stages.
    package var ignore: [IgnoreRule]
    package var prune: Bool
    package var pruneLimit: PruneLimit
    package var wait: Bool
    package var timeout: Duration
    package var engine: EngineName
    package var isSuspended: Bool
    /// What `${name}` in rendered manifests stands for.
    package var substitute: [String: String]
    /// Where this was written.
    package var origin: Origin

    /// Reads a `Cluster` object strictly.
    ///
    /// - Parameter folder: the folder `clusters/<name>` that holds it.
    /// - Throws: `Problems`.
    package static func read(_ manifest: Manifest, in folder: TreePath) throws(Problems) -> ClusterConfiguration {
        let origin = manifest.origin ?? Origin(file: "\(folder)")
        return try FieldReader.read(manifest.object, subject: "\(origin)") { fields in
            fields.ignore("apiVersion")
            fields.ignore("kind")
            let name = fields.object("metadata") { metadata in
                metadata.ignore("labels")
                metadata.ignore("annotations")
                let name = metadata.requiredString("name")
                if !name.isEmpty, name != folder.name {
                    metadata.fail(
                        "name",
                        "'\(name)' is not the folder's name '\(folder.name)'; make them the same",
                    )
                }
                return name
            }
            if name == nil { fields.fail("metadata", "is missing") }
            let base = ClusterConfiguration(name: folder.name, origin: origin)
            return fields.object("spec") { read($0, over: base, in: folder) } ?? base
        }
    }

    /// A cluster with every default.
    private init(name: String, origin: Origin) {
        self.name = name
        // The name of a folder is one component, so it always reads.
        path = TreePath.root.child("overlays").child(name)
        access = .inCluster
        interval = .seconds(600)
        drift = .correct
        ignore = []
        prune = true
        pruneLimit = .percent(30)
        wait = false
        timeout = .seconds(300)
        engine = .api
        isSuspended = false
        substitute = [:]
        self.origin = origin
    }

    private static func read(
        _ spec: FieldReader,
        over base: ClusterConfiguration,
        in folder: TreePath,
    ) -> ClusterConfiguration {
        var result = base
        if let path = spec.treePath("path") { result.path = path }
        if let (access, context) = spec.object("kubeconfig", { readAccess($0, in: folder) }) {
            result.access = access
            result.context = context
        }
        if let interval = spec.duration("interval") {
            if interval < .seconds(1) { spec.fail("interval", "is less than a second; write 1s or more") }
            result.interval = interval
        }
        result.drift = spec.choice("drift", DriftMode.self) ?? base.drift
        result.ignore = IgnoreRule.read(spec)
        result.prune = spec.bool("prune") ?? base.prune
        if let value = spec.value("pruneLimit") {
            let text = value.string ?? value.integer.map(String.init) ?? ""
            if let limit = PruneLimit(text) {
                result.pruneLimit = limit
            } else {
                spec.fail("pruneLimit", "is neither a share like 30% nor a count like 20")
            }
        }
        result.wait = spec.bool("wait") ?? base.wait
        if let timeout = spec.duration("timeout") {
            if timeout < .seconds(1) { spec.fail("timeout", "is less than a second; write 1s or more") }
            result.timeout = timeout
        }
        result.engine = spec.choice("engine", EngineName.self) ?? base.engine
        result.isSuspended = spec.bool("suspend") ?? base.isSuspended
        result.substitute = spec.strings("substitute") ?? [:]
        return result
    }

    private static func readAccess(_ fields: FieldReader, in folder: TreePath) -> (Access, String?) {
        let context = fields.string("context")
        let file = fields.string("file")
        let path = fields.string("path")
        switch (file, path) {
        case (let file?, nil):
            do {
                return (.file(try folder.appending(file)), context)
            } catch {
                fields.fail("file", "'\(file)' \(error.message)")
            }
        case (nil, let path?):
            let files = path.split(separator: ":")
            if files.isEmpty || !files.allSatisfy({ $0.hasPrefix("/") }) {
                fields.fail("path", "'\(path)' is no absolute path on the daemon's host")
            }
            return (.path(path), context)
        case (nil, nil):
            fields.fail("file", "is missing, and so is path; give one of them, or no kubeconfig to use the pod's own")
        case (_?, _?):
            fields.fail("path", "stands beside file; give one of them")
        }
        return (.inCluster, context)
    }
}

extension FieldReader {
    /// A path from the root of the repository that may be absent.
    func treePath(_ name: String) -> TreePath? {
        guard let text = string(name) else { return nil }
        do {
            return try TreePath(text)
        } catch {
            fail(name, "'\(text)' \(error.message)")
            return nil
        }
    }
}
