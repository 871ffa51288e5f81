import Foundation
import Glibc
import Helm
import SystemPackage
import TestSupport
import Testing
import Tools
import YAML

struct WhatHelmKnowsOfAClustersKinds {
    @Test func `is kept in memory from one call to the next, and goes with the client`() async throws {
        try await Workplace.with { place in
            _ = try await place.converge(try await place.plan(["text": "one"]))
            let second = try await place.plan(["text": "two"])
            _ = try await place.converge(second)
            let folders = place.runner.invocations.filter { $0.tool == "helm" }.map { $0.environment["KUBECACHEDIR"] }
            let folder = try #require(folders.first ?? nil)
            #expect(folders.count == 2 && Set(folders).count == 1)
            #expect(folder.hasPrefix("/dev/shm/fettle-\(getuid())-"))
            #expect(FileManager.default.fileExists(atPath: folder + "/discovery"))
        }
    }

    @Test func `is begun anew when it has grown too much, and not before`() async throws {
        try await withTemporaryDirectory { parent in
            let folders = PrivateFolders(parent: parent)
            let cache = DiscoveryCache(in: folders, limit: 1000)
            let first = try cache.folder()
            try write(["http/small": String(repeating: "a", count: 900)], below: first)
            for _ in 0..<100 { #expect(try cache.folder() == first) }
            try write(["http/large": String(repeating: "b", count: 900)], below: first)
            let later = try (0..<100).map { _ in try cache.folder() }
            #expect(Set(later) == [first, later[99]])
            #expect(later[99] != first)
            #expect(try FileManager.default.contentsOfDirectory(atPath: later[99].string).isEmpty)
            #expect(!FileManager.default.fileExists(atPath: first.string))
            await folders.close()
        }
    }

    @Test func `leaves nothing behind when nobody needs it any more`() async throws {
        try await withTemporaryDirectory { parent in
            let folders = PrivateFolders(parent: parent)
            let folder = try DiscoveryCache(in: folders).folder()
            #expect(!FileManager.default.fileExists(atPath: folder.string))
            await folders.close()
        }
    }
}
