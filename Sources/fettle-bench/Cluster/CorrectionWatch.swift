import HTTP
import Manifests
import Synchronization
import YAML

/// Sees in a cluster when a hand edit is undone.
final class CorrectionWatch: Sendable {
    private struct State {
        /// How many objects the watches have told of at their start.
        var known = 0
        var edit: HandEdit?
        var hasSeenEdit = false
        /// Milliseconds since 1970.
        var correctedAt: Double?
    }

    private let server: APIServer
    private let cluster: String
    private let state = Mutex(State())

    /// - Parameters:
    ///   - server: of the cluster.
    ///   - cluster: what fettle's label on the objects says.
    init(_ server: APIServer, cluster: String) {
        self.server = server
        self.cluster = cluster
    }

    /// The kinds that edits are seen of.
    static let kinds: [ObjectSet.Kind] = [.configMap, .service, .deployment]

    /// Watches one kind until the task is cancelled.
    func run(_ kind: ObjectSet.Kind) async throws {
        let selector = "labelSelector=\(LoadBearingNames.ownerLabel)%3D\(cluster)"
        let collection = kind == .deployment ? "/apis/apps/v1/deployments" : "/api/v1/\(kind.rawValue.lowercased())s"
        var rest: [UInt8] = []
        for try await piece in try await server.watch("\(collection)?watch=true&\(selector)") {
            rest += piece
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                take(try Value(json: rest[..<end]), kind)
                rest.removeSubrange(...end)
            }
        }
        throw BenchError(description: "the watch of \(kind.rawValue) ended early")
    }

    /// How many objects the watches have told of at their start.
    var known: Int { state.withLock(\.known) }

    /// From now on waits for the end of `edit`.
    func expect(_ edit: HandEdit) {
        state.withLock { state in
            state.edit = edit
            state.hasSeenEdit = false
            state.correctedAt = nil
        }
    }

    /// When the edit was undone, in milliseconds since 1970; nil while it was not.
    var correctedAt: Double? { state.withLock(\.correctedAt) }

    private func take(_ event: Value, _ kind: ObjectSet.Kind) {
        guard let object = event["object"] else { return }
        state.withLock { state in
            if event["type"]?.string == "ADDED" { state.known += 1 }
            guard let edit = state.edit, edit.object.kind == kind,
                object.at("metadata", "name")?.string == edit.object.name,
                object.at("metadata", "namespace")?.string == edit.object.namespace
            else { return }
            if edit.isIn(object) {
                state.hasSeenEdit = true
            } else if state.hasSeenEdit, state.correctedAt == nil {
                state.correctedAt = wallClock
            }
        }
    }
}
