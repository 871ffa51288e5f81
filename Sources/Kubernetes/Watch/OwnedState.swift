internal import Manifests
internal import YAML

/// What of a live object is fettle's, as one number: while that stays the same, nobody has changed what fettle applied.
///
/// It covers which fields fettle owns and what is in them, the fields of the managers that fettle takes over from, and
/// whether the object is being deleted. Status, and fields of others beside ours, are not in it.
struct OwnedState: Hashable, Sendable {
    private let digest: Int

    /// - Parameter fields: what counts, instead of what fettle owns.
    init(_ live: LiveObject, of fields: FieldSet? = nil) {
        var hasher = Hasher()
        hasher.combine(live.uid)
        hasher.combine(live.isBeingDeleted)
        if let fields {
            hasher.combine(Self.digest(fields, live.object))
            digest = hasher.finalize()
            return
        }
        for entry in live.managedFields {
            let read = ManagedFields.Entry(entry)
            guard read.isOurs || Adoption.takes(read) else { continue }
            hasher.combine(read.manager)
            hasher.combine(read.operation)
            hasher.combine(read.apiVersion)
            // Servers before 1.22 do not record who scaled a workload, so the values count as well.
            hasher.combine(Self.digest(read.fields, live.object))
        }
        digest = hasher.finalize()
    }

    /// The same whatever the order in which a dictionary is walked.
    private static func digest(_ fields: FieldSet, _ value: Value?) -> Int {
        if fields.isWhole { return value.hashValue }
        var sum = fields.isMember ? 1 : 0
        for (step, child) in fields.children {
            var hasher = Hasher()
            hasher.combine(step)
            hasher.combine(digest(child, value.flatMap { step.resolve(in: $0) }))
            sum &+= hasher.finalize()
        }
        return sum
    }
}
