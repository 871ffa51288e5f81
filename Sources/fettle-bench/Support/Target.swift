/// What the ratio of a row should be.
enum Target {
    case atLeast(Double)
    case atMost(Double)

    func isReached(by ratio: Double) -> Bool {
        switch self {
        case .atLeast(let limit): ratio >= limit
        case .atMost(let limit): ratio <= limit
        }
    }

    var text: String {
        switch self {
        case .atLeast(let limit): "≥ \(Table.text(limit))"
        case .atMost(let limit): "≤ \(Table.text(limit))"
        }
    }
}
