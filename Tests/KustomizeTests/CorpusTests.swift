import Foundation
import Kustomize
import Manifests
import SourceTrees
import SystemPackage
import Testing
import YAML

/// Builds with the bytes that kustomize v5.5 gave, or that it failed.
///
/// The folder is named by `KUSTOMIZE_CORPUS`, else it lies beside the repository; it is no part of it.
struct TheCorpus {
    @Test func `gives the bytes of kustomize, or fails where it fails`() async throws {
        let corpus = Corpus.folder
        let cases = try Corpus.cases(in: corpus)
        guard !cases.isEmpty else {
            print("corpus: no cases in \(corpus); set KUSTOMIZE_CORPUS to run them")
            return
        }
        let outcomes = await withTaskGroup(of: Corpus.Outcome.self) { group in
            for build in cases { group.addTask { build.outcome() } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        for outcome in outcomes.sorted(by: { $0.name < $1.name }) {
            if let difference = outcome.difference { Issue.record("\(outcome.name): \(difference)") }
        }
        print("corpus: \(outcomes.count) cases ran, \(outcomes.count { $0.difference == nil }) as kustomize")
    }
}

/// The corpus on disk.
enum Corpus {
    static var folder: FilePath {
        if let named = ProcessInfo.processInfo.environment["KUSTOMIZE_CORPUS"] { return FilePath(named) }
        let top = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
        return top.removingLastComponent().appending("shared/corpus/kustomize")
    }

    static func cases(in folder: FilePath) throws -> [Build] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? []
        return try names.sorted().compactMap { try Build(folder.appending($0)) }
    }

    struct Outcome: Sendable {
        let name: String
        /// Nil when it is what kustomize gave.
        let difference: String?
    }

    /// One case.
    struct Build: Sendable {
        private let folder: FilePath
        private let target: String
        private let flags: [String]

        /// Nil for a folder that holds none.
        init?(_ folder: FilePath) throws {
            guard let bytes = FileManager.default.contents(atPath: folder.appending("case.json").string) else {
                return nil
            }
            let value = try Value(json: Array(bytes))
            self.folder = folder
            target = value["target"]?.string ?? "."
            flags = value["flags"]?.array?.compactMap(\.string) ?? []
        }

        private func expected(_ name: String) -> String? {
            FileManager.default.contents(atPath: folder.appending(name).string).map {
                String(decoding: $0, as: UTF8.self)
            }
        }

        func outcome() -> Outcome {
            let name = folder.lastComponent?.string ?? ""
            guard let expected = expected("expected.yaml") else {
                return Outcome(name: name, difference: differenceFromFailure())
            }
            var difference = difference(from: expected, sorting: true)
            if difference == nil, let fifo = self.expected("expected_fifo.yaml") {
                difference = self.difference(from: fifo, sorting: false).map { "unsorted: \($0)" }
            }
            return Outcome(name: name, difference: difference)
        }

        private func difference(from expected: String, sorting: Bool) -> String? {
            do {
                let output = String(decoding: try output(sorting: sorting).yaml, as: UTF8.self)
                return output == expected ? nil : LineDifference(expected: expected, actual: output).description
            } catch {
                return "fails: \(error)"
            }
        }

        private func differenceFromFailure() -> String? {
            guard let expected = expected("expected_error.txt"), let output = try? output(sorting: true) else {
                return nil
            }
            return "builds \(output.objects.count) objects, though kustomize says: \(expected.prefix(300))"
        }

        private func output(sorting: Bool) throws -> FolderOutput {
            let tree = DirectoryTree(root: folder.appending("input"))
            var build = FolderBuild(tree: tree, path: try tree.resolve(try TreePath(target)))
            build.sorts = sorting
            build.restrictsFiles = !flags.contains("LoadRestrictionsNone")
            build.addsManagedByLabel = flags.contains("--enable-managedby-label")
            return try Kustomizer.output(of: build)
        }
    }
}

/// The first lines in which two texts differ.
struct LineDifference: CustomStringConvertible {
    let description: String

    init(expected: String, actual: String) {
        let wanted = expected.split(separator: "\n", omittingEmptySubsequences: false)
        let got = actual.split(separator: "\n", omittingEmptySubsequences: false)
        let common = zip(wanted, got).prefix { $0 == $1 }.count
        func lines(_ text: [Substring], _ mark: String) -> String {
            text[min(common, text.count)...].prefix(4).map { "\n    \(mark) \($0)" }.joined()
        }
        let before = wanted[max(0, common - 3)..<common].map { "\n      \($0)" }.joined()
        description = "differs in line \(common + 1):\(before)\(lines(wanted, "-"))\(lines(got, "+"))"
    }
}
