internal import Foundation
internal import Synchronization
package import SystemPackage
package import Tools

/// Where helm keeps what a cluster has told it of its kinds: the folder that `KUBECACHEDIR` names (client-go's
/// `discovery/cached/disk`).
///
/// It lies in memory, since each call of helm puts files in place of others there, and would wait for a disk. Helm never
/// takes anything out, so it begins anew when it has grown too much.
package final class DiscoveryCache: Sendable {
    private struct State {
        var folder: FilePath?
        var uses = 0
    }

    /// To look is to ask for the size of a hundred files.
    private static let usesBetweenLooks = 32

    private let folders: PrivateFolders
    private let limit: Int
    private let state = Mutex(State())

    /// Nothing is made yet.
    ///
    /// - Parameter limit: how many bytes it may hold about when it is looked at; a cluster with many kinds takes some MiB.
    package init(in folders: PrivateFolders, limit: Int = 16 << 20) {
        self.folders = folders
        self.limit = limit
    }

    deinit {
        if let folder = state.withLock(\.folder) { try? folders.remove(folder) }
    }

    /// The folder, for one call of helm; several may use it at a time.
    ///
    /// - Throws: `PrivateFolderError` when it cannot be made.
    package func folder() throws -> FilePath {
        try state.withLock { state in
            if let folder = state.folder {
                state.uses += 1
                guard state.uses.isMultiple(of: Self.usesBetweenLooks), Self.size(of: folder) > limit else {
                    return folder
                }
            }
            let old = state.folder
            let folder = try folders.lastingFolder()
            state.folder = folder
            // A helm that is still at work asks the cluster for what it does not find any more, and what it puts there
            // meanwhile, so that not all can be removed, goes with the session.
            if let old { try? folders.remove(old) }
            return folder
        }
    }

    private static func size(of folder: FilePath) -> Int {
        let keys: Set<URLResourceKey> = [.isRegularFileKey, .fileSizeKey]
        let files = FileManager.default.enumerator(
            at: URL(filePath: folder.string, directoryHint: .isDirectory),
            includingPropertiesForKeys: Array(keys),
        )
        var size = 0
        while let file = files?.nextObject() as? URL {
            // A helm may have taken it away by now.
            guard let values = try? file.resourceValues(forKeys: keys), values.isRegularFile == true else { continue }
            size += values.fileSize ?? 0
        }
        return size
    }
}
