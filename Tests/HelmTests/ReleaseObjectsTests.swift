import Foundation
import Helm
import Manifests
import TestSupport
import Testing
import YAML

struct ARecordOfHelm {
    @Test func `holds the objects that the chart made`() async throws {
        try await Workplace.with { place in
            try await place.converge(try await place.plan(["text": "one"]))
            let text = try await place.plane.kubectl([
                "get", "secret", "sh.helm.release.v1.web.v1", "--namespace", place.namespace, "--output", "json",
            ])
            let objects = try ReleaseObjects.read(Manifest(try Value(json: Array(text.utf8))), subject: "web")
            let map = try #require(objects.first { $0.kind.kind == "ConfigMap" })
            #expect(map.name == "web")
            #expect(map.object.at("data", "text") == "one")
        }
    }

    private func record(_ bytes: [UInt8]) -> Manifest {
        let packed = Data(Data(bytes).base64EncodedString().utf8).base64EncodedString()
        return Manifest([
            "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "sh.helm.release.v1.web.v1"],
            "data": ["release": .string(packed)],
        ])
    }

    @Test func `that was not packed is read as well, and a key that stands twice counts with its last value`() throws {
        let text = #"{"manifest":"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: x}\ndata: {a: z}\n"}"#
        let objects = try ReleaseObjects.read(record(Array(text.utf8)), subject: "web")
        #expect(objects.map { $0.object.at("data", "a") } == ["z"])
    }

    @Test(arguments: [[0x1f, 0x8b, 8, 0, 1, 2], [0x1f, 0x8b], [1, 2, 3], []])
    func `that is damaged says so, and nothing of what is in it`(bytes: [UInt8]) {
        let error = #expect(throws: HelmError.self) { try ReleaseObjects.read(record(bytes), subject: "web") }
        #expect(error?.description.hasPrefix("web: the record sh.helm.release.v1.web.v1 cannot be read: ") == true)
    }
}
