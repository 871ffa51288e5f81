/// Cuts a stream of bytes into lines.
struct LineSplitter {
    /// A longer line is given in pieces.
    private static let limit = 64 << 10

    private let body: @Sendable (Substring) -> Void
    private var rest: [UInt8] = []

    /// - Parameter body: gets each line without its end.
    init(_ body: @escaping @Sendable (Substring) -> Void) {
        self.body = body
    }

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        for piece in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            if piece.offset > 0 || rest.count > Self.limit { end() }
            rest += piece.element
        }
    }

    /// Gives what was begun.
    mutating func end() {
        guard !rest.isEmpty else { return }
        body(Substring(decoding: rest, as: UTF8.self))
        rest = []
    }
}
