/// A shell pattern as git reads it, made ready to be compared with many names.
///
/// The pattern becomes a list of steps that are followed all at once, byte by byte, so no pattern takes longer than its
/// length times the length of the name. Names and patterns are bytes.
struct Glob: Sendable {
    /// What `*` means.
    enum Slashes: Sendable {
        /// `*` and `?` stop at a slash, `**` between slashes passes it.
        case separate
        /// A slash is a character like any other.
        case ordinary
    }

    private enum Step: Sendable {
        case byte(UInt8)
        case any
        case oneOf(ByteSet)
        /// Any number of bytes.
        case run(crossesSlashes: Bool)
        /// Goes on at the next step, and as well at this one.
        case fork(to: Int)
        /// The pattern is malformed here and matches nothing.
        case never
    }

    private var steps: [Step] = []
    private let slashes: Slashes

    init(_ pattern: some Collection<UInt8>, slashes: Slashes) {
        self.slashes = slashes
        let bytes = Array(pattern)
        var position = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\\"):
                position += 1
                steps.append(position < bytes.count ? .byte(bytes[position]) : .never)
                position += 1
            case UInt8(ascii: "?"):
                steps.append(.any)
                position += 1
            case UInt8(ascii: "["):
                guard let set = ByteSet(bracketsIn: bytes, at: &position) else {
                    steps.append(.never)
                    return
                }
                steps.append(.oneOf(set))
            case UInt8(ascii: "*"):
                addStars(of: bytes, at: &position)
            default:
                steps.append(.byte(bytes[position]))
                position += 1
            }
        }
    }

    private mutating func addStars(of bytes: [UInt8], at position: inout Int) {
        let slash = UInt8(ascii: "/")
        let start = position
        while position < bytes.count, bytes[position] == UInt8(ascii: "*") { position += 1 }
        guard slashes == .separate else {
            steps.append(.run(crossesSlashes: true))
            return
        }
        let rest = bytes[position...]
        let opens = start == 0 || bytes[start - 1] == slash
        let closes = rest.isEmpty || rest.first == slash || rest.starts(with: [UInt8(ascii: "\\"), slash])
        guard position - start >= 2, opens, closes else {
            steps.append(.run(crossesSlashes: false))
            return
        }
        guard rest.first == slash else {
            steps.append(.run(crossesSlashes: true))
            return
        }
        // `**/` is also no folder at all.
        steps += [.fork(to: steps.count + 3), .run(crossesSlashes: true), .byte(slash)]
        position += 1
    }

    /// Whether the whole of `name` fits the pattern.
    func matches(_ name: some Sequence<UInt8>) -> Bool {
        var active = [Bool](repeating: false, count: steps.count + 1)
        active[0] = true
        follow(&active)
        for byte in name {
            var next = [Bool](repeating: false, count: steps.count + 1)
            var alive = false
            for (index, step) in steps.enumerated() where active[index] {
                guard let target = target(of: step, at: index, on: byte) else { continue }
                next[target] = true
                alive = true
            }
            guard alive else { return false }
            follow(&next)
            active = next
        }
        return active[steps.count]
    }

    /// Adds the steps that are reached without a byte; they all lie further on.
    private func follow(_ active: inout [Bool]) {
        for (index, step) in steps.enumerated() where active[index] {
            switch step {
            case .run: active[index + 1] = true
            case .fork(let target):
                active[index + 1] = true
                active[target] = true
            default: break
            }
        }
    }

    private func target(of step: Step, at index: Int, on byte: UInt8) -> Int? {
        let isSlash = slashes == .separate && byte == UInt8(ascii: "/")
        switch step {
        case .byte(let expected): return byte == expected ? index + 1 : nil
        case .any: return isSlash ? nil : index + 1
        case .oneOf(let set): return !isSlash && set.contains(byte) ? index + 1 : nil
        case .run(let crossesSlashes): return !isSlash || crossesSlashes ? index : nil
        case .fork, .never: return nil
        }
    }
}
