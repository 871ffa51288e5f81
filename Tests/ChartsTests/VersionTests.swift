import Charts
import Foundation
import SystemPackage
import TestSupport
import Testing

struct AVersion {
    @Test(arguments: [
        ("1.2.3", 1, 2, 3, "", ""), ("v1.2.3", 1, 2, 3, "", ""), ("1", 1, 0, 0, "", ""), ("v1.2", 1, 2, 0, "", ""),
        ("1.2.3-rc.1+build.5", 1, 2, 3, "rc.1", "build.5"), ("1.2-beta", 1, 2, 0, "beta", ""),
        ("0.0.0-0-x.7--", 0, 0, 0, "0-x.7--", ""), ("01.002.3", 1, 2, 3, "", ""), ("1.2.3+a-b", 1, 2, 3, "", "a-b"),
    ])
    func `is read as helm reads it`(
        text: String,
        major: UInt64,
        minor: UInt64,
        patch: UInt64,
        preRelease: String,
        metadata: String,
    ) throws {
        let version = try #require(SemanticVersion(text))
        #expect([version.major, version.minor, version.patch] == [major, minor, patch])
        #expect(version.preRelease == preRelease)
        #expect(version.metadata == metadata)
        #expect(version.text == text)
    }

    @Test(arguments: [
        "", "v", "a", "1.", "1.2.", "1.2.3.", "1.2.3.4", "1.2.3-", "1.2.3+", "1.2.3-a..b", "1.2.3-01", "V1.2.3",
        " 1.2.3",
        "1.2.3 ", "1.x", "1.2.3-ä", "1.2.3+a_b", "99999999999999999999.0.0", "-1.2.3",
    ])
    func `is not every text`(text: String) {
        #expect(SemanticVersion(text) == nil)
    }

    @Test func `stands before higher ones`() throws {
        let sorted = [
            "0.0.1", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
            "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0-0", "2.0.0",
        ]
        let versions = try sorted.map { try #require(SemanticVersion($0)) }
        for (index, version) in versions.enumerated() {
            #expect(version == version)
            for later in versions[(index + 1)...] {
                #expect(version < later)
                #expect(!(later < version))
            }
        }
        let (one, other) = (SemanticVersion("1.2.3+a"), SemanticVersion("v1.2.3+b"))
        #expect(one == other)
    }
}

struct ARangeOfVersions {
    // Masterminds' documentation, and what its code makes of the corners.
    @Test(arguments: [
        ("^1.2.3", "1.2.3 1.2.4 1.9.0", "1.2.2 2.0.0 2.0.0-rc.1 1.3.0-rc.1"), ("^1.2", "1.2.0 1.3.0", "1.1.9 2.0.0"),
        ("^1", "1.0.0 1.99.9", "0.9.9 2.0.0"), ("^0.2.3", "0.2.3 0.2.9", "0.2.2 0.3.0 1.0.0"),
        ("^0.2", "0.2.0 0.2.9", "0.3.0"),
        ("^0.0.3", "0.0.3", "0.0.4 0.0.2 0.1.0"), ("^0.0", "0.0.0 0.0.9", "0.1.0"), ("^0", "0.0.0 0.9.0", "1.0.0"),
        ("~1.2.3", "1.2.3 1.2.9", "1.2.2 1.3.0"), ("~1", "1.0.0 1.9.0", "0.9.0 2.0.0"),
        ("~1.2.x", "1.2.0 1.2.9", "1.3.0"),
        ("~>2.0", "2.0.0 2.0.9", "2.1.0"), ("~*", "0.0.1 9.0.0", "1.0.0-rc"), ("~0.0.0", "0.0.0 5.0.0", ""),
        ("1.2.x", "1.2.0 1.2.99", "1.3.0 1.1.0"), ("1.x", "1.0.0 1.9.9", "2.0.0"), ("1", "1.0.0 1.9.9", "2.0.0"),
        ("*", "0.0.1 9.9.9", "1.0.0-rc.1"), ("", "0.0.1 9.9.9", "1.0.0-rc.1"), ("X", "1.0.0", ""),
        ("*-0", "1.0.0-rc.1 1.0.0", ""),
        ("1.2.3", "1.2.3 v1.2.3 1.2.3+build", "1.2.4 1.2.3-rc"), ("=1.2.3", "1.2.3", "1.2.2"),
        ("v1.2.3", "1.2.3", "1.2.4"),
        ("!=1.2.3", "1.2.4 1.2.2", "1.2.3"), ("!=1.2", "1.3.0 2.0.0", "1.2.0 1.2.9"), ("!=1", "2.0.0", "1.5.0"),
        (">1.2", "1.3.0 2.0.0", "1.2.0 1.2.9"), (">1", "2.0.0", "1.9.9"), (">1.2.3", "1.2.4", "1.2.3"),
        (">=1.2 <3.0.0 || >=4.2.3", "1.2.0 2.9.9 4.2.3 5.0.0", "1.1.9 3.0.0 4.2.2"),
        (">=1.2,<3", "1.2.0 2.9.9", "3.0.0"), (">= 1.2, < 3.0.0", "2.0.0", "3.0.0"), ("=>1.0", "1.0.0", "0.9.0"),
        ("<=2", "2.9.9 1.0.0", "3.0.0"), ("<=2.3", "2.3.9", "2.4.0"), ("=<2.3.1", "2.3.1", "2.3.2"),
        ("<2.3", "2.2.9", "2.3.0"),
        ("1.2 - 1.4.5", "1.2.0 1.4.5", "1.1.9 1.4.6"), ("1 - 2", "1.0.0 2.9.9", "3.0.0"),
        ("1.0.0 - 2.0.0 <=2.0.0", "1.5.0", "2.0.1"), ("1.0 - 1.4 || 3", "1.4.9 3.1.0", "2.0.0"),
        (">=1.0.0-0", "1.0.0-rc.1 1.5.0-alpha 2.0.0", "0.9.0"),
        ("^2.0.0-rc.1", "2.0.0-rc.1 2.0.0-rc.2 2.0.0", "2.0.0-beta 3.0.0"),
        ("^1 || ^2.0.0-0", "1.5.0 2.0.0-rc", "1.5.0-rc"), ("\t>=1.0.0\n<2.0.0 ", "1.5.0", "2.0.0"),
    ])
    func `holds what helm takes`(text: String, inside: String, outside: String) throws {
        let range = try #require(VersionRange(text))
        for name in inside.split(separator: " ") {
            #expect(range.contains(try #require(SemanticVersion(String(name)))), "\(name)")
        }
        for name in outside.split(separator: " ") {
            #expect(!range.contains(try #require(SemanticVersion(String(name)))), "\(name)")
        }
    }

    @Test(arguments: [
        "a", "latest", ">", "1.2.3.4", "1.2.3-", "^^1", "1 -2", "1- 2", "^1 - 2", ">1<2", "1,", ",1", "1,,2", "1 ||",
        "|| 1", " ",
        "1x", "1.2.3 - ", ">1 2 - 3", "1|2", "V1", "99999999999999999999",
    ])
    func `is not every text`(text: String) {
        #expect(VersionRange(text) == nil)
    }

    /// One run of helm for each range is slow, so these are few.
    @Test func `leads to the version that helm takes`() async throws {
        let versions = [
            "0.1.0", "0.2.5", "1.0.0", "1.0.1-rc.1", "1.2.0", "1.2.3", "v1.3.0", "1.10.0", "2.0.0-beta.2",
            "2.0.0-beta.11",
            "2.0.0+one", "2.1.0-alpha",
        ]
        let ranges = [
            "", "*", "^1", "~1.2", "1.2", ">1.2.3 <2", "1.2.3", "1.3.0", "v1.2.3", ">=2.0.0-0 <2.0.0", "^0",
            "1 - 1.2.1",
            "!=2.0.0", ">=2.0.1-0", "<1.0.0 || 1.0.x", "~0.2.0", "^3", "nonsense",
        ]
        try await withCharts(versions) { folder, url in
            let index = try Array(Data(contentsOf: URL(filePath: folder.appending("index.yaml").string)))
            let chart = try ChartIndex(of: "web", bytes: index)
            try await withThrowingTaskGroup { group in
                for range in ranges {
                    group.addTask {
                        let result = try await attempt(
                            ["helm", "show", "chart", "web", "--repo", url]
                                + (range.isEmpty ? [] : ["--version", range]),
                            environment: ["HELM_CACHE_HOME": folder.appending("cache").string],
                        )
                        let said = result.output.split(separator: "\n").first { $0.hasPrefix("version: ") }
                        let best = try? chart.best(range, url: url).version
                        #expect(
                            best == said.map { String($0.dropFirst("version: ".count)) },
                            "\(range): \(result.errors)"
                        )
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
