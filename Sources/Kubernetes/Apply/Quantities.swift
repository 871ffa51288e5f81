internal import Manifests
internal import YAML

extension Manifest {
    /// The object with every quantity as text: `cpu: 2` becomes `cpu: "2"`.
    ///
    /// People write numbers there and a create takes them, but server-side apply of servers before 1.24 wants strings.
    /// Only kinds of Kubernetes itself; in a custom resource a number may be meant.
    var withTextQuantities: Manifest {
        var result = self
        switch (kind.group, kind.kind) {
        case ("", "Pod"):
            result.object.change(["spec"]) { $0.quotePodQuantities() }
        case ("", "PodTemplate"):
            result.object.change(["template", "spec"]) { $0.quotePodQuantities() }
        case ("batch", "CronJob"):
            result.object.change(["spec", "jobTemplate", "spec", "template", "spec"]) { $0.quotePodQuantities() }
        case ("apps", _), ("batch", "Job"), ("", "ReplicationController"):
            result.object.change(["spec", "template", "spec"]) { $0.quotePodQuantities() }
            result.object.change(["spec", "volumeClaimTemplates"]) { claims in
                claims.changeItems { claim in claim.change(["spec"]) { $0.quoteResources() } }
            }
        case ("", "PersistentVolumeClaim"):
            result.object.change(["spec"]) { $0.quoteResources() }
        case ("", "PersistentVolume"):
            result.object.change(["spec", "capacity"]) { $0.quoteNumbers() }
        case ("", "ResourceQuota"):
            result.object.change(["spec", "hard"]) { $0.quoteNumbers() }
        case ("", "LimitRange"):
            result.object.change(["spec", "limits"]) { limits in
                limits.changeItems { limit in
                    for name in ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"] {
                        limit.change([name]) { $0.quoteNumbers() }
                    }
                }
            }
        default:
            break
        }
        return result
    }
}

extension Value {
    fileprivate mutating func quotePodQuantities() {
        for name in ["containers", "initContainers"] {
            change([name]) { $0.changeItems { $0.quoteResources() } }
        }
        change(["overhead"]) { $0.quoteNumbers() }
        change(["volumes"]) { volumes in
            volumes.changeItems { volume in
                volume.change(["emptyDir", "sizeLimit"]) { $0.quote() }
                volume.change(["ephemeral", "volumeClaimTemplate", "spec"]) { $0.quoteResources() }
            }
        }
    }

    fileprivate mutating func quoteResources() {
        for name in ["limits", "requests"] { change(["resources", name]) { $0.quoteNumbers() } }
    }

    fileprivate mutating func quoteNumbers() {
        guard var fields = object else { return }
        for name in fields.keys { fields[name]?.quote() }
        self = .object(fields)
    }

    fileprivate mutating func quote() {
        switch self {
        case .integer, .number: self = .string(jsonText)
        default: break
        }
    }

    /// Changes what lies at `path`, when something does.
    fileprivate mutating func change(_ path: ArraySlice<String>, _ body: (inout Value) -> Void) {
        guard let first = path.first else { return body(&self) }
        guard var child = self[first] else { return }
        child.change(path.dropFirst(), body)
        self[first] = child
    }

    fileprivate mutating func changeItems(_ body: (inout Value) -> Void) {
        guard var items = array else { return }
        for index in items.indices { body(&items[index]) }
        self = .array(items)
    }
}
