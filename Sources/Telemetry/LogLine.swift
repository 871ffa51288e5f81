internal import FoundationEssentials
internal import Logging

/// One event as it is written: what happened, and its data in the order in which it reads well.
struct LogLine {
    let time: Date
    let level: Logger.Level
    let message: String
    let fields: [Field]

    struct Field: Equatable {
        let key: String
        let value: String
    }

    /// Dictionaries become fields with dotted keys, lists are joined by commas.
    init(time: Date = Date(), level: Logger.Level, message: String, metadata: Logger.Metadata) {
        self.time = time
        self.level = level
        self.message = message
        var fields: [Field] = []
        for (key, value) in metadata { Self.add(value, as: Self.safeKey(key), to: &fields) }
        self.fields = fields.sorted { Self.position($0.key) < Self.position($1.key) }
    }

    /// The line with the newline at its end.
    func rendered(as format: LogFormat) -> String {
        let stamp = time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        return switch format {
        case .text: text(at: stamp)
        case .json: json(at: stamp)
        }
    }

    private func text(at stamp: String) -> String {
        let name = level.rawValue
        // As wide as the longest level, so that messages stand below one another.
        var line = "\(stamp) \(name)\(String(repeating: " ", count: max(0, 8 - name.count))) "
        line.appendEscaped(message, alsoQuotes: false)
        for field in fields {
            line += " \(field.key)="
            if field.value.isBare {
                line += field.value
            } else {
                line.appendQuoted(field.value)
            }
        }
        return line + "\n"
    }

    private func json(at stamp: String) -> String {
        var line = #"{"time":"\#(stamp)","level":"\#(level.rawValue)","message":"#
        line.appendQuoted(message)
        for field in fields {
            line += ",\"\(field.key)\":"
            line.appendQuoted(field.value)
        }
        return line + "}\n"
    }

    /// Known keys come first, from where something is to what was done about it.
    private static let order = [
        "cluster", "stage", "object", "release", "field", "want", "live", "by", "at", "from", "commit", "action",
        "took",
        "error",
    ]
    private static let positions = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })

    private static func position(_ key: String) -> (Int, String) {
        (positions[key] ?? order.count, key)
    }

    private static func add(_ value: Logger.MetadataValue, as key: String, to fields: inout [Field]) {
        if case .dictionary(let entries) = value {
            for (name, entry) in entries { add(entry, as: "\(key).\(safeKey(name))", to: &fields) }
        } else {
            fields.append(Field(key: key, value: text(of: value)))
        }
    }

    private static func text(of value: Logger.MetadataValue) -> String {
        switch value {
        case .string(let text): text
        case .stringConvertible(let value): value.description
        case .array(let elements): elements.map(text).joined(separator: ",")
        case .dictionary(let entries):
            entries.sorted { $0.key < $1.key }.map { "\($0.key):\(text(of: $0.value))" }.joined(separator: ",")
        }
    }

    /// A key that needs no quotes and is none of those that every JSON line has.
    private static func safeKey(_ key: String) -> String {
        if ["time", "level", "message"].contains(key) { return key + "_" }
        let isPlain = { (byte: UInt8) in
            (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                || [0x2d, 0x2e, 0x2f, 0x5f].contains(byte)
        }
        if !key.isEmpty, key.utf8.allSatisfy(isPlain) { return key }
        return key.isEmpty ? "_" : String(decoding: key.utf8.map { isPlain($0) ? $0 : 0x5f }, as: UTF8.self)
    }
}

extension String {
    /// Whether a value can stand in a text line without quotes.
    fileprivate var isBare: Bool {
        !isEmpty && unicodeScalars.allSatisfy { $0 != " " && $0 != "=" && $0 != "\"" && $0 != "\\" && !$0.isUnsafe }
    }

    fileprivate mutating func appendQuoted(_ text: String) {
        self += "\""
        appendEscaped(text, alsoQuotes: true)
        self += "\""
    }

    /// Adds text with JSON's escapes for whatever would end a line, move a cursor or hide something.
    fileprivate mutating func appendEscaped(_ text: String, alsoQuotes: Bool) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": self += "\\n"
            case "\r": self += "\\r"
            case "\t": self += "\\t"
            case "\"" where alsoQuotes, "\\" where alsoQuotes:
                self += "\\"
                unicodeScalars.append(scalar)
            case _ where scalar.isUnsafe:
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    self += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)"
                }
            default: unicodeScalars.append(scalar)
            }
        }
    }
}

extension Unicode.Scalar {
    /// Whether a terminal or a log viewer may take it for anything but text: controls, directions, line ends.
    fileprivate var isUnsafe: Bool {
        if isASCII { return value < 0x20 || value == 0x7f }
        return switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
