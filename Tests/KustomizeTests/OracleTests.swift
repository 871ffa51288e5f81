import Foundation
import Kustomize
import Manifests
import SourceTrees
import SystemPackage
import TestSupport
import Testing
import Tools
import YAML

/// The repository's own overlays, and every build of a corpus if `FETTLE_KUSTOMIZE_CORPUS` names one: a folder of folders
/// with `case.json` and `input/`.
struct RealRepositories {
    private static let top = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
    private static let corpus = ProcessInfo.processInfo.environment["FETTLE_KUSTOMIZE_CORPUS"]

    /// The repository without its encrypted files, which need no key here: only that they are objects counts.
    private static func copy(to folder: FilePath) async throws {
        for name in ["base", "overlays"] { try await run("cp", "-r", top.appending(name).string, folder.string) }
        let secrets = FileManager.default.enumerator(atPath: folder.string)?.compactMap { $0 as? String } ?? []
        for path in secrets where path.contains("/secrets/") && path.hasSuffix(".yaml") {
            let name = FilePath(path).lastComponent?.stem ?? "secret"
            let text = "apiVersion: v1\nkind: Secret\nmetadata: {name: \(name)}\nstringData: {a: b}\n"
            try write([path: text], below: folder)
        }
    }

    @Test(arguments: ["foundation", "cryptellation", "perso"])
    func `are rendered as kubectl does`(overlay: String) async throws {
        try await withTemporaryDirectory { folder in
            try await Self.copy(to: folder)
            let expected = try #require(try await oracle(folder.appending("overlays").appending(overlay)))
            try await Fixture.with { fixture in
                let manifests = try await fixture.render(DirectoryTree(root: folder), "overlays/\(overlay)")
                #expect(manifests.count == expected.count)
                for (manifest, object) in zip(manifests, expected) { #expect(manifest.object == object) }
                #expect(manifests.allSatisfy { $0.origin?.line != nil })
            }
        }
    }

    @Test(.enabled(if: corpus != nil))
    func `of the corpus are rendered as kubectl does, or fail as there`() async throws {
        let corpus = FilePath(try #require(Self.corpus))
        let names = try FileManager.default.contentsOfDirectory(atPath: corpus.string).sorted()
        var counts: [String: Int] = [:]
        try await Fixture.with { fixture in
            for name in names {
                let folder = corpus.appending(name)
                guard let bytes = FileManager.default.contents(atPath: "\(folder)/case.json") else { continue }
                let information = try Value(json: Array(bytes))
                guard information["flags"]?.array?.isEmpty != false else { continue }
                let target = information["target"]?.string ?? "."
                let outcome = await outcome(of: fixture, folder, target)
                counts[outcome.verdict, default: 0] += 1
                if outcome.isDifferent { print("corpus", name, outcome.verdict, outcome.detail.prefix(400)) }
            }
        }
        print("corpus", counts)
        // Fettle may refuse what kustomize takes, and takes plain folders, but never gives another object.
        #expect(counts["different", default: 0] == 0)
        #expect(counts["equal", default: 0] > 0)
    }

    private struct Outcome {
        let verdict: String
        var detail = ""
        var isDifferent: Bool { verdict != "equal" && verdict != "both fail" }
    }

    private func outcome(of fixture: Fixture, _ folder: FilePath, _ target: String) async -> Outcome {
        let expected: [Value]?
        do {
            if let bytes = FileManager.default.contents(atPath: "\(folder)/expected.yaml") {
                expected = try Node.parse(Array(bytes), file: "expected").map { try $0.value(file: "expected") }
                    .filter { $0 != .null }
            } else {
                expected = nil
            }
        } catch {
            return Outcome(verdict: "unreadable expectation", detail: "\(error)")
        }
        do {
            let tree = DirectoryTree(root: folder.appending("input"))
            let objects = try await fixture.render(tree, target).map(\.object)
            guard let expected else { return Outcome(verdict: "only we render") }
            if objects == expected { return Outcome(verdict: "equal") }
            let detail = zip(objects, expected).first { $0 != $1 }.map { "\($0.jsonText)\n  want \($1.jsonText)" }
            return Outcome(verdict: "different", detail: detail ?? "\(objects.count) objects, want \(expected.count)")
        } catch {
            return Outcome(verdict: expected == nil ? "both fail" : "only we fail", detail: "\(error)")
        }
    }
}
