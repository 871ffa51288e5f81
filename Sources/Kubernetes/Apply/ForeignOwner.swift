internal import Manifests

/// Who else lays claim to a live object.
enum ForeignOwner {
    /// The cluster that fettle applied `live` for, where it is another one than `cluster`; nil when there is none.
    static func otherCluster(of live: LiveObject, than cluster: String) -> String? {
        guard let theirs = live.manifest.label(LoadBearingNames.ownerLabel) else { return nil }
        return theirs == cluster ? nil : theirs
    }

    /// The tool that manages `live`, as users know it: `Helm release lgtm-system/loki`.
    ///
    /// Nil when there is none, or when fettle has taken over before.
    static func tool(of live: LiveObject, wanted: Manifest) -> String? {
        let object = live.manifest
        guard object.label(LoadBearingNames.ownerLabel) == nil else { return nil }
        func joined(_ namespace: String?, _ name: String) -> String {
            [namespace ?? "", name].filter { !$0.isEmpty }.joined(separator: "/")
        }
        if object.label("app.kubernetes.io/managed-by") == "Helm",
            let release = object.annotation("meta.helm.sh/release-name")
        {
            return "Helm release \(joined(object.annotation("meta.helm.sh/release-namespace"), release))"
        }
        for (prefix, kind) in [("kustomize", "Kustomization"), ("helm", "HelmRelease")] {
            let key = "\(prefix).toolkit.fluxcd.io/name"
            guard let name = object.label(key), wanted.label(key) != name else { continue }
            return "Flux \(kind) \(joined(object.label("\(prefix).toolkit.fluxcd.io/namespace"), name))"
        }
        if let tracking = object.annotation("argocd.argoproj.io/tracking-id"),
            wanted.annotation("argocd.argoproj.io/tracking-id") != tracking
        {
            return "Argo CD application \(tracking.prefix { $0 != ":" })"
        }
        return nil
    }
}
