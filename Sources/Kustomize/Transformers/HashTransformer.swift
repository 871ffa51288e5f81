internal import Manifests
internal import YAML

/// Gives the names of generated objects a suffix that is made from their contents.
struct HashTransformer: Transformer {
    func transform(_ resources: inout ResourceSet, _ context: BuildContext) throws {
        try resources.transform { resources in
            for resource in resources where resource.history.needsHash {
                let suffix = try HashedContent(of: resource).suffix
                resource.rememberID()
                resource.append(toName: suffix)
            }
        }
    }
}

extension Resource {
    fileprivate func append(toName suffix: String) {
        let name = TracedScalar("\(name)-\(suffix)", tag: nil)
        _ = node.modify("metadata") { metadata in
            metadata.modify("name") { value in
                value.replace(with: TracedValue(.scalar(name)), at: value.trace.place.written(by: .hash))
            }
        }
    }
}
