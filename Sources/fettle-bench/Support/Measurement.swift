/// The median of several numbers.
func median(_ numbers: [Double]) -> Double {
    let sorted = numbers.sorted()
    guard let middle = sorted.indices.dropFirst(sorted.count / 2).first else { return 0 }
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
}

/// The number that so many percent of `numbers` do not exceed; nil of none.
func percentile(_ percent: Int, of numbers: [Double]) -> Double? {
    let sorted = numbers.sorted()
    let rank = (sorted.count * percent + 99) / 100
    return sorted.indices.contains(rank - 1) ? sorted[rank - 1] : nil
}

/// How long `body` takes, in milliseconds.
func milliseconds(_ body: () throws -> Void) rethrows -> Double {
    try ContinuousClock().measure(body).milliseconds
}

extension Duration {
    var milliseconds: Double {
        Double(components.seconds) * 1e3 + Double(components.attoseconds) / 1e15
    }
}
