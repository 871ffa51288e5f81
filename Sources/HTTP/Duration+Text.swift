extension Duration {
    /// As it stands in a message: `10 seconds`, `0.5 seconds`, `2 minutes`.
    package var text: String {
        let (seconds, attoseconds) = components
        if attoseconds == 0, seconds >= 120, seconds % 60 == 0 { return "\(seconds / 60) minutes" }
        let value = Double(seconds) + Double(attoseconds) / 1e18
        let number = attoseconds == 0 ? "\(seconds)" : "\(value)"
        return number == "1" ? "1 second" : "\(number) seconds"
    }
}
