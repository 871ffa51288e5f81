import Manifests
import Testing
import YAML

@testable import Kubernetes

/// What API servers say of their kinds, old ones and new ones.
struct TheKindsOfACluster {
    @Test func `of all groups at once are one for each kind, in the version that comes first`() throws {
        var listing = DiscoveryListing()
        listing.add([
            "kind": "APIGroupDiscoveryList",
            "items": [
                [
                    "metadata": ["name": "apps"],
                    "versions": [
                        [
                            "version": "v1", "freshness": "Current",
                            "resources": [
                                [
                                    "resource": "deployments", "responseKind": ["kind": "Deployment"],
                                    "scope": "Namespaced", "verbs": ["get", "list"],
                                ],
                                [
                                    "resource": "reviews", "responseKind": ["kind": "Review"],
                                    "scope": "Cluster", "verbs": ["create"],
                                ],
                            ],
                        ],
                        [
                            "version": "v1beta1", "freshness": "Stale",
                            "resources": [
                                [
                                    "resource": "deployments", "responseKind": ["kind": "Deployment"],
                                    "scope": "Namespaced", "verbs": ["list"],
                                ]
                            ],
                        ],
                    ],
                ]
            ],
        ])
        let deployment = GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")
        #expect(listing.open.isEmpty)
        #expect(listing.kinds.kinds == [KnownKinds.Kind(deployment, isNamespaced: true)])
        #expect(listing.kinds.unavailable == ["apps/v1beta1"])
        #expect(listing.resources.map(\.plural) == ["deployments", "reviews", "deployments"])
    }

    @Test func `of old servers are asked for group by group, the preferred version first`() throws {
        var listing = DiscoveryListing()
        listing.add(["kind": "APIVersions", "versions": ["v1"]])
        listing.add([
            "kind": "APIGroupList",
            "groups": [
                [
                    "name": "apps", "preferredVersion": ["groupVersion": "apps/v1"],
                    "versions": [["groupVersion": "apps/v1beta1"], ["groupVersion": "apps/v1"]],
                ]
            ],
        ])
        #expect(listing.open == ["v1", "apps/v1", "apps/v1beta1"])
        listing.add(
            [
                "groupVersion": "v1",
                "resources": [
                    ["name": "pods", "kind": "Pod", "namespaced": true, "verbs": ["list"]],
                    ["name": "pods/log", "kind": "Pod", "namespaced": true, "verbs": ["get"]],
                ],
            ],
            of: "v1",
        )
        #expect(listing.resources.map { $0.path(in: "a b", named: "x") } == ["/api/v1/namespaces/a%20b/pods/x"])
    }

    @Test func `are where the server has them`() {
        let deployment = APIResource(
            kind: GroupVersionKind(group: "apps", version: "v1", kind: "Deployment"),
            plural: "deployments",
            isNamespaced: true,
        )
        let role = APIResource(
            kind: GroupVersionKind(group: "rbac.authorization.k8s.io", version: "v1", kind: "ClusterRole"),
            plural: "clusterroles",
            isNamespaced: false,
        )
        #expect(deployment.path(in: nil) == "/apis/apps/v1/deployments")
        #expect(deployment.path(in: "site") == "/apis/apps/v1/namespaces/site/deployments")
        #expect(
            role.path(in: "site", named: "system:node") == "/apis/rbac.authorization.k8s.io/v1/clusterroles/system:node"
        )
    }
}

/// What an API server says instead of doing what it was asked.
struct AServersRefusal {
    @Test(arguments: [
        (
            404, #"{"kind":"Status","reason":"NotFound","message":"configmaps \"a\" not found"}"#,
            KubernetesError.Reason.notFound
        ),
        (404, "404 page not found", .unknownKind),
        (
            500,
            #"{"kind":"Status","message":"failed to create typed patch object: .x: field not declared in schema"}"#,
            .invalid
        ),
        (502, "<html>bad gateway</html>", .serverFailure), (413, "", .invalid),
        (
            422,
            #"{"kind":"Status","reason":"Invalid","message":"x is invalid: a: Invalid value: 1: field is immutable"}"#,
            .immutable
        ),
    ])
    func `has a reason`(status: Int, body: String, reason: KubernetesError.Reason) {
        #expect(ServerFailure(status: status, body: Array(body.utf8)).reason == reason)
    }

    @Test func `is one line`() {
        let body =
            #"{"kind":"Status","reason":"Forbidden","message":"hook denied the request: two:\n* first\n* second"}"#
        let failure = ServerFailure(status: 403, body: Array(body.utf8))
        #expect(failure.message == "hook denied the request: two: first, second")
        #expect(
            ServerFailure(status: 502, body: Array("bad\ngateway".utf8)).message
                == "the server answered with status 502: bad gateway"
        )
    }
}
