package import Manifests

/// What fettle applied to one cluster: the only things that it may ever remove there.
package struct Inventory: Hashable, Sendable {
    /// The commit that was applied last without a failure; nil before the first.
    package var revision: String?
    package private(set) var objects: [ObjectReference: Entry] = [:]
    package private(set) var releases: [ReleaseIdentity: Release] = [:]

    /// One object that was applied, or may have been.
    package struct Entry: Hashable, Sendable {
        package let reference: ObjectReference
        /// As the object was applied: `v1`, `apps/v1`.
        package let apiVersion: String
        /// The stage that wants it.
        package let stage: String
        /// The `Inventory.digest(of:)` of what was applied, or the one with a key for what is secret; nil when it is not
        /// known to have been applied.
        package let digest: String?
        /// Whether its stage says that it stays when nothing wants it any more, also when the stage itself has gone.
        package let isKept: Bool

        package init(
            reference: ObjectReference,
            apiVersion: String,
            stage: String,
            digest: String?,
            isKept: Bool = false,
        ) {
            self.reference = reference
            self.apiVersion = apiVersion
            self.stage = stage
            self.digest = digest
            self.isKept = isKept
        }

        /// The entry of `manifest`, with its digest.
        package init(_ manifest: Manifest, stage: String) {
            self.init(
                reference: manifest.reference,
                apiVersion: manifest.kind.apiVersion,
                stage: stage,
                digest: Inventory.digest(of: manifest),
            )
        }

        /// The entry of `manifest`, with its digest also when it is sensitive.
        package init(_ manifest: Manifest, stage: String, key: [UInt8], isKept: Bool = false) {
            self.init(
                reference: manifest.reference,
                apiVersion: manifest.kind.apiVersion,
                stage: stage,
                digest: Inventory.digest(of: manifest) ?? Inventory.digest(of: manifest, key: key),
                isKept: isKept,
            )
        }

        fileprivate var withoutDigest: Entry {
            Entry(reference: reference, apiVersion: apiVersion, stage: stage, digest: nil, isKept: isKept)
        }
    }

    /// How often a release failed to become what is wanted of it.
    package struct Failures: Hashable, Sendable {
        /// What failed last: `install`, `upgrade`.
        package let action: String
        /// Since something else was wanted, or it succeeded; at least 1.
        package let count: Int
        /// When it failed last, in seconds since 1970.
        package let at: Int64
        /// The digest of what was wanted.
        package let digest: String

        package init(action: String, count: Int, at: Int64, digest: String) {
            self.action = action
            self.count = count
            self.at = at
            self.digest = digest
        }
    }

    /// What names a Helm release in a cluster, whichever HelmRelease object asks for it.
    package struct ReleaseIdentity: Hashable, Sendable {
        package let namespace: String
        package let name: String

        package init(namespace: String, name: String) {
            self.namespace = namespace
            self.name = name
        }
    }

    /// One Helm release that was installed, or may have been.
    package struct Release: Hashable, Sendable {
        /// The HelmRelease object's name.
        package let name: String
        /// The HelmRelease object's namespace.
        package let namespace: String
        package let stage: String
        /// The release as `helm list` shows it.
        package let identity: ReleaseIdentity
        /// The digest of chart, values and options that were installed last; nil when none is known to have been, or the
        /// last try failed.
        package let digest: String?
        /// As an object's.
        package let isKept: Bool
        /// Nil when the last try has succeeded.
        package var failures: Failures?

        /// Without `targetNamespace` the release is in the HelmRelease's own namespace; without `releaseName` it has the
        /// HelmRelease's own name.
        package init(
            name: String,
            namespace: String,
            stage: String,
            targetNamespace: String? = nil,
            releaseName: String? = nil,
            digest: String? = nil,
            isKept: Bool = false,
            failures: Failures? = nil,
        ) {
            self.name = name
            self.namespace = namespace
            self.stage = stage
            identity = ReleaseIdentity(namespace: targetNamespace ?? namespace, name: releaseName ?? name)
            self.digest = digest
            self.isKept = isKept
            self.failures = failures
        }

        fileprivate var withoutDigest: Release {
            Release(
                name: name,
                namespace: namespace,
                stage: stage,
                targetNamespace: identity.namespace,
                releaseName: identity.name,
                isKept: isKept,
                failures: failures,
            )
        }
    }

    package init(revision: String? = nil, objects: [Entry] = [], releases: [Release] = []) {
        self.revision = revision
        for entry in objects { insert(entry) }
        for release in releases { insert(release) }
    }

    package var isEmpty: Bool {
        objects.isEmpty && releases.isEmpty
    }

    package subscript(reference: ObjectReference) -> Entry? {
        objects[reference]
    }

    package subscript(release: ReleaseIdentity) -> Release? {
        releases[release]
    }

    /// Adds `entry`, in place of one for the same object.
    package mutating func insert(_ entry: Entry) {
        objects[entry.reference] = entry
    }

    /// Adds `release`, in place of one with the same identity.
    package mutating func insert(_ release: Release) {
        releases[release.identity] = release
    }

    /// What may be in the cluster while `wanted` is being applied over what this inventory lists.
    ///
    /// Where `wanted` has another digest, or the only one, none is kept: killed halfway, nobody knows which of the two
    /// the cluster has. The revision stays the one that was applied.
    package func union(_ wanted: Inventory) -> Inventory {
        var result = self
        for entry in wanted.objects.values {
            let isSame = entry.digest == objects[entry.reference]?.digest
            result.insert(isSame ? entry : entry.withoutDigest)
        }
        for var release in wanted.releases.values {
            let known = releases[release.identity]
            if release.failures == nil { release.failures = known?.failures }
            result.insert(release.digest == known?.digest ? release : release.withoutDigest)
        }
        return result
    }

    /// This inventory without what was found to be gone.
    package func removing(
        _ references: some Sequence<ObjectReference>,
        releases identities: some Sequence<ReleaseIdentity> = EmptyCollection(),
    ) -> Inventory {
        var result = self
        for reference in references { result.objects[reference] = nil }
        for identity in identities { result.releases[identity] = nil }
        return result
    }
}

extension Inventory.ReleaseIdentity: CustomStringConvertible {
    package var description: String {
        "HelmRelease/\(namespace)/\(name)"
    }
}

extension Inventory.ReleaseIdentity: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        (left.namespace, left.name) < (right.namespace, right.name)
    }
}
