internal import CLibcurl
internal import SystemPackage

extension HTTPServer {
    /// The certificates that the system trusts, in PEM; nil when they lie in no one file.
    ///
    /// For trusting others besides them. This reads a file of some hundred KiB.
    package static func systemAuthorities() -> [UInt8]? {
        Curl.ready
        // The file that libcurl was built to look into.
        guard let path = CurlEasy().text(CURLINFO_CAINFO),
            let file = try? FileDescriptor.open(FilePath(path), .readOnly)
        else { return nil }
        return try? file.closeAfter {
            var all: [UInt8] = []
            while true {
                let piece = try [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
                    count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
                }
                guard !piece.isEmpty else { return all }
                all += piece
            }
        }
    }
}
