import Foundation
import HTTP
import SystemPackage
import TestSupport
import Testing

/// The HTTP client with a real API server, which speaks HTTP/2.
struct AnHTTPClientOfAnAPIServer {
    private struct Target {
        let url: String
        let client: HTTPClient
        let token: Secret

        init(_ plane: ControlPlane) throws {
            let bytes = try Data(contentsOf: URL(filePath: plane.kubeconfig.string))
            let file = try JSONDecoder().decode(Kubeconfig.self, from: bytes)
            let cluster = try #require(file.clusters.first).cluster
            url = cluster.server
            client = HTTPClient(
                HTTPServer(
                    authorities: Array(cluster.authority),
                    proxy: .none,
                    connectTimeout: .seconds(60),
                    maximumConcurrency: 50,
                ),
            )
            token = Secret(try #require(file.users.first).user.token)
        }

        func request(
            _ method: HTTPRequest.Method,
            _ path: String,
            headers: [(name: String, value: String)] = [],
            _ body: String? = nil,
        ) -> HTTPRequest {
            HTTPRequest(
                method,
                url + path,
                headers: headers,
                body: body.map { Array($0.utf8) },
                authorization: .bearer(token),
            )
        }

        func send(_ request: HTTPRequest) async throws -> HTTPAnswer {
            try await client.send(request, deadline: .seconds(300), bodyLimit: 1 << 24)
        }
    }

    private struct Kubeconfig: Decodable {
        struct Cluster: Decodable {
            let server: String
            let authority: Data

            enum CodingKeys: String, CodingKey {
                case server
                case authority = "certificate-authority-data"
            }
        }

        struct User: Decodable {
            let token: String
        }

        struct NamedCluster: Decodable { let cluster: Cluster }
        struct NamedUser: Decodable { let user: User }

        let clusters: [NamedCluster]
        let users: [NamedUser]
    }

    @Test func `reads and writes much at a time`() async throws {
        let plane = try await ControlPlane.shared()
        let target = try Target(plane)
        try await plane.withNamespace { namespace in
            let path = "/api/v1/namespaces/\(namespace)/configmaps"
            let text = String(repeating: "x", count: 300_000)
            try await withThrowingTaskGroup { group in
                for index in 0..<30 {
                    let object = """
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {name: c-\(index)}
                        data: {a: \(text)}
                        """
                    let type = ("Content-Type", "application/apply-patch+yaml")
                    let request = target.request(
                        .patch,
                        "\(path)/c-\(index)?fieldManager=test",
                        headers: [type],
                        object
                    )
                    group.addTask { try await target.send(request).status }
                }
                for try await status in group { #expect(status == 201) }
            }
            try await withThrowingTaskGroup { group in
                for index in 0..<50 {
                    group.addTask { try await target.send(target.request(.get, "\(path)/c-\(index)")) }
                }
                var statuses: [Int: Int] = [:]
                for try await answer in group {
                    statuses[answer.status, default: 0] += 1
                    if answer.status == 200 { #expect(answer.body.count > text.utf8.count) }
                }
                #expect(statuses == [200: 30, 404: 20])
            }
            let list = try await target.send(target.request(.get, path))
            #expect(list.body.count > 30 * text.utf8.count)
        }
    }

    @Test func `watches while it writes`() async throws {
        let plane = try await ControlPlane.shared()
        let target = try Target(plane)
        try await plane.withNamespace { namespace in
            let path = "/api/v1/namespaces/\(namespace)/configmaps"
            let watch = target.request(.get, path + "?watch=true&fieldSelector=metadata.name%3Dseen")
            let stream = try await target.client.stream(watch, headDeadline: .seconds(60), idleLimit: .seconds(300))
            #expect(stream.status == 200)
            for name in ["unseen", "seen"] {
                let object = #"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "\#(name)"}}"#
                let answer = try await target.send(
                    target.request(.post, path, headers: [("Content-Type", "application/json")], object),
                )
                #expect(answer.status == 201)
            }
            var line = ""
            for try await piece in stream.body {
                line += String(decoding: piece, as: UTF8.self)
                if line.contains("\n") { break }
            }
            #expect(line.contains(#""type":"ADDED""#))
            #expect(line.contains(#""name":"seen""#))
        }
    }
}
