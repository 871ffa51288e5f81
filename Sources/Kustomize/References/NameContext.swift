/// The prefixes and suffixes that an object's name got from the kustomizations around it, the innermost first.
struct NameContext: Hashable, Sendable {
    var prefixes: [String] = []
    var suffixes: [String] = []

    /// Whether both may have grown up in one kustomization; who has no prefixes fits any, and so with suffixes.
    func mayFit(_ other: NameContext) -> Bool {
        let prefixesFit = prefixes.isEmpty || other.prefixes.isEmpty || Self.endAlike(prefixes, other.prefixes)
        let suffixesFit = suffixes.isEmpty || other.suffixes.isEmpty || Self.endAlike(suffixes, other.suffixes)
        return prefixesFit && suffixesFit
    }

    /// Whether the outer prefixes and suffixes of both are the same.
    func fits(_ other: NameContext) -> Bool {
        Self.endAlike(prefixes, other.prefixes) && Self.endAlike(suffixes, other.suffixes)
    }

    /// Whether the longer list ends with the shorter; an empty one ends only an empty one.
    static func endAlike(_ left: [String], _ right: [String]) -> Bool {
        let (shorter, longer) = left.count <= right.count ? (left, right) : (right, left)
        return shorter.isEmpty ? longer.isEmpty : longer.suffix(shorter.count).elementsEqual(shorter)
    }
}
