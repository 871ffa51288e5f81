import Foundation
import Synchronization
import SystemPackage
import YAML

/// How the time of a pass that changes nothing grows with the number of clusters.
struct FleetRows {
    let settings: Settings

    private static let sizes = [1, 10, 50]

    func measure(into table: inout Table) async throws {
        let sizes = Self.sizes.filter { settings.wants("clusters-\($0)", needingCluster: true) }
        guard !sizes.isEmpty else { return }
        try await ControlPlane.with(settings) { plane in
            try await plane.warmUp()
            try await SharedPlane.with(plane) { shared in
                var first: Double?
                for size in sizes {
                    let time = try await time(of: size, shared, plane)
                    table.add(
                        Table.Row(
                            name: "clusters-\(size)",
                            ours: time,
                            theirs: first.map { $0 * Double(size) } ?? 0,
                            ratio: first.map { time / $0 / Double(size) } ?? 1,
                            unit: "ms",
                            note: "sync of clusters in sync, 20 objects each; ratio 1 is linear",
                        )
                    )
                    if size == 1 { first = time }
                }
            }
        }
    }

    private func time(of size: Int, _ shared: SharedPlane, _ plane: ControlPlane) async throws -> Double {
        try await TemporaryFolder.with { folder in
            let clusters = try (0..<size).map { number in
                let name = "of-\(size)-\(number)"
                return BenchCluster(name, try shared.kubeconfig(name, in: folder), ObjectSet(prefix: name, count: 20))
            }
            let repository = try ClusterRepository(in: folder, clusters)
            try repository.sync(settings)
            try await plane.server.settle()
            return median(try (0..<settings.runs).map { _ in try repository.sync(settings).milliseconds })
        }
    }
}
