internal import ArgumentParser
internal import Kubernetes
internal import Manifests
internal import Reconciliation

/// Says where the fields of one object come from.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show which file and line gives each field of an object, and what changed it on the way.",
        discussion: """
            The object is written as the log prints it: apps/Deployment/lgtm-system/grafana, with or without the group, \
            and without the namespace where only one object has the name. So is the field: \
            .spec.containers[name=app].image. Values of Secrets and of encrypted files are masked.
            """,
    )

    @OptionGroup var source: RepositoryOptions
    @OptionGroup var logging: LogOptions

    @Argument(help: ArgumentHelp("The cluster's name.", valueName: "cluster"))
    var cluster: String

    @Argument(help: ArgumentHelp("The object: KIND/[NAMESPACE/]NAME.", valueName: "object"))
    var object: String

    @Argument(help: ArgumentHelp("One field, with all below it. (default: all fields)", valueName: "field"))
    var field: String?

    @Option(name: .customLong("rev"), help: "A commit, branch or tag. (default: the newest commit of the branch)")
    var revision: String?

    func run() async throws {
        let logger = try logging.logger()
        try await Failure.reported {
            let path = try field.map { try FieldPath($0).steps } ?? []
            try await Workplace.with(source, logger) { place in
                try await Termination.handled(logger) {
                    let files = try await place.files(at: revision)
                    let state = try await place.workshop.desiredState(of: cluster, files)
                    let all = state.stages.flatMap { $0.objects + $0.descriptions }
                    let manifest = try Self.find(object, in: all, of: cluster)
                    StandardOutput.print("\(manifest.reference)")
                    for line in try Explanation(manifest, at: path).lines { StandardOutput.print(line) }
                }
            }
        }
    }

    private static func find(_ name: String, in manifests: [Manifest], of cluster: String) throws -> Manifest {
        let found = manifests.filter { $0.reference.isMeant(by: name) }
        guard let only = found.first else {
            throw Problems(name, "\(cluster) gets no such object; see fettle render \(cluster)")
        }
        guard found.count == 1 else {
            let all = found.map { "\($0.reference)" }.joined(separator: ", ")
            throw Problems(name, "\(cluster) gets several of that name: \(all); write one of these")
        }
        return only
    }
}

extension ObjectReference {
    /// Whether somebody who leaves out the group or the namespace may mean this object.
    fileprivate func isMeant(by text: String) -> Bool {
        let namespaces = namespace.map { ["/\($0)", ""] } ?? [""]
        let groups = group.isEmpty ? [""] : ["\(group)/", ""]
        return namespaces.contains { namespace in
            groups.contains { text.lowercased() == "\($0)\(kind)\(namespace)/\(name)".lowercased() }
        }
    }
}
