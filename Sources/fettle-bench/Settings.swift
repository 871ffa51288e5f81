import Glibc
import SystemPackage

/// What is measured, and how.
struct Settings {
    /// How often a program is run that takes little time.
    let runs: Int
    /// How often objects are applied to an empty cluster.
    let rounds: Int
    /// How many builds of the corpus are taken.
    let cases: Int
    /// Whether 10,000 objects are measured, too.
    let isLarge: Bool
    let json: FilePath?
    /// The executables to measure.
    let fettle: String
    let kubectl = "kubectl"
    let curl = "curl"
    let corpus: FilePath
    /// What the names of the wanted rows begin with; empty for all rows.
    private let prefixes: [Substring]

    /// - Throws: `BenchError` when there is no fettle to measure.
    init() throws {
        runs = max(10, Self.number("BENCH_RUNS") ?? 10)
        rounds = max(1, Self.number("BENCH_ROUNDS") ?? 3)
        cases = Self.number("BENCH_CASES") ?? 100
        isLarge = Self.number("BENCH_LARGE") == 1
        json = Self.variable("BENCH_JSON").map { FilePath($0) }
        corpus = FilePath(Self.variable("KUSTOMIZE_CORPUS") ?? "../shared/corpus/kustomize")
        prefixes = (Self.variable("BENCH_ROWS") ?? "").split(separator: ",")
        let folder = try FilePath("/proc/self/exe").resolved().removingLastComponent()
        fettle = folder.appending("fettle").string
        for name in ["fettle", "fettle-core"] {
            let path = folder.appending(name).string
            guard access(path, X_OK) == 0 else {
                throw BenchError(
                    description: "\(path): is not there; build it with swift build -c release --product \(name)"
                )
            }
        }
    }

    /// Whether one of these rows is to be measured; `cluster` names all that need a control plane.
    func wants(_ rows: String..., needingCluster isInCluster: Bool = false) -> Bool {
        prefixes.isEmpty
            || prefixes.contains { prefix in
                rows.contains { $0.hasPrefix(prefix) } || (isInCluster && prefix == "cluster")
            }
    }

    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func number(_ name: String) -> Int? {
        variable(name).flatMap { Int($0) }
    }
}

extension FilePath {
    /// This path with links followed.
    func resolved() throws -> FilePath {
        guard let real = realpath(string, nil) else { throw BenchError(description: "\(self): is not there") }
        defer { free(real) }
        return FilePath(String(cString: real))
    }
}
