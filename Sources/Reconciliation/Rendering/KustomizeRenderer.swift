internal import Blocking
package import Kustomize
internal import Manifests
internal import SourceTrees
internal import Synchronization

/// Renders in this process, and remembers what came out by everything that was read for it.
///
/// A commit that leaves a folder and all that it reaches as they were costs a look at git's ids.
package final class KustomizeRenderer: Renderer {
    /// What was rendered, and of what.
    private struct Memory: Sendable {
        let folder: RenderedFolder
        let observations: TreeObservations
        let encrypted: [TreePath: Bool]
    }

    /// What tells one folder from another, besides the files: what a stage does with it.
    private struct Key: Hashable {
        let path: TreePath
        let adjustments: Adjustments
    }

    /// The last result of each folder; stages that are gone go with the process.
    private let memories = Mutex<[Key: Memory]>([:])
    private let thread = BlockingThread(label: "kustomize")

    package init() {}

    package func render(_ build: Build) async throws -> RenderedFolder {
        // The tree may block on a disk.
        try await thread.run { _ in try self.folder(of: build) }
    }

    private func folder(of build: Build) throws -> RenderedFolder {
        let key = Key(path: build.path, adjustments: build.adjustments)
        if let memory = memories.withLock({ $0[key] }), isCurrent(memory, build) { return memory.folder }
        let tree = ObservedTree(build.tree)
        let encrypted = Mutex<[TreePath: Bool]>([:])
        var observed = build
        observed.tree = tree
        observed.isEncrypted = { path in
            let isEncrypted = try build.isEncrypted(path)
            encrypted.withLock { $0[path] = isEncrypted }
            return isEncrypted
        }
        let manifests = try Kustomizer.manifests(of: observed)
        let memory = Memory(
            folder: RenderedFolder(manifests, isReused: true),
            observations: tree.observations,
            encrypted: encrypted.withLock { $0 },
        )
        memories.withLock { $0[key] = memory }
        return RenderedFolder(manifests)
    }

    private func isCurrent(_ memory: Memory, _ build: Build) -> Bool {
        do {
            for (path, isEncrypted) in memory.encrypted where try build.isEncrypted(path) != isEncrypted {
                return false
            }
        } catch {
            return false
        }
        return memory.observations.hold(in: build.tree)
    }
}
