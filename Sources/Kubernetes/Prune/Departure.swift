internal import Manifests
internal import YAML

/// What goes in one prune, and with it what hangs on it.
struct Departure {
    /// Objects that are deleted, and what was found to hang on them.
    var uids: Set<String>
    /// The same objects by name, for what hangs on a name.
    var references: Set<ObjectReference>
    /// Helm releases that are uninstalled, and so take their objects with them.
    var releases: Set<Inventory.ReleaseIdentity> = []

    /// Parts `objects` into what stays when the deleted ones go, and the uids of what goes with them by itself.
    ///
    /// What goes: what a deleted object owns, directly or through others; Endpoints of its name; token Secrets of its
    /// ServiceAccount; what is being deleted already; and what the cluster itself puts into every namespace.
    func part(_ objects: [LiveObject]) -> (staying: [LiveObject], dependents: Set<String>) {
        var going = uids
        var names = references
        var dependents: Set<String> = []
        var staying = objects.filter { !Self.isOfNoAccount($0) }
        while true {
            var rest: [LiveObject] = []
            for live in staying {
                guard goes(live, with: going, names) else {
                    rest.append(live)
                    continue
                }
                going.insert(live.uid)
                names.insert(live.reference)
                if !uids.contains(live.uid), !isOfRelease(live) { dependents.insert(live.uid) }
            }
            guard rest.count < staying.count else { return (rest, dependents) }
            staying = rest
        }
    }

    private func goes(_ live: LiveObject, with going: Set<String>, _ names: Set<ObjectReference>) -> Bool {
        if going.contains(live.uid) || live.isBeingDeleted || isOfRelease(live) { return true }
        let owners = live.object.at("metadata", "ownerReferences")?.array ?? []
        if !owners.isEmpty { return owners.allSatisfy { going.contains($0["uid"]?.string ?? "") } }
        let reference = live.reference
        if reference.group.isEmpty, reference.kind == "Endpoints" {
            return names.contains(
                ObjectReference(group: "", kind: "Service", namespace: reference.namespace, name: reference.name)
            )
        }
        if reference.group.isEmpty, reference.kind == "Secret",
            let account = live.manifest.annotation("kubernetes.io/service-account.uid")
        {
            return going.contains(account)
        }
        return false
    }

    private func isOfRelease(_ live: LiveObject) -> Bool {
        let manifest = live.manifest
        if let name = manifest.annotation("meta.helm.sh/release-name"),
            let namespace = manifest.annotation("meta.helm.sh/release-namespace")
        {
            return releases.contains(Inventory.ReleaseIdentity(namespace: namespace, name: name))
        }
        guard manifest.label("owner") == "helm", let name = manifest.label("name"), let namespace = manifest.namespace,
            manifest.name.hasPrefix("sh.helm.release.v1.\(name).")
        else { return false }
        return releases.contains(Inventory.ReleaseIdentity(namespace: namespace, name: name))
    }

    /// What nobody would miss: records of what happened, leases of running programs, computed objects that are stored
    /// nowhere and so have no uid, and what the cluster makes anew in every namespace.
    private static func isOfNoAccount(_ live: LiveObject) -> Bool {
        let reference = live.reference
        if live.uid.isEmpty { return true }
        switch (reference.group, reference.kind, reference.name) {
        case ("", "Event", _), ("events.k8s.io", "Event", _), ("coordination.k8s.io", "Lease", _): return true
        case ("", "ServiceAccount", "default"), ("", "ConfigMap", "kube-root-ca.crt"): return true
        case ("", "Secret", _): return live.manifest.annotation("kubernetes.io/service-account.name") == "default"
        default: return false
        }
    }
}
