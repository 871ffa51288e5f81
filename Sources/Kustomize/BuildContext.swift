internal import Manifests
internal import YAML

/// What all parts of one build share. Lives on one thread.
final class BuildContext {
    /// The files that were read, by their numbers in places.
    var files = SourceFiles()
    /// What is known of kinds: how their lists merge, and which have no namespace.
    var schema = Schema.builtIn
    /// What kustomize would say on standard error: fields that will go away.
    var warnings: [String] = []

    /// A failure at `place`, written as `file:line: message`.
    func failure(_ place: Place, _ message: String) -> Problems {
        Problems(files.description(of: place), message)
    }

    /// A failure where `value` was written.
    func failure(_ value: TracedValue, _ message: String) -> Problems {
        failure(value.trace.place, message)
    }
}

/// The files of one build. The number of a file is its index here, from 1.
struct SourceFiles: Sendable {
    struct File: Hashable, Sendable {
        /// From the root of the repository.
        let path: String
        let isEncrypted: Bool
    }

    private var files: [File] = []
    private var numbers: [String: Int] = [:]

    /// The number of the file `path`.
    mutating func number(of path: String, isEncrypted: Bool) -> Int {
        if let number = numbers[path] { return number }
        files.append(File(path: path, isEncrypted: isEncrypted))
        numbers[path] = files.count
        return files.count
    }

    /// The file of a place; nil when it is not known.
    func file(of place: Place) -> File? {
        place.file > 0 && place.file <= files.count ? files[place.file - 1] : nil
    }

    /// The path of the file `number`; empty when there is none.
    func path(of number: Int) -> String {
        number > 0 && number <= files.count ? files[number - 1].path : ""
    }

    /// `overlays/perso/grafana.yaml:7`, or `kustomization` where nothing is known.
    func description(of place: Place) -> String {
        guard let file = file(of: place) else { return "kustomization" }
        return place.line > 0 ? "\(file.path):\(place.line)" : file.path
    }

    /// Whether anything that made the value was written in an encrypted file.
    func isEncrypted(_ trace: Trace) -> Bool {
        isEncrypted(trace.place) || trace.earlier.contains(where: isEncrypted)
    }

    private func isEncrypted(_ place: Place) -> Bool {
        file(of: place)?.isEncrypted ?? false
    }
}
