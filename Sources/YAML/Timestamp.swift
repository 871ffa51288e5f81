/// A date, or a date and time, as Go's YAML readers recognise one in a plain scalar.
///
/// Kubernetes keeps such a scalar as a string, but it is quoted when it is written, and kustomize writes it out in
/// full.
struct Timestamp: Hashable {
    private var year = 0
    private var month = 0
    private var day = 0
    private var hour = 0
    private var minute = 0
    private var second = 0
    /// The digits after the point.
    private var fraction: ArraySlice<UInt8> = []
    /// Minutes east of Greenwich.
    private var offset = 0

    /// Reads `2001-1-2`, `2001-01-02 3:04:05.6` and `2001-01-02T03:04:05Z`; nil for everything else.
    init?(_ bytes: some Collection<UInt8>) {
        var reader = DigitReader(rest: Array(bytes)[...])
        guard let year = reader.number(4...4), reader.take("-"),
            let month = reader.number(1...2), (1...12).contains(month), reader.take("-"),
            let day = reader.number(1...2), (1...Self.days(in: month, of: year)).contains(day)
        else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
        if reader.rest.isEmpty { return }
        let hasZone = reader.take("T") || reader.take("t")
        guard hasZone || reader.takeSpaces(), readTime(&reader) else { return nil }
        if hasZone, !readZone(&reader) { return nil }
        guard reader.rest.isEmpty else { return nil }
    }

    private mutating func readTime(_ reader: inout DigitReader) -> Bool {
        guard let hour = reader.number(1...2), hour < 24, reader.take(":"),
            let minute = reader.number(1...2), minute < 60, reader.take(":"),
            let second = reader.number(1...2), second < 60
        else { return false }
        (self.hour, self.minute, self.second) = (hour, minute, second)
        fraction = reader.fraction()
        return true
    }

    private mutating func readZone(_ reader: inout DigitReader) -> Bool {
        if reader.take("Z") { return true }
        let isWest = reader.take("-")
        guard isWest || reader.take("+"), let hours = reader.number(2...2), hours <= 24, reader.take(":"),
            let minutes = reader.number(2...2), minutes <= 60
        else { return false }
        offset = (hours * 60 + minutes) * (isWest ? -1 : 1)
        return true
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The timestamp as RFC 3339 has it, to the nanosecond, as Go writes a time into JSON.
    var text: String {
        var digits = String(decoding: fraction.prefix(9), as: UTF8.self)
        while digits.hasSuffix("0") { digits.removeLast() }
        if !digits.isEmpty { digits = "." + digits }
        let date = "\(Self.pad(year, 4))-\(Self.pad(month))-\(Self.pad(day))"
        let time = "\(Self.pad(hour)):\(Self.pad(minute)):\(Self.pad(second))"
        let zone = "\(offset < 0 ? "-" : "+")\(Self.pad(abs(offset) / 60)):\(Self.pad(abs(offset) % 60))"
        return "\(date)T\(time)\(digits)\(offset == 0 ? "Z" : zone)"
    }

    private static func pad(_ number: Int, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

private struct DigitReader {
    var rest: ArraySlice<UInt8>

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let first = rest.first, first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    /// One space or more, which Go takes for one.
    mutating func takeSpaces() -> Bool {
        let spaces = rest.prefix { $0 == 0x20 }
        rest = rest.dropFirst(spaces.count)
        return !spaces.isEmpty
    }

    /// As many digits as stand there, within `count`.
    mutating func number(_ count: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix(count.upperBound).prefix { (0x30...0x39).contains($0) }
        guard digits.count >= count.lowerBound else { return nil }
        rest = rest.dropFirst(digits.count)
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// The digits after a point or a comma; none when there is no such.
    mutating func fraction() -> ArraySlice<UInt8> {
        guard let point = rest.first, point == UInt8(ascii: ".") || point == UInt8(ascii: ",") else { return [] }
        let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
        if !digits.isEmpty { rest = rest.dropFirst(digits.count + 1) }
        return digits
    }
}
