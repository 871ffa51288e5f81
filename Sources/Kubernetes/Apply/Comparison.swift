package import Manifests
package import YAML

/// How much of an object is fettle's.
package enum Extent: Hashable, Sendable {
    /// Everything that the repository says.
    case whole
    /// Not the fields that rules leave to others.
    case withoutIgnored
    /// Not its replicas, which an autoscaler sets.
    case withoutReplicas
}

/// How one object of the repository relates to the cluster.
package struct Comparison: Sendable {
    package enum State: Hashable, Sendable {
        /// It is not there yet.
        case absent
        /// It is as it should be.
        case same
        /// It is there, and applying changes these fields.
        case different([FieldDifference])
        /// It is there as it was applied last, and the repository wants something else by now.
        case outdated(version: String)
        /// The cluster does not know its kind.
        case unknownKind
        /// Its namespace is neither there nor part of the same set.
        case namespaceMissing
        /// It could not be compared, or must not be applied.
        case failed(KubernetesError)
    }

    /// The object as it is sent to the server.
    package let manifest: Manifest
    /// The object as it was found.
    package let live: LiveObject?
    package let state: State
    /// The managed fields to set before applying; nil when there is nothing to take over.
    package let adoption: [Value]?
    /// How the object is made anew, since the server refuses to change it; nil when that is not needed.
    package let recreation: Recreation?
    /// The tool that managed the object until now, to be told to the user when fettle takes over.
    package let foreignOwner: String?
    /// What of the object is compared, and applied.
    package let extent: Extent
    /// The autoscaler that the object's replicas are left to; nil for none.
    package let scaler: String?

    package init(
        manifest: Manifest,
        live: LiveObject? = nil,
        state: State,
        adoption: [Value]? = nil,
        recreation: Recreation? = nil,
        foreignOwner: String? = nil,
        extent: Extent = .whole,
        scaler: String? = nil,
    ) {
        self.manifest = manifest
        self.live = live
        self.state = state
        self.adoption = adoption
        self.recreation = recreation
        self.foreignOwner = foreignOwner
        self.extent = extent
        self.scaler = scaler
    }

    /// Whether nothing has to be written: the object is the same and nobody else's fields are to be taken over.
    package var isInSync: Bool {
        state == .same && adoption == nil
    }

    /// The fields that differ; empty in all other states.
    package var differences: [FieldDifference] {
        if case .different(let differences) = state { differences } else { [] }
    }
}

/// What became of one object.
package struct ApplyOutcome: Sendable {
    package enum Action: Hashable, Sendable {
        case created
        case configured
        case recreated
        case unchanged
        /// Not tried, because of something else in the set that failed.
        case skipped(because: String)
        /// The cluster does not know its kind, and nothing in the set defines it.
        case unknownKind
        case failed(KubernetesError)
    }

    package let comparison: Comparison
    package let action: Action
    /// The object as the server has it now; nil when it was not written.
    package let live: LiveObject?

    package init(comparison: Comparison, action: Action, live: LiveObject? = nil) {
        self.comparison = comparison
        self.action = action
        self.live = live
    }

    package var manifest: Manifest { comparison.manifest }
}
