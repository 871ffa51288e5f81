internal import Manifests
internal import YAML

/// The objects of a build in their order; no two have the same ID when they are added.
struct ResourceSet {
    private(set) var resources: [Resource] = []
    /// The IDs of all, as long as nothing may have changed them.
    private var knownIDs: Set<ResourceID>?

    init() {}

    init(_ resources: [Resource]) {
        self.resources = resources
    }

    /// Adds an object at the end.
    ///
    /// - Throws: `Problems` when there is one with the same ID.
    mutating func append(_ resource: Resource) throws {
        var ids = knownIDs ?? Set(resources.map(\.currentID))
        knownIDs = nil
        defer { knownIDs = ids }
        guard ids.insert(resource.currentID).inserted else {
            let other = resources.first { $0.currentID == resource.currentID }
            let place = other.map { resource.context.files.description(of: $0.node.trace.place) } ?? "elsewhere"
            throw resource.context.failure(
                resource.node,
                "may not add \(resource.currentID), which is already registered by \(place); remove one of them",
            )
        }
        resources.append(resource)
    }

    /// Adds all, in their order.
    mutating func append(contentsOf others: ResourceSet) throws {
        for resource in others.resources { try append(resource) }
    }

    /// Changes objects, the list of objects, or both.
    ///
    /// What a patch emptied is dropped afterwards.
    mutating func transform<Result>(_ body: (inout [Resource]) throws -> Result) rethrows -> Result {
        knownIDs = nil
        defer { resources.removeAll { $0.node.isNullOrEmpty } }
        return try body(&resources)
    }

    /// The objects that are or were called what `matches` accepts.
    func matchingAnyID(_ matches: (ResourceID) -> Bool) -> [Resource] {
        resources.filter { matches($0.currentID) || $0.formerIDs.contains(where: matches) }
    }

    /// The objects that are called what `matches` accepts.
    func matchingCurrentID(_ matches: (ResourceID) -> Bool) -> [Resource] {
        resources.filter { matches($0.currentID) }
    }
}

/// Changes the objects of a build.
protocol Transformer {
    func transform(_ resources: inout ResourceSet, _ context: BuildContext) throws
}

/// Makes objects.
protocol Generator {
    func generate(_ context: BuildContext) throws -> [Resource]
}
