/// How much one commit may delete from a cluster without saying so.
package enum PruneLimit: Hashable, Sendable {
    /// A share of all that the inventory lists, from 0 to 100.
    case percent(Int)
    case count(Int)

    /// Reads `30%` or `25`; nil for anything else.
    package init?(_ text: String) {
        let digits = text.hasSuffix("%") ? text.dropLast() : text[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits) else {
            return nil
        }
        guard text.hasSuffix("%") else {
            self = .count(number)
            return
        }
        guard number <= 100 else { return nil }
        self = .percent(number)
    }

    /// Whether `count` of `total` may be deleted.
    ///
    /// A share above 0 always allows one, or nothing could ever be taken from a small cluster.
    package func allows(deleting count: Int, of total: Int) -> Bool {
        switch self {
        case .percent(0): count == 0
        case .percent(let share): count <= 1 || count * 100 <= share * total
        case .count(let limit): count <= limit
        }
    }
}

extension PruneLimit: CustomStringConvertible {
    package var description: String {
        switch self {
        case .percent(let share): "\(share)%"
        case .count(let limit): "\(limit)"
        }
    }
}
