import Helm
import Manifests
import Testing
import YAML

struct ThePreviewOfARelease {
    @Test func `is what helm would apply, without hooks, and writes nothing`() async throws {
        try await Workplace.with { place in
            let repository = try Workplace.repository([
                "charts/web/templates/hook.yaml": """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: before, annotations: {helm.sh/hook: pre-install}}
                """,
                "charts/web/templates/seen.yaml": """
                {{- $seen := lookup "v1" "ConfigMap" .Release.Namespace "web" }}
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: seen}
                data: {text: '{{ dig "data" "text" "none" $seen }}', upgrade: '{{ .Release.IsUpgrade }}'}
                """,
            ])
            func objects(_ text: Value, isInstall: Bool) async throws -> [String: Value?] {
                let planned = try await place.plan(["text": text], repository: repository)
                let objects = try await place.client.objects(of: planned, isInstall: isInstall) { _ in nil }
                return Dictionary(objects.map { ($0.name + "/" + $0.kind.kind, $0.object["data"]) }) { $1 }
            }
            let install = try await objects("one", isInstall: true)
            #expect(Set(install.keys) == ["web/ConfigMap", "web/Service", "seen/ConfigMap"])
            #expect(install["web/ConfigMap"] == ["text": "one"])
            #expect(install["seen/ConfigMap"] == ["text": "none", "upgrade": "false"])
            #expect(try await place.records.list(namespace: place.namespace, name: nil).isEmpty)

            try await place.converge(try await place.plan(["text": "one"], repository: repository))
            let upgrade = try await objects("two", isInstall: false)
            #expect(upgrade["web/ConfigMap"] == ["text": "two"])
            #expect(upgrade["seen/ConfigMap"] == ["text": "one", "upgrade": "true"])
            #expect(try await place.text() == "one")
            #expect(try await place.records.list(namespace: place.namespace, name: nil).map(\.revision) == [1])
        }
    }

    @Test func `hides what stood where a secret stands now`() async throws {
        try await Workplace.with { place in
            let spec: [String: Value] = [
                "valuesFrom": [["kind": "Secret", "name": "login", "valuesKey": "word", "targetPath": "db.password"]]
            ]
            let planned = try await place.plan(
                ["text": "new", "db": ["user": "admin"]],
                spec,
                secrets: ["login": ["word": "now-sesame"]],
            )
            let mask = planned.earlierSecrets(in: [
                "text": "before", "gone": "old-token", "db": ["user": "somebody", "password": "then-sesame"],
            ])
            #expect(mask.hide(in: "before somebody") == "before somebody")
            #expect(mask.hide(in: "then-sesame old-token") == "«secret» «secret»")
            let plain = try await place.plan(["text": "new"])
            #expect(plain.earlierSecrets(in: ["text": "before", "gone": "old"]).isEmpty)
        }
    }
}
