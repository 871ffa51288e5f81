internal import Git
package import Helm
internal import Manifests
internal import SourceTrees

/// Makes the desired state of one cluster from a commit.
package struct DesiredStateBuilder: Sendable {
    private let renderer: any Renderer
    private let repository: ThisRepository

    /// - Parameter repository: what a `GitRepository` of the commit must name.
    package init(renderer: any Renderer, repository: ThisRepository) {
        self.renderer = renderer
        self.repository = repository
    }

    /// Renders all stages of a cluster and checks what comes out.
    ///
    /// - Parameters:
    ///   - way: the files that say how the cluster is reached.
    ///   - lookup: asks the cluster for ConfigMaps and Secrets that the commit does not hold.
    /// - Throws: `Problems`, all that were found in all stages; what the repository and `lookup` throw.
    package func build(
        _ definition: ClusterDefinition,
        _ files: RepositoryFiles,
        way: RepositoryFiles,
        lookup: @escaping DataLookup,
    ) async throws -> DesiredState {
        let rendering = StageRendering(renderer: renderer, files: files, lookup: lookup)
        let active = definition.stages.filter { !$0.isSuspended }
        var problems: [Problem] = []
        var isTransient = false
        var rendered: [(stage: Stage, objects: [Manifest])] = []
        var reused = 0
        for stage in active {
            do {
                let folder = try await rendering.render(stage, after: rendered.flatMap(\.objects))
                if folder.isReused { reused += 1 }
                rendered.append((stage, folder.manifests))
            } catch let error as Problems {
                problems += error.list
                // What seems wrong besides may come of what is missing.
                isTransient = isTransient || error.isTransient
            }
        }
        problems += ObjectChecks.problems(in: rendered)
        var parts: [StageParts] = []
        for (stage, objects) in rendered {
            parts.append(StageParts(stage, objects, owner: definition.configuration.name, &problems))
        }
        let sources = ChartSources(definition.sources + parts.flatMap(\.descriptions), repository: repository)
        problems += sources.problems
        let stages = Self.ordered(parts, &problems)
        for release in parts.flatMap(\.releases) {
            do {
                _ = try sources.request(for: release)
            } catch {
                problems += error.list
            }
        }
        guard problems.isEmpty else { throw Problems(problems, isTransient: isTransient) }
        return try DesiredState(
            cluster: definition.configuration,
            revision: files.commit.revision,
            stages: stages,
            suspended: definition.suspendedStages,
            suspendedWants: try await suspendedWants(definition, rendering, earlier: rendered.flatMap(\.objects)),
            sources: sources,
            files: files,
            way: way,
            reusedStages: reused,
        )
    }

    /// Renders the suspended stages for the names of what they want; one that does not render is no reason to stop.
    private func suspendedWants(
        _ definition: ClusterDefinition,
        _ rendering: StageRendering,
        earlier: [Manifest],
    ) async throws -> SuspendedWants {
        var wants = SuspendedWants()
        for stage in definition.stages where stage.isSuspended {
            var problems: [Problem] = []
            do {
                let objects = try await rendering.render(stage, after: earlier).manifests
                let parts = StageParts(stage, objects, owner: definition.configuration.name, &problems)
                wants.objects.formUnion(parts.objects.map(\.reference))
                wants.releases += parts.releases
            } catch let error as Problems {
                problems += error.list
            }
            if !problems.isEmpty { wants.unknown.append(stage.name) }
        }
        return wants
    }

    /// Puts the releases of each stage in their order; they may depend on those of earlier stages.
    private static func ordered(_ parts: [StageParts], _ problems: inout [Problem]) -> [DesiredStage] {
        var releases: Set<ObjectReference> = []
        var stages: Set<String> = []
        return parts.map { part in
            let order = ReleaseOrder(part.releases, others: releases)
            problems += order.problems
            for release in part.releases {
                for stage in release.stagesBefore where !stages.contains(stage.name) {
                    problems.append(
                        Problem(
                            release.subject,
                            "spec.dependsOn: stage \(stage.name) does not run before \(part.stage.name), which has this"
                                + " release; let the stage depend on it",
                        )
                    )
                }
            }
            releases.formUnion(part.releases.map(\.reference))
            stages.insert(part.stage.name)
            return DesiredStage(
                stage: part.stage,
                objects: part.objects,
                releaseWaves: order.waves,
                descriptions: part.descriptions,
            )
        }
    }
}
