internal import CZlib

/// Unpacks gzip data (RFC 1952) piece by piece, so that as much is unpacked as somebody asks for.
final class GzipReader {
    private let input: [UInt8]
    private var stream = z_stream()
    /// Where the next byte of the input lies.
    private var position = 0
    private var isAtEnd = false

    init(_ bytes: [UInt8]) throws(Gzip.Failure) {
        input = bytes
        guard fettle_inflate_init_gzip(&stream) == Z_OK else { throw .damaged }
    }

    deinit {
        inflateEnd(&stream)
    }

    /// The next `count` bytes; fewer only at the end.
    func read(_ count: Int) throws(Gzip.Failure) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: count)
        var length = 0
        while length < count, !isAtEnd {
            length += try inflatePiece(&output, from: length)
        }
        if length < count { output.removeLast(count - length) }
        return output
    }

    /// Passes over `count` bytes, and says whether there were so many.
    func skip(_ count: Int) throws(Gzip.Failure) -> Bool {
        var left = count
        while left > 0 {
            let piece = try read(min(left, 64 << 10))
            guard !piece.isEmpty else { return false }
            left -= piece.count
        }
        return true
    }

    private func inflatePiece(_ output: inout [UInt8], from start: Int) throws(Gzip.Failure) -> Int {
        var written = 0
        let status = input.withUnsafeBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                // zlib does not write to its input; its type is older than const.
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress.map { $0 + position })
                stream.avail_in = UInt32(min(input.count - position, 1 << 30))
                stream.next_out = output.baseAddress.map { $0 + start }
                stream.avail_out = UInt32(min(output.count - start, 1 << 30))
                let (input, output) = (stream.avail_in, stream.avail_out)
                let status = inflate(&stream, Z_NO_FLUSH)
                position += Int(input - stream.avail_in)
                written = Int(output - stream.avail_out)
                return status
            }
        }
        switch status {
        case Z_OK: break
        case Z_STREAM_END: try startNextMember()
        default: throw .damaged
        }
        return written
    }

    /// A gzip file may be several, one behind the other; zeros at the end are padding.
    private func startNextMember() throws(Gzip.Failure) {
        guard input[position...].contains(where: { $0 != 0 }) else {
            isAtEnd = true
            return
        }
        guard inflateReset(&stream) == Z_OK else { throw .damaged }
    }
}
