package import Manifests

/// The order in which releases are converged, after what their `dependsOn` names.
package struct ReleaseOrder: Sendable {
    /// Releases that wait for nothing in a later wave; in each wave by namespace and name.
    package let waves: [[HelmRelease]]
    /// Releases that depend on themselves, on something that is not there, or on one of these.
    package let blocked: [HelmRelease]
    /// Why the blocked ones are.
    package let problems: [Problem]

    /// Sorts `releases`.
    ///
    /// Dependencies on a Kustomization concern whole stages and play no part here.
    ///
    /// - Parameters:
    ///   - releases: in any order.
    ///   - others: releases that may be named as well, because something else sees to them.
    package init(_ releases: [HelmRelease], others: Set<ObjectReference> = []) {
        let names = Set(releases.map(\.reference))
        var problems: [Problem] = []
        var open = releases.sorted { $0.reference < $1.reference }
        var stuck: [HelmRelease] = []
        for release in open {
            let missing = release.releasesBefore.filter { !names.contains($0) && !others.contains($0) }
            guard !missing.isEmpty else { continue }
            stuck.append(release)
            for reference in missing {
                problems.append(
                    Problem(
                        release.subject,
                        "spec.dependsOn: there is no HelmRelease \(reference.shortName); add it, or correct the name",
                    ),
                )
            }
        }
        let withMissing = Set(stuck.map(\.reference))
        open.removeAll { withMissing.contains($0.reference) }

        var waves: [[HelmRelease]] = []
        var done = others
        while true {
            let next = open.filter { $0.releasesBefore.allSatisfy(done.contains) }
            guard !next.isEmpty else { break }
            waves.append(next)
            done.formUnion(next.map(\.reference))
            open.removeAll { done.contains($0.reference) }
        }
        problems += Self.cycles(among: open)
        self.waves = waves
        self.problems = problems
        blocked = (stuck + open).sorted { $0.reference < $1.reference }
    }

    /// `releases` in waves that wait for each other.
    ///
    /// - Throws: `Problems` for a circle or a name that is not there.
    package static func waves(_ releases: [HelmRelease]) throws(Problems) -> [[HelmRelease]] {
        let order = ReleaseOrder(releases)
        guard order.problems.isEmpty else { throw Problems(order.problems) }
        return order.waves
    }

    /// `releases` one after the other.
    ///
    /// - Throws: as `waves(_:)`.
    package static func sorted(_ releases: [HelmRelease]) throws(Problems) -> [HelmRelease] {
        try waves(releases).flatMap { $0 }
    }

    /// One problem for each circle in what could not be sorted; what merely depends on a circle gets none.
    private static func cycles(among releases: [HelmRelease]) -> [Problem] {
        let byName = Dictionary(releases.map { ($0.reference, $0) }) { first, _ in first }
        var seen: Set<ObjectReference> = []
        var problems: [Problem] = []
        for release in releases where !seen.contains(release.reference) {
            var path: [ObjectReference] = []
            var next: ObjectReference? = release.reference
            while let reference = next, !seen.contains(reference) {
                seen.insert(reference)
                path.append(reference)
                next = byName[reference]?.releasesBefore.filter { byName[$0] != nil }.min()
            }
            guard let last = next, let start = path.firstIndex(of: last), let first = byName[last] else { continue }
            let names = (path[start...] + [last]).map(\.shortName).joined(separator: " → ")
            problems.append(
                Problem(first.subject, "spec.dependsOn: HelmReleases wait for each other: \(names); break the circle"),
            )
        }
        return problems
    }
}

extension HelmRelease {
    /// The releases among what it depends on.
    package var releasesBefore: [ObjectReference] {
        dependsOn.filter { $0.group == FluxObject.helmGroup }
    }

    /// The Kustomizations among what it depends on.
    package var stagesBefore: [ObjectReference] {
        dependsOn.filter { $0.group == FluxObject.kustomizeGroup }
    }
}

extension ObjectReference {
    /// Namespace and name: `lgtm-system/loki`.
    var shortName: String {
        [namespace ?? "", name].filter { !$0.isEmpty }.joined(separator: "/")
    }
}
