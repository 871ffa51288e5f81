import SystemPackage
import TestSupport
import Testing

@Suite struct ControlPlaneTests {
    @Test func `is the same one for all who ask for the shared one`() async throws {
        async let first = ControlPlane.shared()
        async let second = ControlPlane.shared()
        let (one, other) = try await (first, second)
        #expect(one.kubeconfig == other.kubeconfig)
        #expect(try await one.kubectl(["config", "current-context"]) == "shared\n")
    }

    @Test func `takes what a test made with its namespace`() async throws {
        let plane = try await ControlPlane.shared()
        let namespace = try await plane.withNamespace { namespace in
            let object = #"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}"#
            let printed = try await plane.kubectl(["apply", "--namespace", namespace, "-f", "-"], input: object)
            #expect(printed == "configmap/a created\n")
            return namespace
        }
        let flags = ["--ignore-not-found", "-o", "jsonpath={.metadata.deletionTimestamp}"]
        let left = try await plane.kubectl(["get", "configmap", "a", "--namespace", namespace, "--ignore-not-found"])
        let deleted = try await plane.kubectl(["get", "namespace", namespace] + flags)
        #expect(left.isEmpty || !deleted.isEmpty)
    }

    @Test func `says what kubectl said when it failed`() async throws {
        let plane = try await ControlPlane.shared()
        let failure = await #expect(throws: CommandFailure.self) {
            try await plane.kubectl(["get", "configmap", "missing"])
        }
        #expect(failure?.description.contains(#"configmaps "missing" not found"#) == true)
    }

    @Test func `stops one of its own when the test fails`() async throws {
        var kubeconfig: FilePath?
        await #expect(throws: CancellationError.self) {
            try await withControlPlane(name: "perso") { plane in
                #expect(plane.name == "perso")
                kubeconfig = plane.kubeconfig
                #expect(try await attempt(["test", "-e", plane.kubeconfig.string]).exitCode == 0)
                throw CancellationError()
            }
        }
        let path = try #require(kubeconfig)
        #expect(try await attempt(["test", "-e", path.string]).exitCode == 1)
    }
}
