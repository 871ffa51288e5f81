extension Duration {
    /// Reads a duration as Go's `time.ParseDuration` does: `300ms`, `1.5h`, `2h45m`; `0` needs no unit.
    ///
    /// Nil for others.
    package init?(goText text: String) {
        var rest = Substring(text)
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest = rest.dropFirst() }
        if rest == "0" {
            self = .zero
            return
        }
        guard !rest.isEmpty else { return nil }
        var total = Duration.zero
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(digits.count)
            let letters = rest.prefix { !$0.isNumber && $0 != "." }
            rest = rest.dropFirst(letters.count)
            guard let amount = Double(digits), amount < 1e9, let unit = Self.goUnits[String(letters)] else {
                return nil
            }
            total += unit * amount
        }
        self = isNegative ? .zero - total : total
    }

    private static let goUnits: [String: Duration] = [
        "ns": .nanoseconds(1), "us": .microseconds(1), "µs": .microseconds(1), "ms": .milliseconds(1),
        "s": .seconds(1), "m": .seconds(60), "h": .seconds(3600),
    ]

    /// This duration in whole seconds as a tool's argument takes it: `300s`.
    ///
    /// Less than a second counts as one.
    package var goSeconds: String {
        "\(max(1, components.seconds))s"
    }
}
