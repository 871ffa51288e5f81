internal import Glibc
internal import Manifests
internal import SourceTrees

/// The folder that relative paths of the command line start from, as a place in the tree of the whole disk.
struct WorkingDirectory: Sendable {
    private let path: TreePath

    /// - Throws: `Problems` when it is gone.
    init() throws {
        guard let text = realpath(".", nil) else {
            throw Problems(".", "cannot be looked at: \(String(cString: strerror(errno))); go to another folder")
        }
        defer { free(text) }
        path = try TreePath(String(String(cString: text).drop { $0 == "/" }))
    }

    /// The place that `text` names, links followed.
    ///
    /// - Throws: `Problems` when nothing lies there.
    func path(of text: String) throws -> TreePath {
        guard let real = realpath(text.isEmpty ? "." : text, nil) else {
            throw Problems(text, "\(String(cString: strerror(errno)).lowercased()); name a folder")
        }
        defer { free(real) }
        return try TreePath(String(String(cString: real).drop { $0 == "/" }))
    }

    /// How a message names a place: relative to this folder if it is near, else in full.
    func displayName(of place: TreePath) -> String {
        let common = zip(path.components, place.components).prefix { $0 == $1 }.count
        let climbs = path.components.count - common
        guard climbs <= 3, common > 0 || path == .root else { return "/\(place)" }
        let parts = [String](repeating: "..", count: climbs) + place.components[common...]
        return parts.isEmpty ? "." : parts.joined(separator: "/")
    }
}
