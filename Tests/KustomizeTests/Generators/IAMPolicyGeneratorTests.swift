import Testing

struct IAMPolicyGeneratorTests {
    private func files(_ fields: String) -> [String: String] {
        [
            "kustomization.yaml": "generators: [g.yaml]\n",
            "g.yaml": "apiVersion: builtin\nkind: IAMPolicyGenerator\nmetadata:\n  name: g\n\(fields)\n",
        ]
    }

    @Test func `a ServiceAccount stands for one of the cloud`() throws {
        let build = try GeneratorBuild(
            files(
                """
                cloud: gke
                kubernetesService:
                  namespace: "13"
                  name: k8s-sa-name
                serviceAccount:
                  name: gsa-name
                  projectId: project-id
                """
            )
        )
        #expect(
            build.text == """
                apiVersion: v1
                kind: ServiceAccount
                metadata:
                  annotations:
                    iam.gke.io/gcp-service-account: gsa-name@project-id.iam.gserviceaccount.com
                  name: k8s-sa-name
                  namespace: 13

                """
        )
    }

    @Test(
        "another cloud, or no name, is an error",
        arguments: [
            ("cloud: aws", "g.yaml:5: cloud provider aws not supported yet; only gke is"),
            (
                "cloud: gke",
                "g.yaml:1: missing metadata.name of the ServiceAccount; give kubernetesService a name"
            ),
            ("cloud: gke\nkubernetesService: {name: a}", "g.yaml:1: serviceAccount has no name; give it one"),
        ]
    )
    func failures(fields: String, message: String) throws {
        #expect(try GeneratorBuild.failure(files(fields)) == message)
    }
}
