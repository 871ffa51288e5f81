/// Names that are written into clusters.
///
/// Changing one orphans what earlier versions of fettle applied.
package enum LoadBearingNames {
    /// The field manager of every server-side apply.
    package static let fieldManager = "fettle"
    /// The label on every object that fettle applies and on every Helm release; its value is the cluster's name.
    package static let ownerLabel = "fettle.dev/owner"
    /// The label on a Helm release's records that holds the digest of chart, values and options.
    package static let releaseDigestLabel = "fettle.dev/digest"
    /// The label on a Helm release's records that holds the revision as fettle expected it: helm hands labels on to the
    /// next revision, so another number means that somebody else made the record.
    package static let releaseRevisionLabel = "fettle.dev/revision"
    /// The label on a Helm release's records that holds the commit they were made of.
    package static let releaseCommitLabel = "fettle.dev/commit"
    /// The label with the name of a release's chart.
    package static let releaseChartLabel = "fettle.dev/chart"
    /// The label on a Helm release's records that holds what the chart's tests said: `3-passed`, `3-failed`.
    package static let releaseTestsLabel = "fettle.dev/tests"
    /// The label on a Helm release's record that holds the revision which fettle's next rollback makes: helm gives that one
    /// the labels of the revision it goes back to, so that it would not be known as fettle's.
    package static let releaseRollbackLabel = "fettle.dev/rollback"
    /// The namespace that holds what fettle itself keeps in a cluster.
    package static let systemNamespace = "fettle-system"
    /// The ConfigMap that lists what fettle applied.
    package static let inventoryName = "fettle-inventory"
    /// What begins the names of the ConfigMaps that hold parts of such a list; a number ends them.
    package static let inventoryPartPrefix = "fettle-inventory-"
    /// The Secret with the key for the digests of secret objects and of Helm releases.
    package static let digestKeyName = "fettle-digest-key"
    /// The annotation that says how an object with a rejected immutable field is replaced.
    package static let recreateAnnotation = "fettle.dev/recreate"
    /// The annotation that keeps one object's drift from being corrected: `report` or `ignore`.
    package static let driftAnnotation = "fettle.dev/drift"
    /// The annotation of a HelmRelease that says what is done about values without effect: `warn`, `error` or `off`.
    package static let valuesCheckAnnotation = "fettle.dev/values-check"
    /// The trailer of a commit message that allows one cluster's prune past its limit.
    package static let allowPruneTrailer = "Fettle-Allow-Prune"
    /// The API group of fettle's own kinds.
    package static let apiVersion = "fettle.dev/v1alpha1"
}
