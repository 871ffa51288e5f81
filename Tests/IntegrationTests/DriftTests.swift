import TestSupport
import Testing

@Suite("Drift is found, explained and corrected")
struct DriftTests {
    @Test("a hand edit is corrected, and one line says what, who, when, from where and what was done")
    func handEdit() async throws {
        try await Scenario.with { scenario in
            let commit = try await scenario.push(Samples.app())
            try await scenario.sync()
            try await scenario.plane.kubectl([
                "patch", "deployment/web", "--namespace", "app", "--patch", "{\"spec\":{\"replicas\":5}}",
            ])

            let found = try await scenario.fettle("drift", "one")
            #expect(found.exitCode == 1)
            #expect(found.output.contains(".spec.replicas"))
            let replicas = try await scenario.plane.field(".spec.replicas", of: "deployment/web")
            #expect(replicas == "5", "looking changes nothing")

            let result = try await scenario.sync()
            let line = try #require(result.errors.split(separator: "\n").first { $0.contains("drift") })
            for part in [
                "cluster=one", "object=apps/Deployment/app/web", "field=.spec.replicas", "want=2", "live=5",
                "by=kubectl-patch",
                "from=base/app/deployment.yaml", "commit=\(commit.prefix(8))", "action=corrected", "at=20", "took=",
            ] {
                #expect(line.contains(part), "\(part) is not in: \(line)")
            }
            #expect(try await scenario.plane.field(".spec.replicas", of: "deployment/web") == "2")
            let after = try await scenario.fettle("drift", "one")
            #expect(after.exitCode == 0, "\(after.output)")
        }
    }

    @Test("a deleted object is drift, and is made again")
    func deletion() async throws {
        try await Scenario.with { scenario in
            try await scenario.push(Samples.app())
            try await scenario.sync()
            try await scenario.plane.kubectl(["delete", "configmap/settings", "--namespace", "app"])
            let result = try await scenario.sync()
            #expect(result.errors.contains("object=ConfigMap/app/settings want=present live=absent"))
            #expect(try await scenario.plane.field(".data.greeting", of: "configmap/settings") == "hello")
        }
    }

    @Test("in report mode drift is told and left alone")
    func reportOnly() async throws {
        try await Scenario.with { scenario in
            try await scenario.push(
                Samples.app().merging(["clusters/one/cluster.yaml": scenario.cluster("one", "drift: report")]) { $1 }
            )
            try await scenario.sync()
            try await scenario.plane.kubectl([
                "patch", "deployment/web", "--namespace", "app", "--patch", "{\"spec\":{\"replicas\":5}}",
            ])
            let versions = try await scenario.plane.versions()
            let result = try await scenario.sync()
            #expect(result.errors.contains("action=reported"))
            #expect(try await scenario.plane.field(".spec.replicas", of: "deployment/web") == "5")
            #expect(try await scenario.plane.versions() == versions)
        }
    }
}
