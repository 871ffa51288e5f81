internal import Manifests
internal import YAML

/// What an API server says of its kinds, in any of the forms that it has for that.
enum DiscoveryDocument {
    /// The media types of the form that has all groups at once (Kubernetes 1.27, KEP-3352), and of the older one.
    static let aggregated =
        ["v2", "v2beta1"].map { "application/json;g=apidiscovery.k8s.io;v=\($0);as=APIGroupDiscoveryList" }
        .joined(separator: ",") + ",application/json"

    /// The kinds of an `APIResourceList`, which is of one group and version, without what belongs to other objects.
    static func resources(in list: Value) -> [APIResource] {
        let version = list["groupVersion"]?.string ?? ""
        return (list["resources"]?.array ?? []).compactMap { entry in
            guard let plural = entry["name"]?.string, !plural.contains("/"), let kind = entry["kind"]?.string else {
                return nil
            }
            return APIResource(
                kind: GroupVersionKind(apiVersion: version, kind: kind),
                plural: plural,
                isNamespaced: entry["namespaced"]?.bool ?? false,
            )
        }
    }

    /// The names of those that can be listed.
    static func listable(in list: Value) -> Set<String> {
        let entries = (list["resources"]?.array ?? []).filter { entry in
            entry["verbs"]?.array?.contains("list") ?? false
        }
        return Set(entries.compactMap { ($0["name"] ?? $0["resource"])?.string })
    }
}

/// The kinds of a whole cluster, gathered from what its server says.
struct DiscoveryListing {
    /// Groups with version that are still to be asked for, the preferred one of each group first.
    private(set) var open: [String] = []
    /// Everything that was found, of every version.
    private(set) var resources: [APIResource] = []
    /// Those that can be listed.
    private var listable: [APIResource] = []
    var unavailable: [String] = []

    /// Takes what stands at `/api` or `/apis`.
    mutating func add(_ document: Value) {
        switch document["kind"]?.string {
        case "APIGroupDiscoveryList":
            for group in document["items"]?.array ?? [] { addGroup(group) }
        case "APIVersions":
            open += (document["versions"]?.array ?? []).compactMap(\.string)
        default:
            for group in document["groups"]?.array ?? [] {
                let preferred = group.at("preferredVersion", "groupVersion")?.string
                let versions = (group["versions"]?.array ?? []).compactMap { $0["groupVersion"]?.string }
                open += [preferred].compactMap { $0 } + versions.filter { $0 != preferred }
            }
        }
    }

    private mutating func addGroup(_ group: Value) {
        let name = group.at("metadata", "name")?.string ?? ""
        for entry in group["versions"]?.array ?? [] {
            guard let version = entry["version"]?.string else { continue }
            if entry["freshness"]?.string == "Stale" {
                unavailable.append(name.isEmpty ? version : "\(name)/\(version)")
            }
            let names = DiscoveryDocument.listable(in: entry)
            for resource in entry["resources"]?.array ?? [] {
                guard let plural = resource["resource"]?.string, let kind = resource.at("responseKind", "kind")?.string
                else { continue }
                add(
                    APIResource(
                        kind: GroupVersionKind(group: name, version: version, kind: kind),
                        plural: plural,
                        isNamespaced: resource["scope"]?.string == "Namespaced",
                    ),
                    isListable: names.contains(plural),
                )
            }
        }
    }

    /// Takes the `APIResourceList` of a group with version.
    mutating func add(_ list: Value, of version: String) {
        let names = DiscoveryDocument.listable(in: list)
        for resource in DiscoveryDocument.resources(in: list) {
            add(resource, isListable: names.contains(resource.plural))
        }
    }

    private mutating func add(_ resource: APIResource, isListable: Bool) {
        resources.append(resource)
        if isListable { listable.append(resource) }
    }

    /// One entry for each group and kind, of the first version that has it.
    var kinds: KnownKinds {
        var seen: Set<GroupVersionKind> = []
        let first = listable.filter { resource in
            seen.insert(GroupVersionKind(group: resource.kind.group, version: "", kind: resource.kind.kind)).inserted
        }
        return KnownKinds(
            kinds: first.map { KnownKinds.Kind($0.kind, isNamespaced: $0.isNamespaced) },
            unavailable: unavailable.sorted(),
        )
    }
}
