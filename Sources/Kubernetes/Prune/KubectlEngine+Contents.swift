internal import Manifests

extension KubectlEngine {
    /// One process asks for all kinds.
    package func contents(of namespace: String, kinds: [KnownKinds.Kind]) async throws -> [LiveObject] {
        let names = kinds.filter(\.isNamespaced).map { Kubectl.argument($0.kind) }
        guard !names.isEmpty else { return [] }
        let run = try await kubectl.ask(
            ["get", names.joined(separator: ","), "--namespace", namespace]
                + ["--output", #"jsonpath={range .items[*]}{.apiVersion}{" "}{.kind}{" "}{.metadata}{"\n"}{end}"#],
            objects: names.count,
        )
        if let failure = run.failures.first { throw kubectl.error(failure) }
        return try run.output.split(separator: UInt8(ascii: "\n")).flatMap { line in
            let columns = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
            guard columns.count == 3 else {
                throw KubernetesError(.tool, subject: kubectl.cluster, "kubectl printed a line that is no object")
            }
            let kind = GroupVersionKind(
                apiVersion: String(decoding: columns[0], as: UTF8.self),
                kind: String(decoding: columns[1], as: UTF8.self),
            )
            return try metadata(in: Array(columns[2]), kind)
        }
    }
}
