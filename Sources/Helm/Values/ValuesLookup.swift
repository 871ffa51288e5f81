package import Manifests

/// Reads the data of a ConfigMap or Secret: first of what the commit renders, then of the cluster.
///
/// Gives the data by key, those of a Secret decoded; nil when there is no such object.
package typealias ValuesLookup = @Sendable (ObjectReference) async throws -> [String: [UInt8]]?
