internal import Manifests
internal import YAML

extension ResourceSet {
    /// Takes in generated objects, each as its `behavior` says: as a new one at the end, or in the place of one that is
    /// or was called so.
    ///
    /// - Throws: `Problems`: an object that must not be there is, one that must be there is not, several are.
    mutating func absorb(_ generated: [Resource]) throws {
        guard !generated.isEmpty else { return }
        try transform { resources in
            var indices: [ResourceID: [Int]] = [:]
            for (index, resource) in resources.enumerated() {
                for id in resource.allIDs { indices[id, default: []].append(index) }
            }
            for resource in generated {
                let matches = indices[resource.currentID] ?? []
                switch matches.count {
                case 0:
                    try resource.checkMayBeNew()
                    for id in resource.allIDs { indices[id, default: []].append(resources.count) }
                    resources.append(resource)
                case 1:
                    // What is remembered moves over, so the IDs stay what they are.
                    try resource.standIn(for: resources[matches[0]])
                    resources[matches[0]] = resource
                default:
                    throw resource.ambiguity(matches.map { resources[$0] })
                }
            }
        }
    }
}

extension Resource {
    /// What the object is and was called.
    fileprivate var allIDs: Set<ResourceID> { Set(formerIDs + [currentID]) }

    fileprivate func checkMayBeNew() throws {
        switch history.behavior {
        case .merge, .replace:
            throw context.failure(
                node,
                "id \(currentID) does not exist; cannot merge or replace it, so add what makes it to the resources or"
                    + " take the behavior away",
            )
        case .create, .unspecified: return
        }
    }

    fileprivate func standIn(for old: Resource) throws {
        switch history.behavior {
        case .replace: try takeMetadata(of: old)
        case .merge:
            try takeMetadata(of: old)
            try mergeData(of: old)
            keepOrigin(of: old)
        case .create, .unspecified:
            throw context.failure(
                node,
                "id \(currentID) exists; behavior must be merge or replace, since"
                    + " \(context.files.description(of: old.node.trace.place)) makes it already",
            )
        }
        guard currentID == old.currentID else {
            throw context.failure(
                node,
                "cannot find resource with id \(currentID) to replace; it became \(old.currentID) before",
            )
        }
    }

    fileprivate func ambiguity(_ objects: [Resource]) -> Problems {
        let names = objects.map { object in
            "\(object.currentID) (\(context.files.description(of: object.node.trace.place)))"
        }
        return context.failure(
            node,
            "found multiple objects that could accept merge of \(currentID): \(names.joined(separator: ", ")); name one"
                + " of them as it is called now",
        )
    }
}
