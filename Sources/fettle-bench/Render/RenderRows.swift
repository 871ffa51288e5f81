import Glibc
import Kustomize
import SourceTrees
import SystemPackage
import YAML

/// Rendering, against `kubectl kustomize`.
struct RenderRows {
    let settings: Settings

    func measure(into table: inout Table) throws {
        if settings.wants("render-corpus", "render-in-process") { try measureCorpus(&table) }
        if settings.wants("render-900", "render-memory") { try measureLarge(&table) }
        if settings.wants("render-growth-300", "render-growth-3000", "render-growth-30000") {
            try measureGrowth(&table)
        }
    }

    private func measureCorpus(_ table: inout Table) throws {
        let cases = try corpus()
        if cases.isEmpty {
            print("  no corpus in \(settings.corpus); KUSTOMIZE_CORPUS names one, without it its rows are left out")
        } else {
            try measureCorpus(cases, &table)
        }
    }

    /// A folder to build, in a folder that stands for the repository.
    private struct Case {
        let repository: FilePath
        let target: TreePath

        var folder: FilePath { repository.pushing(FilePath("\(target)")).lexicallyNormalized() }
    }

    /// What kustomize can build, as much as is wanted.
    private func corpus() throws -> [Case] {
        guard let folder = opendir(settings.corpus.string) else { return [] }
        closedir(folder)
        let tree = DirectoryTree(root: settings.corpus)
        let all = try tree.names(in: .root).compactMap { name -> Case? in
            let place = TreePath.root.child(name)
            guard try tree.node(at: place.child("expected.yaml")) == .file else { return nil }
            let description = try Value(json: try tree.read(place.child("case.json")))
            guard description["flags"]?.array?.isEmpty ?? true else { return nil }
            let target = try TreePath(description["target"]?.string ?? ".")
            return Case(repository: settings.corpus.appending(name).appending("input"), target: target)
        }
        guard settings.cases > 0, settings.cases < all.count else { return all }
        return (0..<settings.cases).map { all[$0 * all.count / settings.cases] }
    }

    private func measureCorpus(_ cases: [Case], _ table: inout Table) throws {
        var (ours, theirs, inProcess): ([Double], [Double], [Double]) = ([], [], [])
        for build in cases {
            let path = try build.folder.resolved().string
            ours.append(try ProgramRuns(settings.fettle, ["build", path], runs: settings.runs).milliseconds)
            theirs.append(try ProgramRuns(settings.kubectl, ["kustomize", path], runs: settings.runs).milliseconds)
            inProcess.append(median(try (0...settings.runs).map { _ in try milliseconds { try render(build) } }))
        }
        let (sumOurs, sumTheirs) = (ours.reduce(0, +), theirs.reduce(0, +))
        table.add(
            Table.Row(
                name: "render-corpus",
                ours: sumOurs,
                theirs: sumTheirs,
                ratio: sumTheirs / sumOurs,
                unit: "ms",
                target: .atLeast(20),
                note: "\(cases.count) builds one after the other, whole processes; kubectl kustomize",
            )
        )
        table.add(
            Table.Row(
                name: "render-in-process",
                ours: median(inProcess),
                theirs: median(theirs),
                ratio: median(zip(theirs, inProcess).map { $0 / $1 }),
                unit: "ms",
                target: .atLeast(200),
                note: "the median build, in the daemon's process; kubectl kustomize",
            )
        )
    }

    private func render(_ build: Case) throws {
        let tree = DirectoryTree(root: build.repository)
        _ = try Kustomizer.output(of: FolderBuild(tree: tree, path: build.target)).yaml
    }

    private func measureLarge(_ table: inout Table) throws {
        try GeneratedRepository.with(applications: 300) { folder in
            let ours = try ProgramRuns(settings.fettle, ["build", folder.string], runs: settings.runs)
            let theirs = try ProgramRuns(settings.kubectl, ["kustomize", folder.string], runs: settings.runs)
            table.add(
                Table.Row(
                    name: "render-900",
                    ours: ours.milliseconds,
                    theirs: theirs.milliseconds,
                    ratio: theirs.milliseconds / ours.milliseconds,
                    unit: "ms",
                    target: .atLeast(20),
                    note: "900 objects, 20 patches, generators; kubectl kustomize",
                )
            )
            table.add(
                Table.Row(
                    name: "render-memory",
                    ours: ours.peak / 1024,
                    theirs: theirs.peak / 1024,
                    ratio: theirs.peak / ours.peak,
                    unit: "MiB",
                    note: "most memory for the same; kubectl kustomize",
                )
            )
        }
    }

    /// How time grows with the number of objects: ten times as many should take ten times as long.
    private func measureGrowth(_ table: inout Table) throws {
        var before: Double?
        for objects in [300, 3_000, 30_000] {
            try GeneratedRepository.with(applications: objects / 3) { folder in
                let runs = objects > 3_000 ? 3 : settings.runs
                let time = try ProgramRuns(settings.fettle, ["build", folder.string], runs: runs).milliseconds
                table.add(
                    Table.Row(
                        name: "render-growth-\(objects)",
                        ours: time,
                        theirs: before.map { $0 * 10 } ?? 0,
                        ratio: before.map { time / $0 / 10 } ?? 1,
                        unit: "ms",
                        note: before == nil ? "the same with fewer objects" : "ten times the objects; ratio 1 is linear",
                    )
                )
                before = time
            }
        }
    }
}
