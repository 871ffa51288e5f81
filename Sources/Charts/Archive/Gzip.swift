/// Data packed by gzip (RFC 1952).
package enum Gzip {
    /// Why data cannot be unpacked.
    package enum Failure: Error {
        case damaged
        case tooLarge
    }

    private static let pieceSize = 64 << 10

    /// Unpacks `bytes`.
    ///
    /// - Parameters:
    ///   - bytes: one gzip file or several, one behind the other.
    ///   - limit: how long the result may be.
    /// - Returns: what was packed.
    /// - Throws: `Failure`.
    package static func unpacked(_ bytes: [UInt8], limit: Int) throws(Failure) -> [UInt8] {
        let reader = try GzipReader(bytes)
        var output: [UInt8] = []
        while true {
            let piece = try reader.read(pieceSize)
            guard output.count + piece.count <= limit else { throw .tooLarge }
            output += piece
            if piece.count < pieceSize { return output }
        }
    }
}
