internal import Manifests

/// The order in which the stages of one cluster run.
enum StageOrder {
    /// `stages` with each behind those that it depends on; otherwise in the order given.
    ///
    /// - Throws: `Problems` for names that stand twice, that nothing has, and that depend on themselves.
    static func sorted(_ stages: [Stage]) throws(Problems) -> [Stage] {
        var problems: [Problem] = []
        var byName: [String: Stage] = [:]
        for stage in stages {
            if let first = byName[stage.name] {
                problems.append(
                    Problem("\(stage.origin)", "stage \(stage.name) is also in \(first.origin); rename one of them")
                )
            }
            byName[stage.name] = stage
        }
        for stage in stages {
            for name in stage.dependsOn where byName[name] == nil {
                problems.append(
                    Problem("\(stage.origin)", "spec.dependsOn: there is no stage \(name) in this cluster's folder")
                )
            }
        }
        guard problems.isEmpty else { throw Problems(problems) }

        var sorted: [Stage] = []
        var done: Set<String> = []
        while sorted.count < stages.count {
            let ready = stages.filter { !done.contains($0.name) && done.isSuperset(of: $0.dependsOn) }
            guard !ready.isEmpty else {
                let circle = stages.filter { !done.contains($0.name) }.map(\.name).sorted().joined(separator: ", ")
                let first = stages.first { !done.contains($0.name) }
                throw Problems(
                    first.map { "\($0.origin)" } ?? "clusters",
                    "spec.dependsOn: these stages wait for each other: \(circle); break the circle",
                )
            }
            sorted += ready
            done.formUnion(ready.map(\.name))
        }
        return sorted
    }
}
