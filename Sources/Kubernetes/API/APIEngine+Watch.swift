internal import HTTP
package import Manifests
internal import YAML

extension APIEngine: WatchingEngine {
    package func scopes(of kinds: Set<GroupVersionKind>) async throws -> [GroupVersionKind: Bool] {
        try await discovery.find(kinds).compactMapValues { finding in
            if case .known(let resource) = finding { resource.isNamespaced } else { nil }
        }
    }

    package func snapshot(of kind: GroupVersionKind, selector: String) async throws -> Snapshot {
        let objects = try await listed(kind, namespace: nil, selector: selector, detail: .full)
        return Snapshot(objects: objects.items, version: objects.version)
    }

    /// How much earlier than asked for a server's answer may end, for clocks do not run at the same speed.
    private static let tolerance = Duration.milliseconds(500)

    package func watch(
        _ kind: GroupVersionKind,
        selector: String,
        after version: String,
        _ handle: (WatchEvent) throws -> Void,
    ) async throws {
        let subject = "\(kind.apiVersion)/\(kind.kind)"
        let resource = try await resource(of: kind, for: subject)
        let start = ContinuousClock.now
        do {
            var lines = try await server.lines(
                resource.path(in: nil),
                query: [
                    ("watch", "true"), ("labelSelector", selector), ("resourceVersion", version),
                    ("allowWatchBookmarks", "true"), ("timeoutSeconds", String(watchLength.components.seconds)),
                ],
                idleLimit: watchIdleLimit,
            )
            try handle(.begun)
            while let line = try await lines.next() {
                try handle(try Self.event(line, of: kind))
            }
            // So does a server that stops.
            guard start.duration(to: .now) >= watchLength - Self.tolerance else {
                throw KubernetesError(.serverFailure, subject: subject, Self.tooEarly)
            }
        } catch let failure as ServerFailure {
            if failure.status == 410 { throw SnapshotExpired() }
            if failure.reason == .unknownKind { await discovery.forget(kind) }
            throw failure.error(of: subject)
        }
    }

    private static let tooEarly =
        "the server ends its answer to a watch before its time; see what stands between fettle and the server"

    /// One line of a watch (apimachinery's `WatchEvent`).
    ///
    /// An object without a version would have the next watch begin anywhere, and what is gone by then never be told.
    private static func event(_ line: Value, of kind: GroupVersionKind) throws -> WatchEvent {
        let object = line["object"] ?? [:]
        let type = line["type"]?.string
        if type == "ERROR", object["kind"]?.string == "Status" {
            throw ServerFailure(status: object["code"]?.integer.map(Int.init) ?? 500, body: object.json())
        }
        let live = LiveObject(object)
        let reference = live.reference
        guard reference.kind == kind.kind, reference.group == kind.group, !live.resourceVersion.isEmpty else {
            throw ServerFailure(status: 200, insteadOf: "events of \(kind.kind) objects")
        }
        switch type {
        case "BOOKMARK": return .progress(version: live.resourceVersion)
        case "ADDED" where !reference.name.isEmpty, "MODIFIED" where !reference.name.isEmpty: return .changed(live)
        case "DELETED" where !reference.name.isEmpty: return .gone(live)
        default: throw ServerFailure(status: 200, insteadOf: "events")
        }
    }
}
