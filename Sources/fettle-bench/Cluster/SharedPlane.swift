import Foundation
import HTTP
import Synchronization
import SystemPackage
import YAML

/// One control plane that looks like many; see `Scripts/share-plane`.
struct SharedPlane {
    private let port: String
    private let server: APIServer

    /// Starts what stands between, gives it to `body`, and ends it afterwards, also when `body` throws.
    static func with(_ plane: ControlPlane, _ body: (SharedPlane) async throws -> Void) async throws {
        let port = Printed()
        let script = ControlPlane.repository.appending("Scripts/share-plane").string
        let program = try BackgroundProgram(script, [plane.kubeconfig.string]) { line in
            port.text.withLock { $0 = $0 ?? String(line) }
        }
        defer { program.end() }
        for _ in 0..<500 where port.text.withLock({ $0 == nil }) { try await Task.sleep(for: .milliseconds(20)) }
        guard let text = port.text.withLock({ $0 }), Int(text) != nil else {
            throw BenchError(description: "\(script): \(port.text.withLock { $0 } ?? "does not start within 10 s")")
        }
        try await body(SharedPlane(port: text, server: plane.server))
    }

    private final class Printed: Sendable {
        let text = Mutex<String?>(nil)
    }

    /// Writes the kubeconfig of the cluster `name`.
    func kubeconfig(_ name: String, in folder: FilePath) throws -> FilePath {
        let config: Value = [
            "apiVersion": "v1", "kind": "Config", "current-context": "bench",
            "clusters": [["name": "bench", "cluster": ["server": .string("http://127.0.0.1:\(port)/\(name)")]]],
            "contexts": [["name": "bench", "context": ["cluster": "bench", "user": "admin"]]],
            "users": [["name": "admin", "user": ["token": .string(server.token.revealed)]]],
        ]
        let file = folder.appending("\(name).kubeconfig")
        try config.jsonText.write(to: file)
        return file
    }
}
