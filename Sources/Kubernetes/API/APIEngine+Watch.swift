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

    /// After this time the server is to end its answer, so that one that hangs is noticed.
    private static let length = Duration.seconds(300)
    /// Servers that send bookmarks do so about once a minute.
    private static let idleLimit = Duration.seconds(150)

    package func watch(
        _ kind: GroupVersionKind,
        selector: String,
        after version: String,
        _ handle: (WatchEvent) throws -> Void,
    ) async throws {
        let subject = "\(kind.apiVersion)/\(kind.kind)"
        let resource = try await resource(of: kind, for: subject)
        do {
            var lines = try await server.lines(
                resource.path(in: nil),
                query: [
                    ("watch", "true"), ("labelSelector", selector), ("resourceVersion", version),
                    ("allowWatchBookmarks", "true"), ("timeoutSeconds", String(Self.length.components.seconds)),
                ],
                idleLimit: Self.idleLimit,
            )
            while let line = try await lines.next() {
                try handle(try Self.event(line))
            }
        } catch let failure as ServerFailure {
            if failure.status == 410 { throw SnapshotExpired() }
            if failure.reason == .unknownKind { await discovery.forget(kind) }
            throw failure.error(of: subject)
        }
    }

    /// One line of a watch (apimachinery's `WatchEvent`).
    private static func event(_ line: Value) throws -> WatchEvent {
        let object = line["object"] ?? [:]
        switch line["type"]?.string {
        case "ADDED", "MODIFIED": return .changed(LiveObject(object))
        case "DELETED": return .gone(LiveObject(object))
        case "BOOKMARK": return .progress(version: LiveObject(object).resourceVersion)
        default:
            // `ERROR`, with a status as its object.
            throw ServerFailure(status: object["code"]?.integer.map(Int.init) ?? 500, body: object.json())
        }
    }
}
