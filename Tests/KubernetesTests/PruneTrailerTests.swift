import Kubernetes
import TestSupport
import Testing

struct TheTrailerThatAllowsAPrune {
    @Test(arguments: [
        ("Empty perso\n\nFettle-Allow-Prune: perso\n", ["perso"]),
        (
            "Empty two\n\nWhy.\n\nfettle-allow-prune: perso, foundation\nSigned-off-by: A <a@example.org>\n",
            ["foundation", "perso"]
        ),
        ("Empty two\n\nFettle-Allow-Prune: perso\nFettle-Allow-Prune: foundation\n", ["foundation", "perso"]),
        ("Empty two\n\nFettle-Allow-Prune: perso,\n  foundation\n\n\n", ["foundation", "perso"]),
        ("Fettle-Allow-Prune: perso\n", []),
        ("Empty perso\n\nFettle-Allow-Prune: perso\n\nMore text.\n", []),
        ("Empty perso\n\nThe line is\nFettle-Allow-Prune: perso\n", []),
        ("Empty perso\r\n\r\nFettle-Allow-Prune: perso\r\n", ["perso"]),
        ("", []),
    ])
    func `is read from the last paragraph only`(message: String, clusters: [String]) async throws {
        #expect(AllowPruneTrailer.clusters(in: message).sorted() == clusters)
        #expect(try await clustersByGit(in: message).sorted() == clusters)
    }

    @Test func `is read as git itself reads it`() async throws {
        let lines = [
            "", "", "Fettle-Allow-Prune: perso", "FETTLE-ALLOW-PRUNE : two, three", "  continued", "Some text",
            "# comment",
            "Signed-off-by: A <a@example.org>", "Signed-off-by:no blank", "(cherry picked from commit 0123abc)",
            "Other: x",
            "no key: y", "\t", "---", "-: z", "Fettle-Allow-Prune:",
        ]
        // The same messages in every run.
        var state: UInt64 = 42
        for _ in 0..<400 {
            var message = "Title\n\n"
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            for _ in 0..<(1 + (state >> 33) % 9) {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                message += lines[Int((state >> 33) % UInt64(lines.count))] + "\n"
            }
            #expect(AllowPruneTrailer.clusters(in: message) == (try await clustersByGit(in: message)), "\(message)")
        }
    }

    @Test func `is offered in the words that it is read by`() {
        #expect(AllowPruneTrailer.line(for: "perso") == "Fettle-Allow-Prune: perso")
        #expect(AllowPruneTrailer.clusters(in: "Title\n\n\(AllowPruneTrailer.line(for: "perso"))") == ["perso"])
    }
}

/// What the real git takes for the trailers of `message`.
private func clustersByGit(in message: String) async throws -> Set<String> {
    let output = try await run(
        "git",
        "interpret-trailers",
        "--parse",
        "--no-divider",
        environment: ["GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"],
        input: message,
    )
    var clusters: Set<String> = []
    for line in output.split(whereSeparator: \.isNewline) {
        let parts = line.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "fettle-allow-prune" else { continue }
        clusters.formUnion(parts[1].split { $0 == "," || $0.isWhitespace }.map(String.init))
    }
    return clusters
}
