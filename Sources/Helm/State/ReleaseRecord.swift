package import Manifests
internal import YAML

/// One record of a release: helm keeps one Secret for each revision.
package struct ReleaseRecord: Hashable, Sendable {
    /// What helm says of a revision.
    package enum Status: String, Hashable, Sendable {
        case unknown
        case deployed
        case uninstalled
        case superseded
        case failed
        case uninstalling
        case pendingInstall = "pending-install"
        case pendingUpgrade = "pending-upgrade"
        case pendingRollback = "pending-rollback"

        /// Whether helm was at it, and has not said how it ended.
        package var isPending: Bool { self == .pendingInstall || self == .pendingUpgrade || self == .pendingRollback }
    }

    /// The release.
    package let name: String
    package let namespace: String
    package let revision: Int
    package let status: Status
    /// All labels of the Secret, helm's own among them.
    package let labels: [String: String]
    /// Seconds since 1970; nil when the record does not say.
    package let modifiedAt: Int64?
    /// The Secret's identity; empty when it is not known.
    package let uid: String

    package init(
        name: String,
        namespace: String,
        revision: Int,
        status: Status,
        labels: [String: String],
        modifiedAt: Int64? = nil,
        uid: String = "",
    ) {
        self.name = name
        self.namespace = namespace
        self.revision = revision
        self.status = status
        self.labels = labels
        self.modifiedAt = modifiedAt
        self.uid = uid
    }

    /// The selector of the Secrets that are records.
    package static let selector = "owner=helm"

    /// Reads the metadata of a Secret that helm labelled; nil for any other object.
    package init?(_ secret: Manifest) {
        guard let fields = secret.object.at("metadata", "labels")?.object, fields["owner"]?.string == "helm",
            let name = fields["name"]?.string, let revision = fields["version"]?.string.flatMap({ Int($0) })
        else { return nil }
        self.init(
            name: name,
            namespace: secret.namespace ?? FluxObject.defaultNamespace,
            revision: revision,
            status: fields["status"]?.string.flatMap { Status(rawValue: $0) } ?? .unknown,
            labels: fields.compactMapValues(\.string),
            modifiedAt: (fields["modifiedAt"] ?? fields["createdAt"])?.string.flatMap { Int64($0) },
            uid: secret.object.at("metadata", "uid")?.string ?? "",
        )
    }

    /// The Secret that holds the record.
    package var secret: ObjectReference {
        ObjectReference(
            group: "",
            kind: "Secret",
            namespace: namespace,
            name: "sh.helm.release.v1.\(name).v\(revision)"
        )
    }

    /// The cluster's name, if fettle made the record for it; nil for a record that helm made by somebody else's hand.
    ///
    /// helm hands the labels of one revision on to the next, so the owner alone proves nothing: the revision that
    /// fettle expected must be the one that the record has.
    package var owner: String? {
        guard labels[LoadBearingNames.releaseRevisionLabel] == String(revision) else { return nil }
        return labels[LoadBearingNames.ownerLabel]
    }

    /// The digest of what fettle installed; nil as for `owner`.
    package var digest: String? {
        owner == nil ? nil : labels[LoadBearingNames.releaseDigestLabel]
    }

    /// Whether fettle wrote here that it would make `next` by rolling back.
    func announces(_ next: ReleaseRecord) -> Bool {
        revision < next.revision && labels[LoadBearingNames.releaseRollbackLabel] == String(next.revision)
    }

    /// The commit that the revision was made of; of a revision that a rollback made, the commit it went back to.
    package var commit: String? { labels[LoadBearingNames.releaseCommitLabel] }

    /// The name of the chart; nil as for `owner`, and where fettle did not write it.
    package var chart: String? {
        owner == nil ? nil : labels[LoadBearingNames.releaseChartLabel]
    }

    /// What the chart's tests said of this revision; nil while fettle has not run them.
    package var tests: TestVerdict? {
        labels[LoadBearingNames.releaseTestsLabel].flatMap { TestVerdict(label: $0, revision: revision) }
    }

    /// What a chart's tests said.
    package enum TestVerdict: String, Hashable, Sendable {
        case passed, failed

        /// As the label has it, with the revision, since helm hands labels on to the next one.
        func label(revision: Int) -> String { "\(revision)-\(rawValue)" }

        fileprivate init?(label: String, revision: Int) {
            let prefix = "\(revision)-"
            guard label.hasPrefix(prefix) else { return nil }
            self.init(rawValue: String(label.dropFirst(prefix.count)))
        }
    }
}

/// The records of one cluster.
package protocol ReleaseRecords: Sendable {
    /// All records of one release, or of every release of the cluster when `namespace` and `name` are nil.
    ///
    /// Asks the cluster each time; the caller keeps what it needs for longer.
    func list(namespace: String?, name: String?) async throws -> [ReleaseRecord]

    /// Deletes one record, and nothing else of the release. Gone already is well.
    func delete(_ record: ReleaseRecord) async throws

    /// Sets labels of one record, if it is still there, and leaves its others.
    func mark(_ record: ReleaseRecord, with labels: [String: String]) async throws
}
