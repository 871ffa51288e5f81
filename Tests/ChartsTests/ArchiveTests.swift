import Charts
import Foundation
import SourceTrees
import SystemPackage
import TestSupport
import Testing

struct AChartsArchive {
    private static let chart = ["name": "web/Chart.yaml", "text": "name: web\nversion: 1.0.0\n"]

    private func failure(_ entries: [[String: String]], limits: ArchiveLimits = ArchiveLimits()) async throws -> String?
    {
        let bytes = try await packed(entries)
        let error = #expect(throws: ChartError.self) { try ChartArchive(bytes, name: "web.tgz", limits: limits) }
        #expect(error?.reason == .archive)
        return error?.description
    }

    @Test(arguments: ["ustar", "pax", "gnu", "v7", "oldgnu"])
    func `is read in each format of tar`(format: String) async throws {
        // As long as every format can say it: v7 has a hundred bytes for a name.
        let length = format == "v7" ? 60 : 90
        let long = "templates/\(String(repeating: "n", count: length))/\(String(repeating: "f", count: 20)).yaml"
        let files = ["Chart.yaml": "name: web\n", long: "a: ü\n", "empty.txt": "", ".helmignore": "x\n"]
        try await withTemporaryDirectory { folder in
            try write(files, below: folder.appending("web"))
            let place = folder.appending("a.tgz")
            try await TestSupport.run("tar", "-C", folder.string, "--format", format, "-czf", place.string, "web")
            let archive = try ChartArchive(bytes(of: place), name: "a.tgz")
            #expect(archive.folder == "web")
            #expect(archive.files.names(in: .root) == [".helmignore", "Chart.yaml", "empty.txt", "templates"])
            for (path, text) in files {
                #expect(try archive.files.read(try TreePath(path)) == Array(text.utf8))
            }
        }
    }

    @Test(arguments: ["PAX", "GNU"])
    func `may have names of any length`(format: String) async throws {
        let long = (0..<30).map { "folder-\($0)-ü" }.joined(separator: "/")
        let bytes = try await packed([Self.chart, ["name": "web/\(long)/x", "text": "here"]], format: format)
        let archive = try ChartArchive(bytes, name: "web.tgz")
        #expect(try archive.files.read(try TreePath("\(long)/x")) == Array("here".utf8))
    }

    @Test func `is one that helm packed`() async throws {
        try await withTemporaryDirectory { folder in
            let files = [
                "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.2.3\n", "values.yaml": "a: 1\n",
                "templates/a.yaml": "a: b\n",
            ]
            try write(files, below: folder.appending("web"))
            try await TestSupport.run("helm", "package", "--destination", folder.string, folder.appending("web").string)
            let archive = try ChartArchive(bytes(of: folder.appending("web-1.2.3.tgz")), name: "web")
            #expect(archive.folder == "web")
            #expect(try archive.files.read(try TreePath("templates/a.yaml")) == Array("a: b\n".utf8))
        }
    }

    @Test(arguments: [
        ("web/../../etc/passwd", "leads out of the chart's folder"), ("/etc/passwd", "leads out of the chart's folder"),
        ("../web/x", "leads out of the chart's folder"), (#"web\..\x"#, "leads out of the chart's folder"),
        ("web/c:/x", "leads out of the chart's folder"), ("other/x", "holds two folders, web and other"),
        ("x", "lies outside the chart's folder"), ("web/Chart.yaml/x", "lies below a file"),
    ])
    func `holds nothing outside its folder`(name: String, problem: String) async throws {
        let text = try await failure([Self.chart, ["name": name, "text": "x"]])
        #expect(text?.contains(problem) == true, "\(text ?? "")")
        #expect(text?.hasPrefix("web.tgz: ") == true)
    }

    @Test func `holds neither links nor devices`() async throws {
        #expect(
            try await failure([Self.chart, ["name": "web/values.yaml", "link": "/etc/passwd"]])
                == "web.tgz: web/values.yaml is a link, which no chart may hold; pack the file itself",
        )
        for type in ["1", "3", "4", "6"] {
            let text = try await failure([Self.chart, ["name": "web/x", "type": type]])
            #expect(text?.contains("web/x is ") == true, "\(text ?? "")")
        }
    }

    @Test func `stays within its limits`() async throws {
        let limits = ArchiveLimits(unpacked: 1 << 20, file: 1 << 20, entries: 3)
        let large = ["name": "web/large", "size": "\(900 << 10)"]
        _ = try ChartArchive(try await packed([Self.chart, large]), name: "web.tgz", limits: limits)
        #expect(
            try await failure([Self.chart, large, ["name": "web/b", "size": "\(200 << 10)"]], limits: limits)
                == "web.tgz: holds more than 1 MiB; make it smaller",
        )
        let many = (0..<3).map { ["name": "web/\($0)"] }
        #expect(
            try await failure([Self.chart] + many, limits: limits)
                == "web.tgz: holds more than 3 files and folders; make it smaller",
        )
    }

    @Test func `is a chart`() async throws {
        #expect(try await failure([]) == "web.tgz: holds no files")
        #expect(
            try await failure([["name": "web/values.yaml", "text": "a: b"]])
                == "web.tgz: is no chart, as there is no web/Chart.yaml in it",
        )
        let error = #expect(throws: ChartError.self) { try ChartArchive(Array("<html>".utf8), name: "web.tgz") }
        #expect(error?.description == "web.tgz: is no chart archive (a tar archive packed by gzip)")
    }

    @Test func `is never half read`() async throws {
        let bytes = try await packed([Self.chart, ["name": "web/values.yaml", "text": "a: b"]])
        for length in stride(from: 0, to: bytes.count - 60, by: 7) {
            #expect(throws: ChartError.self) { try ChartArchive(Array(bytes.prefix(length)), name: "web.tgz") }
        }
        for index in bytes.indices.dropFirst(10).dropLast(8) where index % 5 == 0 {
            var broken = bytes
            broken[index] ^= 0xFF
            // What matters is that nothing traps, whatever comes out.
            _ = try? ChartArchive(broken, name: "web.tgz")
        }
    }
}
