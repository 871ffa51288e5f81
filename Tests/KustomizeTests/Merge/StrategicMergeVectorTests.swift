import Foundation
import Testing
import YAML

@testable import Kustomize

/// The cases of kustomize's own tests of its merge, from `kustomize-extra/unit/merge2.json`.
///
/// The folder lies beside the corpus that `KUSTOMIZE_CORPUS` names, else beside the repository; it is no part of it.
struct TheVectorsOfKustomize {
    private static var file: String {
        let corpus = ProcessInfo.processInfo.environment["KUSTOMIZE_CORPUS"]
        let top = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../..")
        let folder =
            corpus.map { URL(filePath: $0).deletingLastPathComponent() } ?? top.appending(path: "shared/corpus")
        return folder.appending(path: "kustomize-extra/unit/merge2.json").standardized.path()
    }

    /// Whether it neither guesses a merge key, which patches never do, nor takes a schema from a comment.
    private static func isOfPatches(_ vector: Value) -> Bool {
        let texts = [vector["source"]?.string ?? "", vector["dest"]?.string ?? ""]
        return vector["infer"] == .bool(false) && !texts.contains { $0.contains("# {\"") }
    }

    @Test func `come out as there`() throws {
        guard let data = FileManager.default.contents(atPath: Self.file) else {
            print("vectors: no \(Self.file); set KUSTOMIZE_CORPUS to a folder beside kustomize-extra")
            return
        }
        let vectors = try Value(json: data)["cases"]?.array ?? []
        #expect(!vectors.isEmpty)
        var count = 0
        for vector in vectors where Self.isOfPatches(vector) {
            let name = vector["description"]?.string ?? "?"
            let patch = try #require(vector["source"]?.string)
            let object = try #require(vector["dest"]?.string)
            let expected = try #require(vector["expected"]?.string)
            let fixture = StrategicMergeFixture()
            let merged = try fixture.merge(patch, into: object)
            let wanted = try fixture.document(expected, file: "expected.yaml")
            let appends = vector["list_increase"] != .string("MergeOptionsListPrepend")
            let isSame = merged.map { appends ? Self.unordered($0) == Self.unordered(wanted) : $0.means(wanted) }
            #expect(
                isSame ?? wanted.isNull,
                "\(name): \(merged.map { String(decoding: $0.yaml(), as: UTF8.self) } ?? "nothing")",
            )
            count += 1
        }
        print("vectors: \(count) of \(vectors.count) ran, the others guess a merge key or have a schema in a comment")
    }

    /// The value with its lists in an order of their own, for vectors that append where a patch prepends.
    private static func unordered(_ value: TracedValue) -> String {
        switch value.content {
        case .scalar(let scalar): "\(scalar.resolvedTag) \(scalar.text)"
        case .sequence(let elements): "[\(elements.map(unordered).sorted().joined(separator: ","))]"
        case .mapping(let fields):
            "{\(fields.map { "\($0.name): \(unordered($0.value))" }.sorted().joined(separator: ","))}"
        }
    }
}
