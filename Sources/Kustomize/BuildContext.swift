internal import Manifests
internal import SourceTrees
internal import YAML

/// What all parts of one build share.
///
/// Lives on one thread.
final class BuildContext {
    /// The files that were read, by their numbers in places.
    var files = SourceFiles()
    /// What is known of kinds: how their lists merge, and which have no namespace.
    var schema = Schema.builtIn
    /// What kustomize would say on standard error: fields that will go away.
    var warnings: [String] = []
    /// How messages name a place of the tree.
    var displayName: (TreePath) -> String = { "\($0)" }

    /// Warns of a key that stands twice where kustomize takes the last one.
    func noteDuplicate(_ key: String, at place: Place) {
        warnings.append(
            "\(files.description(of: place)): key '\(key)' stands twice; the last one counts, remove the others"
        )
    }

    /// A failure at `place`, written as `file:line: message`.
    func failure(_ place: Place, _ message: String) -> Problems {
        Problems(files.description(of: place), message)
    }

    /// A failure where `value` was written.
    func failure(_ value: TracedValue, _ message: String) -> Problems {
        failure(value.trace.place, message)
    }
}
