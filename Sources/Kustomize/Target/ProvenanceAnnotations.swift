internal import Manifests
internal import YAML

/// kustomize's annotations on where an object came from and what changed it, for kustomizations that ask for them with
/// `buildMetadata`.
///
/// As soon as one of its options is set, kustomize keeps both while it builds, and removes in the end what was not asked
/// for.
struct ProvenanceAnnotations {
    static let originKey = "config.kubernetes.io/origin"
    static let transformationsKey = "alpha.config.kubernetes.io/transformations"

    /// What made or changed an object.
    struct Step {
        /// The file with the configuration, seen from the topmost kustomization.
        let file: String
        /// The plugin's `apiVersion`, `kind`, `name`, `namespace`, without those that are empty.
        let plugin: [(String, String)]
    }

    /// The folder of the kustomization, seen from the topmost one; empty there.
    let folder: String

    /// The same for the folder `path` of a kustomization.
    func entering(_ path: String) -> ProvenanceAnnotations {
        ProvenanceAnnotations(folder: joined(path))
    }

    /// The step of a built-in generator or transformer that a kustomization file asks for in a field of its own.
    func step(_ kind: String, in fileName: String) -> Step {
        Step(file: joined(fileName), plugin: [("apiVersion", "builtin"), ("kind", kind)])
    }

    /// The step of a plugin that a file configures, by the annotation that says where the file lies.
    func step(of plugin: Resource) -> Step? {
        guard let origin = plugin.annotation(Self.originKey) else { return nil }
        let prefix = "path: "
        let line = origin.split(separator: "\n").first { $0.hasPrefix(prefix) } ?? ""
        let names = [
            ("apiVersion", plugin.kind.apiVersion), ("kind", plugin.kind.kind), ("name", plugin.name),
            ("namespace", plugin.namespace),
        ]
        return Step(file: String(line.dropFirst(prefix.count)), plugin: names.filter { !$0.1.isEmpty })
    }

    func noteOrigin(file: String, of resource: Resource) {
        set(Self.originKey, "path: \(Self.scalar(joined(file)))\n", of: resource)
    }

    /// Notes what made an object, unless that is known.
    func noteOrigin(_ step: Step?, of resource: Resource) {
        guard let step, resource.annotation(Self.originKey) == nil else { return }
        set(Self.originKey, Self.lines(of: step).joined(separator: "\n") + "\n", of: resource)
    }

    /// Notes that a transformer saw all objects.
    func noteTransformation(_ step: Step?, of resources: ResourceSet) {
        guard let step else { return }
        let lines = Self.lines(of: step)
        let entry = "- " + lines.joined(separator: "\n  ") + "\n"
        for resource in resources.resources {
            if resource.annotation(Self.originKey) == nil {
                set(Self.originKey, lines.joined(separator: "\n") + "\n", of: resource)
            } else {
                set(Self.transformationsKey, (resource.annotation(Self.transformationsKey) ?? "") + entry, of: resource)
            }
        }
    }

    private func joined(_ path: String) -> String {
        var parts = folder.split(separator: "/")
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }

    private static func lines(of step: Step) -> [String] {
        ["configuredIn: \(scalar(step.file))", "configuredBy:"] + step.plugin.map { "  \($0): \(scalar($1))" }
    }

    /// `text` as a scalar of YAML.
    private static func scalar(_ text: String) -> String {
        String(decoding: Value.string(text).yaml().dropLast(), as: UTF8.self)
    }

    private func set(_ key: String, _ text: String, of resource: Resource) {
        let place = resource.node.trace.place.written(by: .buildMetadata)
        resource.node.makeTexts("annotations")
        resource.endSharingOfAnnotations()
        _ = resource.node.modify("metadata", or: .mapping()) { metadata in
            metadata.modify("annotations", or: .mapping()) { annotations in
                annotations.set(key, to: TracedValue(string: text, trace: Trace(place)))
            }
        }
    }
}
