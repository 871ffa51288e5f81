import Foundation
import Git
import SystemPackage
import TestSupport
import Testing

/// A repository made by git, and an empty folder for the copy.
struct Fixture: Sendable {
    let git: GitFixture
    /// Where the copy is kept.
    let copy: FilePath

    static func with<Result>(_ body: (Fixture) async throws -> Result) async throws -> Result {
        try await withTemporaryDirectory("git") { folder in
            let root = folder.appending("root")
            try FileManager.default.createDirectory(atPath: root.string, withIntermediateDirectories: false)
            return try await body(Fixture(git: try await GitFixture(below: root), copy: folder.appending("copy")))
        }
    }

    /// Opens the copy of the bare repository, over the file system.
    func open(branch: String? = "main") async throws -> Repository {
        try await Repository.open(at: copy, remote: try Remote(git.bare.string), branch: branch)
    }

    /// The bare repositories in the copy, by number.
    var stores: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: copy.string).filter { $0.contains(".git") }.sorted()
        }
    }

    /// The files of the newest bare repository whose path ends with `ending`.
    func files(endingWith ending: String) throws -> [FilePath] {
        let store = copy.appending(try #require(try stores.last))
        return try FileManager.default.subpathsOfDirectory(atPath: store.string)
            .filter { $0.hasSuffix(ending) }.map { store.appending($0) }
    }

    /// How many packs the copy has: one for each time that objects came.
    var packCount: Int {
        get throws { try files(endingWith: ".pack").count }
    }
}

/// The error of a call that must fail.
func failure<Success>(_ body: () async throws -> Success) async throws -> GitError? {
    do {
        _ = try await body()
        return nil
    } catch let error as GitError {
        return error
    }
}
