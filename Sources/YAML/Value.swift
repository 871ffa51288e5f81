/// A YAML or JSON document as plain data: what a Kubernetes object is made of.
///
/// Two values are equal when they mean the same JSON; the order of an object's fields plays no part, and every printer
/// sorts them, as Kubernetes' own tools do. Whole numbers and others are kept apart, since an API server refuses `1.0`
/// where it wants an integer.
package enum Value: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// A number that is no `Int64`; never NaN or infinite in what is read from JSON.
    case number(Double)
    case string(String)
    case array([Value])
    case object([String: Value])
}

extension Value {
    /// The text of a string; nil for everything else.
    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The truth value; nil for everything else.
    package var bool: Bool? {
        if case .bool(let truth) = self { truth } else { nil }
    }

    /// The whole number; nil for everything else.
    package var integer: Int64? {
        if case .integer(let number) = self { number } else { nil }
    }

    /// The elements of an array; nil for everything else.
    package var array: [Value]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The fields of an object; nil for everything else.
    package var object: [String: Value]? {
        if case .object(let fields) = self { fields } else { nil }
    }

    /// The field `name` of an object; nil when there is none.
    ///
    /// Setting makes an object of what is none, and nil removes.
    package subscript(name: String) -> Value? {
        get { object?[name] }
        set {
            var fields = object ?? [:]
            // Frees the only other reference before the change, so that it happens in place.
            self = .null
            fields[name] = newValue
            self = .object(fields)
        }
    }

    /// What lies below the fields `path`, one after the other; nil when one of them is missing.
    package func at(_ path: String...) -> Value? {
        path.reduce(Optional(self)) { value, name in value?[name] }
    }

    /// What this value is, as an error names it: `a string`, `an object`.
    package var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer: "an integer"
        case .number: "a number"
        case .string: "a string"
        case .array: "a list"
        case .object: "an object"
        }
    }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(floatLiteral value: Double) { self = .number(value) }
    package init(arrayLiteral elements: Value...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, Value)...) {
        self = .object(Dictionary(elements) { $1 })
    }
    package init(nilLiteral: ()) { self = .null }
}
