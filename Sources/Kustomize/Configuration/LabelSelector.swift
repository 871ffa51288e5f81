internal import YAML

/// Which labels, or annotations, an object must have, as Kubernetes writes it: `app=web,tier in (a, b),!canary`.
struct LabelSelector: Sendable {
    /// Why a text is no selector, in Kubernetes' words.
    struct Invalid: Error {
        let reason: String
    }

    /// One condition; all of them must hold.
    enum Requirement: Hashable, Sendable {
        case exists(String)
        case doesNotExist(String)
        case isOneOf(String, [String])
        /// Holds, too, where the label is missing.
        case isNoneOf(String, [String])
        case isGreater(String, than: Int64)
        case isLess(String, than: Int64)
    }

    let requirements: [Requirement]

    init(_ text: String) throws(Invalid) {
        var parser = LabelSelectorParser(text)
        requirements = try parser.requirements()
    }

    /// - Parameter label: the value of a label by its name; nil when there is none.
    func matches(_ label: (String) -> String?) -> Bool {
        requirements.allSatisfy { requirement in
            switch requirement {
            case .exists(let name): label(name) != nil
            case .doesNotExist(let name): label(name) == nil
            case .isOneOf(let name, let values): label(name).map(values.contains) ?? false
            case .isNoneOf(let name, let values): label(name).map { !values.contains($0) } ?? true
            case .isGreater(let name, let limit): label(name).flatMap { Int64($0) }.map { $0 > limit } ?? false
            case .isLess(let name, let limit): label(name).flatMap { Int64($0) }.map { $0 < limit } ?? false
            }
        }
    }

    /// Whether the labels or annotations of `resource`, whose field in `metadata` is `map`, match.
    func matches(_ resource: Resource, _ map: String) -> Bool {
        let fields = resource.node["metadata"]?[map]
        return matches { name in fields?[name].map { $0.text ?? "" } }
    }
}
