package import Manifests
internal import YAML

extension KubectlEngine {
    package func apply(_ manifests: [Manifest], mode: ApplyMode) async throws -> [ApplyResult] {
        let mask = SecretMask(manifests)
        var results = [ApplyResult?](repeating: nil, count: manifests.count)
        var items: [Item] = []
        for (position, manifest) in manifests.enumerated() {
            // kubectl would stop at such an object, or report it out of order.
            if let missing = manifest.missingField {
                let subject = manifest.origin.map(String.init(describing:)) ?? manifest.reference.description
                results[position] = .failed(KubernetesError(.invalid, subject: subject, "\(missing) is missing"))
            } else {
                items.append(Item(position: position, manifest: manifest, object: manifest.object.withPortProtocols))
            }
        }
        // The size is counted on the JSON once; it is written again for the process, as batches may be cut further.
        for batch in Self.batches(items, size: { $0.object.json().count }) {
            try await Application(kubectl: kubectl, mode: mode, mask: mask).settle(Array(batch), into: &results)
        }
        return zip(manifests, results).map { manifest, result in
            result ?? .failed(KubernetesError(.tool, subject: "\(manifest.reference)", "kubectl said nothing of it"))
        }
    }

    fileprivate struct Item {
        let position: Int
        let manifest: Manifest
        let object: Value

        /// The object as `kubectl -o name` prints it, which says no namespace.
        var printedName: String {
            let kind = manifest.kind
            return kind.kind.lowercased() + (kind.group.isEmpty ? "" : ".\(kind.group)") + "/" + manifest.name
        }
    }
}

/// One call of `apply`, cut into as few processes as tell each object's own result.
private struct Application {
    let kubectl: Kubectl
    let mode: ApplyMode
    let mask: SecretMask

    typealias Item = KubectlEngine.Item

    /// Finds each item's own result.
    ///
    /// kubectl prints the objects only when all succeeded. When not, it is run once more printing the name of each object
    /// that succeeds, so that the others are those that failed, and a third time for those that succeed; server-side apply
    /// of what is applied already changes nothing.
    func settle(_ items: [Item], into results: inout [ApplyResult?]) async throws {
        guard !items.isEmpty else { return }
        let run = try await apply(items, printing: KubectlEngine.printsObjects)
        if run.succeeded {
            let objects = try kubectl.objects(in: run.output)
            guard objects.count == items.count else {
                throw KubernetesError(
                    .tool,
                    subject: kubectl.cluster,
                    "kubectl printed \(objects.count) objects for \(items.count)",
                )
            }
            for (item, object) in zip(items, objects) { results[item.position] = .applied(LiveObject(object)) }
            return
        }
        if items.count == 1, let item = items.first, let failure = KubectlFailure.merged(run.failures) {
            fail(item, failure, into: &results)
            return
        }
        let known = failUnknownKinds(items, run, into: &results)
        if known.count < items.count, run.failures.allSatisfy({ $0.unknownKind != nil }) {
            try await settle(known, into: &results)
        } else {
            try await tellApart(known, into: &results)
        }
    }

    /// - Returns: the items of kinds that the cluster knows.
    private func failUnknownKinds(_ items: [Item], _ run: Kubectl.Run, into results: inout [ApplyResult?]) -> [Item] {
        let unknown = Dictionary(run.failures.compactMap { failure in failure.unknownKind.map { ($0, failure) } }) {
            $1
        }
        return items.filter { item in
            guard let failure = unknown[item.manifest.kind] else { return true }
            fail(item, failure, into: &results)
            return false
        }
    }

    private func tellApart(_ items: [Item], into results: inout [ApplyResult?]) async throws {
        let run = try await apply(items, printing: ["--output", "name"])
        let lines = String(decoding: run.output, as: UTF8.self).split(separator: "\n").map(String.init)
        let succeeded = Dictionary(lines.map { ($0, 1) }, uniquingKeysWith: +)
        let asked = Dictionary(items.map { ($0.printedName, 1) }, uniquingKeysWith: +)
        let good = items.filter { succeeded[$0.printedName] == asked[$0.printedName] }
        let bad = items.filter { succeeded[$0.printedName] == nil }
        if bad.count == run.failures.count, good.count + bad.count == items.count {
            // Objects and errors are both in the order of application.
            for (item, failure) in zip(bad, run.failures) { fail(item, failure, into: &results) }
            try await settle(good, into: &results)
        } else {
            let rest = items.filter { succeeded[$0.printedName] != asked[$0.printedName] }
            if good.isEmpty || rest.isEmpty {
                try await settle(Array(items.prefix(items.count / 2)), into: &results)
                try await settle(Array(items.suffix(items.count - items.count / 2)), into: &results)
            } else {
                try await settle(good, into: &results)
                try await settle(rest, into: &results)
            }
        }
    }

    private func fail(_ item: Item, _ failure: KubectlFailure, into results: inout [ApplyResult?]) {
        results[item.position] = .failed(KubectlEngine.error(failure, item.manifest, mask))
    }

    private func apply(_ items: [Item], printing: [String]) async throws -> Kubectl.Run {
        var arguments = ["apply", "--server-side", "--force-conflicts"]
        arguments += ["--field-manager", mode.manager]
        // Server-side apply itself refuses unknown fields of every kind with a schema. kubectl's own check fetches all
        // schemas from an older server, and lets one object with an unknown field stop all of its batch.
        arguments += ["--validate=false", "--filename", "-"]
        if mode.isDryRun { arguments.append("--dry-run=server") }
        return try await kubectl.ask(
            arguments + printing,
            input: Kubectl.list(items.map(\.object)),
            objects: items.count,
        )
    }
}
