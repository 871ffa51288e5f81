internal import Blocking
internal import FoundationEssentials
internal import Glibc
internal import SystemPackage

/// The folder in which one repository is kept.
///
/// It holds numbered bare repositories, `1.git`, `2.git`, …; the highest counts. A new one is only made to replace a
/// broken one, one of another remote, or one in too many pieces: it is built under another name and renamed when it is
/// whole, so that being killed in between leaves the old one. Trees that are being read keep theirs until the end.
struct RepositoryFolder: Sendable {
    let path: FilePath

    private static let ending = ".git"
    private static let unfinished = ".new"

    /// Makes the folder, readable by its owner alone.
    func make() throws(GitError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path.string,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700],
            )
        } catch {
            throw failure(error)
        }
    }

    /// Waits until nobody else writes here, and keeps others out as long as the lock lives.
    func lockForWriting(until stop: StopSignal) throws(GitError) -> FileLock {
        do {
            return try FileLock.wait(for: path.appending("lock"), until: stop)
        } catch let error as GitError {
            throw error
        } catch {
            throw failure(error)
        }
    }

    /// Opens the repository that counts; nil when there is none or it cannot be opened.
    func openNewest() throws(GitError) -> Store? {
        do {
            // Between the listing and the lock a newer one may replace it.
            for _ in 0..<100 {
                guard let number = try numbers().last else { return nil }
                let newest = location(number)
                guard let use = try lock(newest, .shared) else { continue }
                return try? Store(opening: newest, use: use)
            }
        } catch {
            throw failure(error)
        }
        throw GitError(.other, path.string, "another process keeps replacing the repository; give each its own folder")
    }

    /// Makes an empty repository that does not count yet.
    ///
    /// Asks for the writer's lock.
    func makeNext() throws(GitError) -> Store {
        do {
            let name = "\((try numbers().last ?? 0) + 1)\(Self.ending)\(Self.unfinished)"
            return try Store(creating: path.appending(name))
        } catch let error as Libgit2Failure {
            throw GitError(
                .other,
                path.string,
                "cannot be written: \(error.message); check its permissions and the disk"
            )
        } catch {
            throw failure(error)
        }
    }

    /// Lets a repository that `makeNext()` made count from now on, and opens it under its final name.
    func finish(_ store: Store) throws(GitError) -> Store {
        do {
            let name = String(store.path.string.dropLast(Self.unfinished.count))
            try FileManager.default.moveItem(atPath: store.path.string, toPath: name)
        } catch {
            throw failure(error)
        }
        guard let store = try openNewest() else {
            throw GitError(.damaged, path.string, "the repository cannot be opened; the next fetch makes a new one")
        }
        return store
    }

    /// In how many packs the objects of `store` are: each fetch that brings something adds one.
    func packCount(of store: Store) throws(GitError) -> Int {
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: store.path.appending("objects/pack").string)
            return names.filter { $0.hasSuffix(".pack") }.count
        } catch {
            throw failure(error)
        }
    }

    /// Removes what a killed process left behind, and repositories that no longer count and that nobody reads.
    ///
    /// Asks for the writer's lock.
    func removeLeftovers() throws(GitError) {
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: path.string)
            for name in names where name.hasSuffix(Self.ending + Self.unfinished) {
                try remove(path.appending(name))
            }
            let numbers = try numbers()
            for number in numbers.dropLast() {
                // With the lock held to the end nobody opens it meanwhile.
                guard let use = try lock(location(number), .exclusive) else { continue }
                try withExtendedLifetime(use) { try remove(location(number)) }
            }
            if let number = numbers.last { try removeLeftovers(in: location(number)) }
        } catch {
            throw failure(error)
        }
    }

    /// A killed fetch leaves the lock files of references, which git takes for another writer's, and half a pack.
    private func removeLeftovers(in repository: FilePath) throws {
        let packs = repository.appending("objects/pack")
        for name in (try? FileManager.default.contentsOfDirectory(atPath: packs.string)) ?? [] {
            let isWhole = name.hasPrefix("pack-") && [".pack", ".idx", ".keep"].contains { name.hasSuffix($0) }
            if !isWhole { try remove(packs.appending(name)) }
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: repository.string)
        for name in names where name.hasSuffix(".lock") { try remove(repository.appending(name)) }
        let references = repository.appending("refs")
        for name in (try? FileManager.default.subpathsOfDirectory(atPath: references.string)) ?? []
        where name.hasSuffix(".lock") {
            try remove(references.appending(name))
        }
    }

    private func numbers() throws -> [Int] {
        let names = try FileManager.default.contentsOfDirectory(atPath: path.string)
        return names.filter { $0.hasSuffix(Self.ending) }.compactMap { Int($0.dropLast(Self.ending.count)) }.sorted()
    }

    private func location(_ number: Int) -> FilePath {
        path.appending("\(number)\(Self.ending)")
    }

    private func lock(_ repository: FilePath, _ mode: FileLock.Mode) throws -> FileLock? {
        do {
            return try FileLock(repository.appending("in-use"), mode)
        } catch Errno.noSuchFileOrDirectory {
            return nil
        }
    }

    private func remove(_ item: FilePath) throws {
        try FileManager.default.removeItem(atPath: item.string)
    }

    private func failure(_ error: any Error) -> GitError {
        let text = (error as? Errno)?.description ?? (error as? CocoaError)?.systemText ?? singleLine("\(error)")
        return GitError(.other, path.string, "cannot be written: \(text); check its permissions and the disk")
    }
}

extension CocoaError {
    /// The system's words below Foundation's.
    fileprivate var systemText: String? {
        (userInfo["NSUnderlyingError"] as? POSIXError).map { Errno(rawValue: $0.code.rawValue).description }
    }
}
