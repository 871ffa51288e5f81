import Manifests
import YAML

@testable import Kustomize

/// Merges texts as the files of one build.
struct StrategicMergeFixture {
    let context = BuildContext()

    /// The one document of `text`, as a file of the build.
    func document(_ text: String, file path: String, isEncrypted: Bool = false) throws -> TracedValue {
        let file = context.files.number(of: path, isEncrypted: isEncrypted)
        let documents = try Node.parse(Array(text.utf8), file: path)
        return try documents.first?.traced(file: path, number: file) ?? .null()
    }

    /// The object after the patch; nil when nothing is left of it.
    func merge(_ patch: String, into object: String) throws -> TracedValue? {
        var target = try document(object, file: "base/object.yaml")
        let patch = try document(patch, file: "overlay/patch.yaml")
        let isLeft = try StrategicMerge.merge(patch, into: &target, at: .unknown, in: context)
        return isLeft ? target : nil
    }

    /// The same as text.
    static func merged(_ patch: String, into object: String) throws -> String? {
        try StrategicMergeFixture().merge(patch, into: object).map { String(decoding: $0.yaml(.folded), as: UTF8.self) }
    }

    /// What a failing merge says.
    static func failure(_ patch: String, into object: String) -> String? {
        do {
            _ = try StrategicMergeFixture().merge(patch, into: object)
            return nil
        } catch {
            return "\(error)"
        }
    }
}
