/// The lines of a static text in the order of the bytes they begin with; found by halving, so that nothing is built of
/// them when a process starts.
struct SortedLines: Sendable {
    let text: StaticString

    /// What follows `name` and a blank in the line that begins with it; nil when no line does.
    func rest(after name: String) -> String? {
        text.withUTF8Buffer { text in
            var name = name
            return name.withUTF8 { name in
                var open = text.startIndex..<text.endIndex
                while !open.isEmpty {
                    let middle = open.lowerBound + open.count / 2
                    let start = text[open.lowerBound..<middle].lastIndex(of: Self.newline).map { $0 + 1 }
                    let lower = start ?? open.lowerBound
                    let upper = text[middle...].firstIndex(of: Self.newline) ?? text.endIndex
                    switch Self.order(of: name, to: text[lower..<upper]) {
                    case .same: return String(decoding: text[lower..<upper].dropFirst(name.count + 1), as: UTF8.self)
                    case .before: open = open.lowerBound..<lower
                    case .after: open = min(upper + 1, open.upperBound)..<open.upperBound
                    }
                }
                return nil
            }
        }
    }

    private enum Order {
        case before, same, after
    }

    private static func order(of name: UnsafeBufferPointer<UInt8>, to line: Slice<UnsafeBufferPointer<UInt8>>) -> Order
    {
        for (left, right) in zip(name, line) where left != right { return left < right ? .before : .after }
        if name.count > line.count { return .after }
        // A blank comes before all that a name is made of.
        return name.count == line.count || line[line.startIndex + name.count] == blank ? .same : .before
    }

    private static let newline = UInt8(ascii: "\n")
    private static let blank = UInt8(ascii: " ")
}
