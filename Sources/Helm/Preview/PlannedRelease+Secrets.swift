package import Manifests
package import YAML

extension PlannedRelease {
    /// Hides what an earlier revision was given where now a secret stands: the old password beside the new one.
    ///
    /// Nobody recorded which of those values were secret, so it goes by their places. A value whose place is gone counts
    /// as secret where the release has secrets at all, and where it preserves values that the repository does not have.
    ///
    /// - Parameter recorded: the values of the earlier revision.
    /// - Returns: what hides them; empty for a release without secrets.
    package func earlierSecrets(in recorded: Value) -> SecretMask {
        guard values.isSensitive || release.upgrade.preservesValues else { return SecretMask(texts: []) }
        var secrets: [Value] = []
        collect(recorded, values.values, into: &secrets)
        return SecretMask(values: secrets)
    }

    private func collect(_ old: Value, _ new: Value?, into secrets: inout [Value]) {
        if let fields = old.object, new?.object != nil {
            for (name, value) in fields { collect(value, new?[name], into: &secrets) }
        } else if old != new {
            let text = new.map(\.jsonText)
            let isPublic = text.map { values.mask.hide(in: $0) == $0 } ?? false
            if !isPublic { secrets.append(old) }
        }
    }
}
