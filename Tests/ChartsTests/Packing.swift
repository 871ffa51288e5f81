import Foundation
import SystemPackage
import TestSupport

/// An archive of Python's tarfile.
///
/// - Parameters:
///   - entries: in order; each is a dictionary with `name`, and `text`, `size` (so many zeros), `link`, or `type`.
///   - format: `USTAR`, `PAX` or `GNU`.
/// - Returns: the archive, packed by gzip.
/// - Throws: when Python does not run.
func packed(_ entries: [[String: String]], format: String = "PAX") async throws -> [UInt8] {
    let script = """
        import io, json, sys, tarfile
        entries = json.load(open(sys.argv[1]))
        with tarfile.open(sys.argv[2], "w:gz", format=getattr(tarfile, sys.argv[3] + "_FORMAT")) as archive:
            for entry in entries:
                info = tarfile.TarInfo(entry["name"])
                data = entry.get("text", "").encode() or bytes(int(entry.get("size", "0")))
                info.size = len(data)
                if "link" in entry:
                    info.type, info.linkname, info.size = tarfile.SYMTYPE, entry["link"], 0
                if "type" in entry:
                    info.type = entry["type"].encode()
                archive.addfile(info, io.BytesIO(data))
        """
    return try await withTemporaryDirectory("pack") { folder in
        let (input, output) = (folder.appending("entries.json"), folder.appending("chart.tgz"))
        try JSONEncoder().encode(entries).write(to: URL(filePath: input.string))
        try await TestSupport.run("python3", "-c", script, input.string, output.string, format)
        return try bytes(of: output)
    }
}

func bytes(of file: FilePath) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: file.string)))
}
