/// The files that places of one build lie in.
///
/// The number of a file is its position, from 1.
package struct SourceFiles: Sendable {
    package struct File: Hashable, Sendable {
        /// From the root of the repository.
        package let path: String
        /// Whether the repository holds it encrypted, so that its values must not be printed.
        package let isEncrypted: Bool
    }

    private var files: [File] = []
    private var numbers: [File: Int] = [:]

    package init() {}

    /// The number of the file `path`.
    package mutating func number(of path: String, isEncrypted: Bool) -> Int {
        let file = File(path: path, isEncrypted: isEncrypted)
        if let number = numbers[file] { return number }
        files.append(file)
        numbers[file] = files.count
        return files.count
    }

    /// `trace` as that of a value that must not be printed, wherever it was written: one out of a Secret.
    package mutating func secret(_ trace: Trace) -> Trace {
        Trace(secret(trace.place), after: trace.earlier.map { secret($0) })
    }

    private mutating func secret(_ place: Place) -> Place {
        guard let file = file(of: place), !file.isEncrypted else { return place }
        let number = number(of: file.path, isEncrypted: true)
        return Place(file: number, line: place.line, column: place.column, writer: place.writer)
    }

    /// The path of the file `number`; empty when there is none.
    package func path(of number: Int) -> String {
        number > 0 && number <= files.count ? files[number - 1].path : ""
    }

    /// The file of a place; nil when it is not known.
    package func file(of place: Place) -> File? {
        place.file > 0 && place.file <= files.count ? files[place.file - 1] : nil
    }

    /// `overlays/perso/grafana.yaml:7`, or `kustomization` where nothing is known.
    package func description(of place: Place) -> String {
        guard let file = file(of: place) else { return "kustomization" }
        return place.line > 0 ? "\(file.path):\(place.line)" : file.path
    }

    /// Whether anything that made the value was written in an encrypted file.
    package func isEncrypted(_ trace: Trace) -> Bool {
        isEncrypted(trace.place) || trace.earlier.contains(where: isEncrypted)
    }

    private func isEncrypted(_ place: Place) -> Bool {
        file(of: place)?.isEncrypted ?? false
    }
}
