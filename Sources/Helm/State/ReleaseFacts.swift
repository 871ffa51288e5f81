/// What is known of one release in the cluster.
package struct ReleaseFacts: Sendable {
    /// Helm's records of it; those of other releases are passed over.
    package var records: [ReleaseRecord]
    /// What is noted of failures, of this plan or an earlier one.
    package var attempt: ReleaseAttempt?
    /// Whether somebody asks for a try, so that no pause after a failure counts.
    package var isAskedFor = false
    /// What an upgrade takes the place of; nil as long as nobody has looked.
    package var base: UpgradeBase?
    /// Seconds since 1970.
    package var now: Int64

    package init(records: [ReleaseRecord], attempt: ReleaseAttempt? = nil, isAskedFor: Bool = false, now: Int64) {
        self.records = records
        self.attempt = attempt
        self.isAskedFor = isAskedFor
        self.now = now
    }
}
