internal import CZlib

/// Unpacks gzip data that comes in pieces.
final class GunzipStream {
    private var stream = z_stream()
    /// Whether the end of what was packed has come.
    private(set) var isAtEnd = false

    init() throws(ChartError) {
        guard fettle_inflate_init_gzip(&stream) == Z_OK else {
            throw ChartError(.storage, "gzip", "there is no memory to unpack with", isTransient: true)
        }
    }

    deinit {
        inflateEnd(&stream)
    }

    /// Takes the next piece.
    ///
    /// - Returns: what it unpacks to, in parts of at most 256 KiB, which `body` gets one after the other.
    func append(_ piece: [UInt8], _ body: ([UInt8]) throws -> Void) throws {
        var position = 0
        var output = [UInt8](repeating: 0, count: 256 << 10)
        while !isAtEnd {
            let (status, taken, given) = step(piece, from: position, &output)
            position += taken
            if given > 0 { try body(Array(output[..<given])) }
            switch status {
            case Z_STREAM_END: isAtEnd = true
            // All of the piece is used up, and there was room.
            case Z_BUF_ERROR: return
            case Z_OK where position == piece.count && given < output.count: return
            case Z_OK: continue
            default: throw Gzip.Failure.damaged
            }
        }
    }

    private func step(_ piece: [UInt8], from position: Int, _ output: inout [UInt8]) -> (Int32, Int, Int) {
        piece.withUnsafeBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                // zlib does not write to its input; its type is older than const.
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress.map { $0 + position })
                stream.avail_in = UInt32(input.count - position)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                let status = inflate(&stream, Z_NO_FLUSH)
                return (status, input.count - position - Int(stream.avail_in), output.count - Int(stream.avail_out))
            }
        }
    }
}
