import Foundation
import SystemPackage
import TestSupport
import Testing

extension PeerTests {
    @Test(
        "18: a cluster that is closed, silent, failing or slow delays no other, is told as away once, and comes back by itself",
        arguments: Engine.allCases,
        ClusterFault.allCases,
    )
    func away(engine: Engine, fault: ClusterFault) async throws {
        try await Scenario.with(engine: engine) { scenario in
            try await FaultyWay.with(to: scenario.plane, fault, in: scenario.folder) { way in
                try await scenario.push(
                    Samples.app().merging([
                        "clusters/two/cluster.yaml": scenario.cluster("one", "interval: 1s")
                            .replacing("name: one", with: "name: two")
                            .replacing(/path: .*/, with: "path: \(way.kubeconfig)"),
                        "overlays/two/objects.yaml": """
                        apiVersion: v1
                        kind: Namespace
                        metadata: { name: two }
                        ---
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: { name: settings, namespace: two }
                        """,
                    ]) { $1 }
                )
                let daemon = try DaemonProcess(scenario)
                try await daemon.line(with: "converged", "cluster=one", within: .seconds(30))
                if fault != .slow {
                    try await daemon.line(with: "cluster is away", "cluster=two", within: .seconds(200))
                }
                let commit = try await scenario.push([
                    "base/app/config.yaml": Samples.configMap("settings", "greeting: again")
                ])
                try await daemon.line(
                    with: "applied",
                    "ConfigMap/app/settings",
                    "cluster=one",
                    "commit=\(commit.prefix(8))",
                    within: .seconds(20),
                )

                // There is one control plane, so the other cluster has to go before this one may come.
                try scenario.remove("clusters/one")
                try await scenario.push()
                try await daemon.line(with: "cluster left the repository", "cluster=one")
                try await scenario.plane.kubectl(["delete", "configmaps", "--all", "--namespace", "fettle-system"])
                try way.heal()
                try await daemon.line(with: "info ", " converged", "cluster=two", within: .seconds(120))
                if fault != .slow { try await daemon.line(with: "cluster is back", "cluster=two") }
                #expect(try await daemon.end().code == 0)
                for message in ["cluster is away", "cluster is back"] {
                    let count = daemon.text.split(separator: "\n").filter { $0.contains(message) }.count
                    #expect(count == (fault == .slow ? 0 : 1), "\(daemon.text)")
                }
            }
        }
    }
}

/// What is wrong with the way to a cluster.
enum ClusterFault: String, CaseIterable, Sendable {
    /// Takes connections, and never says anything.
    case silent
    /// Every answer takes ten seconds.
    case slow
    /// Every answer is a 500.
    case failing
    /// Refuses connections.
    case closed
}

/// A way to a control plane with a fault in it.
private struct FaultyWay {
    let kubeconfig: FilePath
    private let fault: FilePath

    static func with(
        to plane: ControlPlane,
        _ fault: ClusterFault,
        in folder: FilePath,
        _ body: (FaultyWay) async throws -> Void,
    ) async throws {
        let certificates = folder.appending("certificates")
        try FileManager.default.createDirectory(atPath: certificates.string, withIntermediateDirectories: true)
        let certificate = try await TestCertificate(in: certificates)
        let text = try String(contentsOfFile: plane.kubeconfig.string, encoding: .utf8)
        let target = try #require(text.firstMatch(of: /https:\/\/127\.0\.0\.1:(\d+)/)).output.1
        let authority = try #require(text.firstMatch(of: /"certificate-authority-data": *"([^"]*)"/)).output.1
        var authorities = try #require(Data(base64Encoded: String(authority)))
        authorities += try Data(contentsOf: URL(fileURLWithPath: certificate.authority.string))

        let way = FaultyWay(kubeconfig: folder.appending("way-kubeconfig"), fault: folder.appending("fault"))
        try way.set(fault.rawValue)
        let settings = [
            "target": String(target), "fault": way.fault.string, "certificate": certificate.certificate.string,
            "key": certificate.key.string,
        ]
        try await GitServer.with(script: proxyScript, settings) { server in
            try text.replacing("127.0.0.1:\(target)", with: "127.0.0.1:\(server.port)")
                .replacing(authority, with: authorities.base64EncodedString())
                .write(toFile: way.kubeconfig.string, atomically: true, encoding: .utf8)
            try await body(way)
        }
    }

    /// Takes the fault away.
    func heal() throws {
        try set("none")
    }

    private func set(_ name: String) throws {
        try name.write(toFile: fault.string, atomically: true, encoding: .utf8)
    }
}

/// A relay to `config["target"]` with the fault that stands in the file `config["fault"]`.
private let proxyScript = #"""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(config["certificate"], config["key"])


    def fault():
        with open(config["fault"]) as file:
            return file.read()


    def fail(connection):
        with context.wrap_socket(connection, server_side=True) as stream:
            received = b""
            while b"\r\n\r\n" not in received:
                received += stream.recv(65536)
            stream.sendall(b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


    def pump(source, sink, pause=lambda: None):
        try:
            while data := source.recv(65536):
                pause()
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


    def relay(connection):
        server = socket.create_connection(("127.0.0.1", int(config["target"])))
        # The client's first message is only the beginning of TLS.
        seen = []

        def pause():
            seen.append(None)
            end = time.monotonic() + 10
            while len(seen) > 1 and fault() == "slow" and time.monotonic() < end:
                time.sleep(0.1)

        threading.Thread(target=pump, args=(server, connection), daemon=True).start()
        pump(connection, server, pause)


    def serve(connection, kind):
        try:
            if kind == "silent":
                while fault() == kind:
                    time.sleep(0.1)
                connection.close()
            elif kind == "failing":
                fail(connection)
            else:
                relay(connection)
        except OSError:
            pass


    # Bound and not listening, so that connections are refused and nobody else gets the port.
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    announce(listener.getsockname()[1])
    while fault() == "closed":
        time.sleep(0.05)
    listener.listen(64)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection, fault()), daemon=True).start()
    """#
