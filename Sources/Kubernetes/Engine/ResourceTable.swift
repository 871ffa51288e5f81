internal import Manifests

/// What kinds a cluster has, in the versions that it prefers.
actor ResourceTable {
    private var rows: [APIResource] = []

    /// Asks the cluster.
    ///
    /// - Returns: one row for each group and kind, and the groups with version that did not answer.
    func load(with kubectl: Kubectl) async throws -> (rows: [APIResource], unavailable: [String]) {
        let run = try await kubectl.run(["api-resources", "--verbs", "list", "--no-headers"])
        let rows = Self.rows(in: String(decoding: run.output, as: UTF8.self))
        let unavailable = run.failures.flatMap(Self.unavailable)
        if let failure = run.failures.first, rows.isEmpty || unavailable.isEmpty { throw kubectl.error(failure) }
        self.rows = rows
        return (rows, unavailable)
    }

    /// The path of an object below the server's root; nil when the cluster does not know its kind.
    func path(of manifest: Manifest, with kubectl: Kubectl) async throws -> String? {
        if let path = knownPath(of: manifest) { return path }
        _ = try await load(with: kubectl)
        return knownPath(of: manifest)
    }

    private func knownPath(of manifest: Manifest) -> String? {
        let wanted = manifest.kind
        guard let row = rows.first(where: { $0.kind.group == wanted.group && $0.kind.kind == wanted.kind }) else {
            return nil
        }
        return row.path(in: manifest.namespace, named: manifest.name)
    }

    /// kubectl's columns: name, short names (which may be missing), group with version, whether it is namespaced, kind.
    private static func rows(in table: String) -> [APIResource] {
        var seen: Set<GroupVersionKind> = []
        return table.split(separator: "\n").compactMap { line -> APIResource? in
            let columns = line.split(separator: " ")
            guard columns.count >= 4, let plural = columns.first, let kind = columns.last else { return nil }
            let version = String(columns[columns.count - 3])
            return APIResource(
                kind: GroupVersionKind(apiVersion: version, kind: String(kind)),
                plural: String(plural),
                isNamespaced: columns[columns.count - 2] == "true",
            )
        }.filter { seen.insert(GroupVersionKind(group: $0.kind.group, version: "", kind: $0.kind.kind)).inserted }
    }

    /// Reads `unable to retrieve the complete list of server APIs: a.b/v1: why, c.d/v2: why`.
    private static func unavailable(_ failure: KubectlFailure) -> [String] {
        guard failure.message.contains("unable to retrieve the complete list of server APIs") else { return [] }
        return failure.message.matches(of: #/[:,] ([a-z0-9.-]+/v[a-z0-9]+): /#).map { String($0.1) }
    }
}
