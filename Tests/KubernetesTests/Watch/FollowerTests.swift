import Manifests
import Testing
import YAML

@testable import Kubernetes

/// Who counts where several have followed a kind, one after the other.
struct AFollower {
    private let kind = GroupVersionKind(apiVersion: "v1", kind: "ConfigMap")

    private func object(_ value: Value, version: Int) -> LiveObject {
        let owned: Value = ["f:data": ["f:value": [:]]]
        return LiveObject([
            "apiVersion": "v1", "kind": "ConfigMap", "data": ["value": value],
            "metadata": [
                "name": "a", "namespace": "n", "uid": "1", "resourceVersion": .string("\(version)"),
                "managedFields": [
                    [
                        "manager": .string(LoadBearingNames.fieldManager), "operation": "Apply", "apiVersion": "v1",
                        "fieldsType": "FieldsV1", "fieldsV1": owned,
                    ]
                ],
            ],
        ])
    }

    /// A state in which an object of version 5 is as it is wanted.
    private func state() -> ClusterState {
        let state = ClusterState()
        state.replace(with: Snapshot(objects: [object("1", version: 5)], version: "5"), of: kind)
        state.confirm(object("1", version: 5), wanted: "1")
        return state
    }

    private func isRelied(on state: ClusterState) -> Bool {
        state.standing(of: object("1", version: 5).manifest, digest: "1") == .asWanted(uid: "1")
    }

    @Test func `that another one has replaced changes nothing any more`() {
        let state = state()
        let (old, new) = (state.newFollower(of: kind), state.newFollower(of: kind))
        #expect(!state.see(.changed(object("2", version: 6)), by: old))
        #expect(!state.see(.gone(object("1", version: 7)), by: old))
        #expect(!state.see(.progress(version: "8"), by: old))
        state.see(Snapshot(objects: [], version: "9"), of: kind, by: old)
        #expect(state.changed.isEmpty)
        #expect(!state.follow(old, false))
        #expect(isRelied(on: state))
        #expect(state.see(.changed(object("2", version: 6)), by: new))
        #expect(state.changed == [object("1", version: 5).reference])
    }

    @Test func `that nobody asked to go on is relied on by nobody`() {
        let state = state()
        let follower = state.newFollower(of: kind)
        #expect(isRelied(on: state))
        state.unfollow(kind)
        #expect(!isRelied(on: state))
        #expect(!state.see(.begun, by: follower))
        #expect(!state.follow(follower, true))
        #expect(!isRelied(on: state))
    }

    @Test func `is relied on from the moment on that it follows again`() {
        let state = state()
        let follower = state.newFollower(of: kind)
        state.follow(follower, false)
        #expect(!isRelied(on: state))
        #expect(state.see(.begun, by: follower))
        #expect(isRelied(on: state))
        state.follow(follower, false)
        state.see(Snapshot(objects: [object("1", version: 5)], version: "9"), of: kind, by: follower)
        #expect(!isRelied(on: state))
        #expect(state.see(.begun, by: follower))
        #expect(isRelied(on: state))
    }
}
