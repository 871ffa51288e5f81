import Manifests
import Testing

@testable import Kustomize

struct TheBuiltInSchema {
    private let schema = Schema.builtIn

    private func shape(_ version: String, _ kind: String, _ path: String...) -> SchemaShape? {
        path.reduce(schema.shape(of: GroupVersionKind(apiVersion: version, kind: kind))) { shape, step in
            shape.flatMap { step == "[]" ? schema.shape(ofElementsIn: $0) : schema.shape(ofField: step, in: $0) }
        }
    }

    @Test func `knows by which keys lists merge`() {
        let template = ["spec", "template", "spec"]
        func ofPod(_ path: String...) -> [String]? {
            (template + path).reduce(schema.shape(of: GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment"))) {
                shape,
                step in
                shape.flatMap { step == "[]" ? schema.shape(ofElementsIn: $0) : schema.shape(ofField: step, in: $0) }
            }?.mergeKeys
        }
        #expect(ofPod("containers") == ["name"])
        #expect(ofPod("containers", "[]", "ports") == ["containerPort", "protocol"])
        #expect(ofPod("containers", "[]", "volumeMounts") == ["mountPath"])
        #expect(ofPod("containers", "[]", "args") == nil)
        #expect(ofPod("volumes") == ["name"])
        #expect(ofPod("tolerations") == nil)
        #expect(ofPod("topologySpreadConstraints") == ["topologyKey", "whenUnsatisfiable"])
        #expect(shape("v1", "Service", "spec", "ports")?.mergeKeys == ["port", "protocol"])
        #expect(shape("v1", "Pod", "metadata", "finalizers")?.mergeKeys == [])
        #expect(shape("v1", "Pod", "metadata", "ownerReferences")?.mergeKeys == ["uid"])
        #expect(shape("rbac.authorization.k8s.io/v1", "ClusterRole", "rules")?.mergeKeys == nil)
        // A list that has keys for server-side apply only.
        #expect(shape("certificates.k8s.io/v1", "CertificateSigningRequest", "status", "conditions")?.mergeKeys == nil)
    }

    @Test func `knows fields of maps and no others`() {
        #expect(shape("v1", "ConfigMap", "data", "any") != nil)
        #expect(shape("v1", "ConfigMap", "data") != nil)
        #expect(shape("v1", "ConfigMap", "spec") == nil)
        #expect(shape("networking.k8s.io/v1", "Ingress", "spec", "rules", "[]", "http", "paths", "[]", "path") != nil)
        #expect(shape("authorization.k8s.io/v1", "SubjectAccessReview", "spec", "extra", "any", "[]") != nil)
    }

    @Test(
        "knows no other kinds",
        arguments: [
            ("v1", "Deployment"), ("apps/v1beta1", "Deployment"), ("apps/v2", "Deployment"), ("apps/v1", "Deploymen"),
            ("apps/v1", "Deployment "), ("", ""), ("batch/v1", ""), ("zzz/v1", "Zzz"), ("a", "A"),
        ]
    )
    func unknown(version: String, kind: String) {
        #expect(shape(version, kind) == nil)
    }

    @Test func `finds each of its lines`() {
        for text in [BuiltInSchemaText.kinds, BuiltInSchemaText.definitions] {
            let lines = SortedLines(text: text)
            let isOfKinds = text.description == BuiltInSchemaText.kinds.description
            for line in text.description.split(separator: "\n") {
                let words = line.split(separator: " ")
                let name = words.prefix(isOfKinds ? 2 : 1).joined(separator: " ")
                #expect(lines.rest(after: name) == String(line.dropFirst(name.count + 1)))
                #expect(lines.rest(after: name + "x") == nil)
            }
        }
    }

    @Test(
        "knows the scope of kinds",
        arguments: [
            ("v1", "Namespace", true), ("v1", "PersistentVolume", true), ("v1", "Pod", false),
            ("apps/v1", "Deployment", false), ("rbac.authorization.k8s.io/v1", "ClusterRole", true),
            ("rbac.authorization.k8s.io/v1", "Role", false), ("policy/v1beta1", "PodSecurityPolicy", true),
            ("apiextensions.k8s.io/v1", "CustomResourceDefinition", true),
            // Of Kubernetes 1.21, so not what came later.
            ("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", false),
            ("example.com/v1", "Namespace", false), ("v1", "NamespaceList", false),
        ]
    )
    func scopes(version: String, kind: String, isClusterScoped: Bool) {
        let kind = GroupVersionKind(apiVersion: version, kind: kind)
        // A second time from what is remembered.
        #expect(schema.isCertainlyClusterScoped(kind) == isClusterScoped)
        #expect(schema.isCertainlyClusterScoped(kind) == isClusterScoped)
    }
}
