package import Manifests

/// The way to a key in values, as it stands in a file or an error.
package typealias ValuePath = [FieldOrigins.Step]

extension ValuePath {
    /// A path of keys as conditions write it; no key of it holds a point.
    init(dotted text: Substring) {
        self = text.split(separator: ".").map { .field(String($0)) }
    }

    /// `loki.storage.bucketNames`, `env[0].name`; a point in a key is written `\.`.
    package var dotted: String {
        var text = ""
        for step in self {
            switch step {
            case .field(let name):
                let key = name.replacing(".", with: "\\.")
                text += text.isEmpty ? key : ".\(key)"
            case .index(let index): text += "[\(index)]"
            }
        }
        return text
    }
}
