import Glibc
import SystemPackage

/// Measures fettle against what a user would take instead, as ratios in one run on this machine.
///
/// Prints a table, and where `BENCH_JSON` names a file writes one JSON object a line into it. `BENCH_RUNS` sets how often
/// each thing is measured (default 10), `BENCH_CASES` how many builds of the corpus are taken, spread over all of it
/// (default 100; 0 for all).
@main
enum Bench {
    static func main() throws {
        do {
            try measure()
        } catch let error as BenchError {
            try FileDescriptor.standardError.writeAll("error: \(error)\n".utf8)
            exit(1)
        }
    }

    private static func measure() throws {
        let settings = try Settings()
        var table = Table()
        print("measuring, each thing \(settings.runs) times; this takes some minutes")
        try RenderRows(settings: settings).measure(into: &table)
        print(table.text)
        if let path = settings.json { try table.writeJSON(to: path) }
    }
}

/// What is measured, and how.
struct Settings {
    let runs: Int
    let cases: Int
    let json: FilePath?
    /// The executables to measure.
    let fettle: String
    let kubectl = "kubectl"
    let corpus: FilePath

    /// - Throws: `BenchError` when there is no fettle to measure.
    init() throws {
        runs = max(10, Self.number("BENCH_RUNS") ?? 10)
        cases = Self.number("BENCH_CASES") ?? 100
        json = Self.variable("BENCH_JSON").map { FilePath($0) }
        corpus = FilePath(Self.variable("KUSTOMIZE_CORPUS") ?? "../shared/corpus/kustomize")
        let own = try FilePath("/proc/self/exe").resolved()
        fettle = own.removingLastComponent().appending("fettle").string
        guard access(fettle, X_OK) == 0 else {
            throw BenchError(description: "\(fettle): is not there; build it with swift build --configuration release")
        }
    }

    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func number(_ name: String) -> Int? {
        variable(name).flatMap { Int($0) }
    }
}

/// Why something could not be measured.
struct BenchError: Error, CustomStringConvertible {
    let description: String
}

extension FilePath {
    /// This path with links followed.
    func resolved() throws -> FilePath {
        guard let real = realpath(string, nil) else { throw BenchError(description: "\(self): is not there") }
        defer { free(real) }
        return FilePath(String(cString: real))
    }
}
