import Glibc
import SystemPackage

/// Measures fettle against what a user would take instead, as ratios in one run on this machine.
///
/// Prints a table, and where `BENCH_JSON` names a file writes one JSON object a line into it. `docs/performance.md` tells
/// what else can be set.
@main
enum Bench {
    static func main() async throws {
        do {
            try Interruption.handle()
            try await measure()
        } catch let error as BenchError {
            try FileDescriptor.standardError.writeAll("error: \(error)\n".utf8)
            exit(1)
        }
    }

    private static func measure() async throws {
        let settings = try Settings()
        var table = Table()
        print("measuring; this takes some minutes")
        do {
            try RenderRows(settings: settings).measure(into: &table)
            try await ClusterRows(settings: settings).measure(into: &table)
        } catch {
            // What was measured before is not lost.
            try tell(table, settings)
            throw error
        }
        try tell(table, settings)
    }

    private static func tell(_ table: Table, _ settings: Settings) throws {
        print(table.text)
        if let path = settings.json { try table.writeJSON(to: path) }
    }
}

/// Why something could not be measured.
struct BenchError: Error, CustomStringConvertible {
    let description: String
}
