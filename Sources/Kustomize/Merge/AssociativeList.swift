internal import YAML

/// A list whose elements are told apart by the values of some of their fields, or by their texts, while it is merged.
///
/// Every step is one of kustomize's (kyaml/yaml/walk/associative_sequence.go and the element filters of kyaml/yaml), as
/// what they do to elements that lack a key, or share it, follows from nothing else. Kustomize has pointers to elements
/// in several lists at once; here these are positions in `elements`.
struct AssociativeList {
    /// What the object's list is merged with.
    enum Partner {
        /// The patch says nothing of it.
        case nothing
        /// It is the patch's list itself, which the object has not.
        case itself
        /// The patch's elements.
        case other([TracedValue])
    }

    /// Values that the keys of an element have.
    struct Match {
        /// A single empty key stands for the text of the element.
        var keys: [String]
        var values: [String]

        /// What an element is looked up by: keys without a value are left out, unless none has one.
        var specific: Match {
            let used = values.indices.filter { !values[$0].isEmpty }
            return used.isEmpty ? self : Match(keys: used.map { keys[$0] }, values: used.map { values[$0] })
        }
    }

    /// The object's, and after them the patch's.
    var elements: [TracedValue] = []
    private let own: [Int]
    private let partner: Partner
    private let keys: [String]
    private let isPrimitive: Bool

    /// A list that takes the elements out of `elements`; without `keys`, they are texts.
    init(taking elements: inout [TracedValue], keys: [String], with partner: Partner) {
        swap(&self.elements, &elements)
        own = Array(self.elements.indices)
        self.partner = partner
        self.keys = keys.isEmpty ? [""] : keys
        isPrimitive = keys.isEmpty
        if case .other(let patch) = partner { self.elements += patch }
    }

    /// The list after `merge` has made one element of each pair, or nil where nothing is left of it.
    mutating func merged(_ merge: (inout Self, _ own: Int?, _ other: Int?) throws -> Int?) throws -> [TracedValue] {
        let patch = Array(own.count..<elements.count)
        var own = own
        var items: [Int] = []
        let identities = identities(patch + own)
        let used = keys.indices.filter { key in identities.contains { !$0[key].isEmpty } }
        let positions = used.isEmpty ? Array(keys.indices) : used
        let keys = positions.map { self.keys[$0] }
        for values in identities {
            let match = Match(keys: keys, values: positions.map { values[$0] })
            let element = first(in: own, match.specific)
            let other =
                switch partner {
                case .nothing: Int?.none
                case .itself: element
                case .other: first(in: patch, match.specific)
                }
            if let result = try merge(&self, element, other), !isEmptyMapping(result) {
                try set(result, in: &items, match)
            } else {
                try set(nil, in: &own, match)
            }
        }
        for element in own { try append(element, to: &items, keys: keys) }
        return items.map { elements[$0] }
    }

    // MARK: Identities

    /// The values of the keys of elements, each once.
    private func identities(_ list: [Int]) -> [[String]] {
        var seen: Set<[String]> = []
        var identities = list.map { identity(of: elements[$0]) }.filter { seen.insert($0).inserted }
        if keys.count > 1 { unite(&identities) }
        return identities
    }

    private func identity(of element: TracedValue) -> [String] {
        if isPrimitive { return [element.text ?? ""] }
        return keys.map { key in
            guard let value = element[key], !value.isWrittenNull else { return "" }
            return value.text ?? ""
        }
    }

    /// Makes equal those that differ only where one has no value, such as ports with and without a protocol.
    private func unite(_ identities: inout [[String]]) {
        for left in identities.indices {
            let values = identities[left]
            for right in identities.indices {
                guard let union = Self.union(values, identities[right]) else { continue }
                identities[left] = union
                identities[right] = union
            }
        }
    }

    private static func union(_ left: [String], _ right: [String]) -> [String]? {
        var hasCommon = false
        var union: [String] = []
        for (left, right) in zip(left, right) {
            if left == right {
                hasCommon = true
            } else if !left.isEmpty, !right.isEmpty {
                return nil
            }
            union.append(left.isEmpty ? right : left)
        }
        return hasCommon ? union : nil
    }

    // MARK: Lists of positions

    private func isEmptyMapping(_ element: Int) -> Bool {
        elements[element].isMapping && elements[element].fields.isEmpty
    }

    /// The first element that has all values.
    private func first(in list: [Int], _ match: Match) -> Int? {
        if match.keys == [""] { return list.first { (elements[$0].text ?? "") == match.values[0] } }
        return list.first { element in
            zip(match.keys, match.values).allSatisfy { key, value in
                elements[element][key].map { ($0.text ?? "") == value } ?? false
            }
        }
    }

    /// Puts an element in the place of all that match, or at the end; nil removes them.
    ///
    /// Removes empty elements, too, and without any value all that do not match.
    private func set(_ element: Int?, in list: inout [Int], _ match: Match) throws {
        let looksForMapping = match.keys[0] != "" && !(match.values.first ?? "").isEmpty
        var result: [Int] = []
        var isFound = false
        for candidate in list {
            if elements[candidate].isWrittenNull || isEmptyMapping(candidate) { continue }
            if looksForMapping, !elements[candidate].isMapping {
                result.append(candidate)
            } else if try !matches(elements[candidate], match) {
                if !match.values.isEmpty { result.append(candidate) }
            } else {
                isFound = true
                if let element { result.append(element) }
            }
        }
        if !isFound, let element, !elements[element].isWrittenNull { result.append(element) }
        list = result
    }

    /// Whether an element has all values there are; a value that is empty is met by each element that has the key.
    private func matches(_ element: TracedValue, _ match: Match) throws -> Bool {
        for (key, value) in zip(match.keys, match.values) {
            if key.isEmpty {
                try StrategicMergeFailure.checkIsScalar(element)
                guard element.text == value else { return false }
            } else {
                try StrategicMergeFailure.checkIsMapping(element)
                guard let field = element[key], value.isEmpty || field.text == value else { return false }
            }
        }
        return !match.values.isEmpty
    }

    /// Puts an element of the object into the list of the result.
    private func append(_ element: Int, to items: inout [Int], keys: [String]) throws {
        if isPrimitive {
            return try set(element, in: &items, Match(keys: keys, values: [elements[element].text ?? ""]))
        }
        var values: [String] = []
        for key in keys {
            if !elements[element].isWrittenNull { try StrategicMergeFailure.checkIsMapping(elements[element]) }
            if let value = elements[element][key] {
                values.append(value.text ?? "")
            } else {
                items.append(element)
            }
        }
        if keys.count > 1 { try set(nil, in: &items, Match(keys: keys, values: values)) }
        try set(element, in: &items, Match(keys: keys, values: values))
    }
}
