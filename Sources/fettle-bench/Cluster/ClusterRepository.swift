import Foundation
import SystemPackage

/// A cluster that a repository describes.
struct BenchCluster {
    let name: String
    let kubeconfig: FilePath
    let objects: ObjectSet
    let releases: ReleaseSet?
    /// How often it is compared; nil for fettle's default.
    let interval: String?

    init(
        _ name: String,
        _ kubeconfig: FilePath,
        _ objects: ObjectSet,
        releases: ReleaseSet? = nil,
        interval: String? = nil,
    ) {
        self.name = name
        self.kubeconfig = kubeconfig
        self.objects = objects
        self.releases = releases
        self.interval = interval
    }
}

/// A git repository with `base`, `overlays` and `clusters`, and where fettle keeps its copy.
struct ClusterRepository {
    let folder: FilePath
    private let state: FilePath

    /// Makes one of `clusters` below `parent`, with one commit.
    init(in parent: FilePath, _ clusters: [BenchCluster]) throws {
        folder = parent.appending("repository")
        state = parent.appending("state")
        for cluster in clusters { try write(cluster) }
        try git("init", "--quiet", "--initial-branch=main")
        try commit("Describe the clusters")
    }

    private func write(_ cluster: BenchCluster) throws {
        var overlay = "resources:\n"
        for namespace in cluster.objects.namespaces {
            let base = folder.appending("base").appending(namespace)
            let namespaceObject = ObjectSet.Object(kind: .namespace, namespace: namespace, name: namespace)
            try namespaceObject.yaml().write(to: base.appending("namespace.yaml"))
            var resources = "resources:\n- namespace.yaml\n"
            for object in cluster.objects.objects(in: namespace) {
                let file = Self.file(of: object)
                try object.yaml().write(to: folder.pushing(file))
                resources += "- \(file.lastComponent?.string ?? "")\n"
            }
            try resources.write(to: base.appending("kustomization.yaml"))
            overlay += "- ../../base/\(namespace)\n"
        }
        if let releases = cluster.releases {
            try write(releases)
            overlay += "- ../../base/releases\n"
        }
        try overlay.write(to: folder.appending("overlays/\(cluster.name)/kustomization.yaml"))
        try set(cluster, interval: cluster.interval)
    }

    private func write(_ releases: ReleaseSet) throws {
        let base = folder.appending("base/releases")
        var resources = "resources:\n- source.yaml\n"
        try releases.source.write(to: base.appending("source.yaml"))
        for name in releases.names {
            try change(name, of: releases, level: "before")
            resources += "- \(name).yaml\n"
        }
        try resources.write(to: base.appending("kustomization.yaml"))
        for (file, text) in ReleaseSet.files {
            try text.write(to: folder.pushing(ReleaseSet.chart).appending(file))
        }
    }

    /// Gives a release another level; to be committed.
    func change(_ release: String, of releases: ReleaseSet, level: String) throws {
        try releases.yaml(release, level: level).write(to: folder.appending("base/releases/\(release).yaml"))
    }

    /// Says how often a cluster is compared; to be committed.
    func set(_ cluster: BenchCluster, interval: String?) throws {
        try """
        apiVersion: fettle.dev/v1alpha1
        kind: Cluster
        metadata:
          name: \(cluster.name)
        spec:
          kubeconfig:
            path: \(cluster.kubeconfig)
        \(interval.map { "  interval: \($0)\n" } ?? "")
        """.write(to: folder.appending("clusters/\(cluster.name)/cluster.yaml"))
    }

    private static func file(of object: ObjectSet.Object) -> FilePath {
        FilePath("base/\(object.namespace)/\(object.name)-\(object.kind.rawValue.lowercased()).yaml")
    }

    /// Gives ConfigMaps another level; to be committed.
    func change(_ configMaps: some Sequence<ObjectSet.Object>, level: String) throws {
        for object in configMaps { try object.yaml(level: level).write(to: folder.pushing(Self.file(of: object))) }
    }

    /// Writes a file that no cluster gets; to be committed.
    func note(_ text: String) throws {
        try text.write(to: folder.appending("README.md"))
    }

    /// Commits what was written, which is a push as far as fettle is concerned.
    func commit(_ message: String) throws {
        try git("add", "--all")
        try git("commit", "--quiet", "--message", message)
    }

    private func git(_ arguments: String...) throws {
        let who = ["user.name=Bench", "user.email=bench@example.org", "commit.gpgSign=false", "gc.auto=0"]
        try ProgramRun.output(of: "git", ["-C", folder.string] + who.flatMap { ["-c", $0] } + arguments)
    }

    /// The arguments of a command of fettle that works with this repository.
    func arguments(_ command: String) -> [String] {
        [command, "--repo", folder.string, "--branch", "main", "--state-dir", state.string]
    }

    /// Runs `fettle sync` to its end.
    ///
    /// - Throws: `BenchError` when it fails.
    @discardableResult
    func sync(_ settings: Settings) throws -> ProgramRun {
        try ProgramRun.output(of: settings.fettle, arguments("sync")).run
    }

    /// What a cluster gets, as a file.
    func render(_ cluster: String, _ settings: Settings) throws -> FilePath {
        let file = folder.removingLastComponent().appending("\(cluster).yaml")
        let overlay = folder.appending("overlays/\(cluster)").string
        try ProgramRun.output(of: settings.fettle, ["build", overlay]).text.write(to: file)
        return file
    }
}
