internal import YAML

/// What controllers wrote about an object, as its health is judged by.
struct ObjectState {
    let object: Value
    let conditions: [Condition]

    init(_ live: LiveObject) {
        object = live.object
        conditions = (live.object.at("status", "conditions")?.array ?? []).compactMap(Condition.init)
    }

    var generation: Int64? { object.at("metadata", "generation")?.integer }
    var observedGeneration: Int64? { object.at("status", "observedGeneration")?.integer }

    /// The number below `spec`; nil when there is none.
    func spec(_ name: String) -> Int64? {
        object.at("spec", name)?.integer
    }

    /// A count below `status`, which leaves out what is 0.
    func count(_ name: String) -> Int64 {
        object.at("status", name)?.integer ?? 0
    }

    func text(_ part: String, _ name: String) -> String? {
        object.at(part, name)?.string
    }

    func condition(_ type: String) -> Condition? {
        conditions.first { $0.type == type }
    }

    /// The condition `type` if it is what is asked for.
    func condition(_ type: String, _ truth: Condition.Truth) -> Condition? {
        conditions.first { $0.type == type && $0.status == truth.rawValue }
    }
}

/// One entry of `status.conditions`.
struct Condition {
    enum Truth: String {
        case isTrue = "True"
        case isFalse = "False"
    }

    let type: String
    let status: String
    let reason: String
    let message: String

    init?(_ value: Value) {
        guard let type = value["type"]?.string, let status = value["status"]?.string else { return nil }
        self.type = type
        self.status = status
        reason = value["reason"]?.string ?? ""
        message = value["message"]?.string ?? ""
    }

    /// What its controller says about it.
    var explanation: String {
        let parts = [reason, message].filter { !$0.isEmpty }
        return parts.isEmpty ? "condition \(type) is \(status)" : parts.joined(separator: ": ")
    }
}
