import Manifests
import Testing
import YAML

struct KindOrderTests {
    private func manifest(_ kind: String, _ name: String) -> Manifest {
        Manifest(["apiVersion": "v1", "kind": .string(kind), "metadata": ["name": .string(name)]])
    }

    @Test("definitions come first, then classes, then kustomize's order, webhooks last")
    func order() {
        let kinds = [
            "ValidatingWebhookConfiguration", "Deployment", "Widget", "Service", "StorageClass", "ConfigMap",
            "ClusterRole",
            "APIService", "CustomResourceDefinition", "Namespace", "IngressClass", "ServiceAccount",
        ]
        let sorted = KindOrder.sorted(kinds.map { manifest($0, "x") }).map(\.kind.kind)
        #expect(
            sorted == [
                "Namespace", "CustomResourceDefinition", "ClusterRole", "StorageClass", "IngressClass",
                "ServiceAccount",
                "ConfigMap", "Service", "Deployment", "Widget", "APIService", "ValidatingWebhookConfiguration",
            ],
        )
    }

    @Test("objects of one kind are sorted by name")
    func names() {
        let sorted = KindOrder.sorted(["b", "c", "a"].map { manifest("ConfigMap", $0) })
        #expect(sorted.map(\.name) == ["a", "b", "c"])
    }
}

struct ManifestTests {
    @Test("an object says which it is")
    func identity() {
        let manifest = Manifest([
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "grafana", "namespace": "lgtm-system"],
        ])
        #expect(manifest.reference.description == "apps/Deployment/lgtm-system/grafana")
        #expect(manifest.kind.apiVersion == "apps/v1")
    }

    @Test("a Secret and whatever comes from an encrypted file is sensitive")
    func sensitive() {
        let secret = Manifest(["apiVersion": "v1", "kind": "Secret"])
        let plain = Manifest(["apiVersion": "v1", "kind": "ConfigMap"], origin: Origin(file: "a.yaml"))
        let generated = Manifest(plain.object, touchedBy: [Origin(file: "b.yaml", isEncrypted: true)])
        #expect(secret.isSensitive)
        #expect(!plain.isSensitive)
        #expect(generated.isSensitive)
    }

    @Test("a label is added beside the others")
    func labels() {
        var manifest = Manifest(["metadata": ["labels": ["a": "b"]]])
        manifest.setLabel("fettle.dev/owner", to: "perso")
        #expect(manifest.object == ["metadata": ["labels": ["a": "b", "fettle.dev/owner": "perso"]]])
    }
}
