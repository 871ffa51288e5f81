internal import Manifests
internal import SourceTrees
internal import YAML

/// Where kustomize says an object came from and which files changed it.
struct Provenance {
    /// What kustomize's annotations `config.kubernetes.io/origin` and `alpha.config.kubernetes.io/transformations` hold.
    struct Step: Hashable {
        /// Nil for the kustomization of our own.
        var file: TreePath?
        /// The plugin that the file configured; nil for an object that was read from the file.
        var plugin: String?

        var isPatch: Bool { plugin?.hasPrefix("Patch") == true }
    }

    var origin: Step?
    var transformations: [Step] = []

    static let originKey = "config.kubernetes.io/origin"
    static let transformationsKey = "alpha.config.kubernetes.io/transformations"

    /// Takes the annotations of an object apart.
    init(_ object: Value, in tree: any SourceTree) {
        let annotations = object.at("metadata", "annotations")
        origin = Self.documents(annotations?[Self.originKey]).first.flatMap { Self.step($0, tree) }
        transformations = Self.documents(annotations?[Self.transformationsKey]).flatMap(\.items)
            .compactMap { Self.step($0, tree) }
    }

    /// Whether no patch tore the annotations away.
    var isWhole: Bool {
        switch origin?.plugin {
        case nil: origin?.file != nil
        case let plugin?: plugin.hasSuffix("Generator")
        }
    }

    private static func documents(_ annotation: Value?) -> [Node] {
        // An object of the repository may have this annotation with any text; then kustomize's is lost.
        (try? Node.parse(Array((annotation?.string ?? "").utf8), file: "")) ?? []
    }

    private static func step(_ node: Node, _ tree: any SourceTree) -> Step? {
        if let path = node.text("path") { return Step(file: file(path, tree)) }
        guard let path = node.text("configuredIn") else { return nil }
        return Step(file: file(path, tree), plugin: node.text("configuredBy", "kind") ?? "")
    }

    /// The real path of a file as the kustomization of our own sees it.
    private static func file(_ path: String, _ tree: any SourceTree) -> TreePath? {
        guard path.hasPrefix("\(Workplace.repository)/") else { return nil }
        let relative = path.dropFirst(Workplace.repository.count + 1)
        guard let path = try? TreePath(String(relative)) else { return nil }
        return (try? tree.resolve(path)) ?? path
    }
}
