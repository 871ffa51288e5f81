@testable import Kustomize
import Manifests
import Testing
import YAML

struct ReplicaCountTests {
    private let specs = TransformerConfig.builtIn.replicas

    @Test("counts are numbers unless they stand in quotes, set wherever an object of that name has or may have one")
    func counts() throws {
        var objects = try TransformedObjects(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: d}
            spec: {replicas: "null"}
            ---
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: d}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: d}
            ---
            apiVersion: apps/v1
            kind: ReplicaSet
            metadata: {name: other}
            """
        )
        try objects.apply(PrefixTransformer("p-", at: .unknown, fieldSpecs: TransformerConfig.builtIn.namePrefix))
        let entry = try objects.fields("name: d\ncount: 3")
        try objects.apply(try ReplicaCountTransformer(entry: entry, fieldSpecs: specs))
        #expect(try objects.all.map { try $0.node.at("spec", "replicas")?.value() } == ["3", 3, nil, nil])
    }

    @Test("a name that nothing has is refused")
    func unknownName() throws {
        var objects = try TransformedObjects("apiVersion: v1\nkind: Pod\nmetadata: {name: q}\n")
        let transformer = ReplicaCountTransformer(name: "q", count: 3, at: objects.place(7), fieldSpecs: specs)
        #expect(
            try objects.failure(of: transformer) == "kustomization.yaml:7: resource with name q does not match a config"
                + " with the following GVK [Deployment.[noVer].[noGrp] StatefulSet.[noVer].[noGrp]"
                + " ReplicaSet.[noVer].[noGrp] ReplicationController.[noVer].[noGrp]]; name an object of one of them"
        )
    }
}
