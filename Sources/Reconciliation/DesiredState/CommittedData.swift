internal import FoundationEssentials
internal import Manifests
internal import YAML

/// The data of the ConfigMaps and Secrets that a commit renders.
struct CommittedData: Sendable {
    private let objects: [ObjectReference: Manifest]

    init(_ manifests: [Manifest]) {
        let data = manifests.lazy.filter { $0.kind.group.isEmpty && Self.kinds.contains($0.kind.kind) }
        objects = Dictionary(data.map { ($0.reference, $0) }) { $1 }
    }

    private static let kinds: Set<String> = ["ConfigMap", "Secret"]

    /// The data of one object: from the commit when it is there, else from the cluster.
    func data(of reference: ObjectReference, else lookup: DataLookup) async throws -> [String: [UInt8]]? {
        guard let object = objects[reference] else { return try await lookup(reference) }
        return object.data
    }

    /// Where a key of an object's data was written last; nil for an object that the commit does not hold.
    func origin(of reference: ObjectReference, key: String) -> Origin? {
        guard let manifest = objects[reference] else { return nil }
        for field in ["data", "stringData", "binaryData"] where manifest.object[field]?[key] != nil {
            let writings = manifest.fields?.writings(at: [.field(field), .field(key)])
            return writings?.last?.origin ?? manifest.origin
        }
        return manifest.origin
    }

    /// Whether the commit holds `reference`, and its values must not be printed.
    func isSensitive(_ reference: ObjectReference) -> Bool {
        objects[reference]?.isSensitive == true
    }
}

extension Manifest {
    /// The data of a ConfigMap or a Secret by key, decoded.
    var data: [String: [UInt8]] {
        var result: [String: [UInt8]] = [:]
        let isSecret = kind.kind == "Secret"
        for (key, value) in object["data"]?.object ?? [:] {
            guard let text = value.string else { continue }
            result[key] = isSecret ? Data(base64Encoded: text).map { Array($0) } : Array(text.utf8)
        }
        for (key, value) in object["binaryData"]?.object ?? [:] {
            result[key] = value.string.flatMap { Data(base64Encoded: $0) }.map { Array($0) }
        }
        for (key, value) in object["stringData"]?.object ?? [:] {
            result[key] = value.string.map { Array($0.utf8) }
        }
        return result
    }
}
