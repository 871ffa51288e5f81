internal import CZlib

/// Data packed by gzip (RFC 1952).
package enum Gzip {
    /// Why data cannot be unpacked.
    package enum Failure: Error {
        case damaged
        case tooLarge
    }

    /// Unpacks `bytes`.
    ///
    /// - Parameters:
    ///   - bytes: one member of a gzip file; what follows it is passed over.
    ///   - limit: how long the result may be.
    /// - Returns: what was packed.
    /// - Throws: `Failure`.
    package static func unpacked(_ bytes: [UInt8], limit: Int) throws(Failure) -> [UInt8] {
        var stream = z_stream()
        guard fettle_inflate_init_gzip(&stream) == Z_OK else { throw .damaged }
        defer { inflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: min(limit, max(1024, bytes.count * 4)))
        var length = 0
        let status: Result<Void, Failure> = input.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(truncatingIfNeeded: input.count)
            while true {
                let status = output.withUnsafeMutableBufferPointer { output in
                    stream.next_out = output.baseAddress.map { $0 + length }
                    stream.avail_out = UInt32(truncatingIfNeeded: output.count - length)
                    let before = stream.avail_out
                    let status = inflate(&stream, Z_NO_FLUSH)
                    length += Int(before - stream.avail_out)
                    return status
                }
                if status == Z_STREAM_END { return .success(()) }
                guard status == Z_OK || status == Z_BUF_ERROR else { return .failure(.damaged) }
                if length < output.count { return .failure(.damaged) }
                guard output.count < limit else { return .failure(.tooLarge) }
                output += [UInt8](repeating: 0, count: min(output.count, limit - output.count))
            }
        }
        try status.get()
        return Array(output.prefix(length))
    }
}
