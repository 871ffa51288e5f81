internal import YAML

/// A place in a document as a JSON patch names it: `/spec/containers/0/image` (RFC 6901).
struct JSONPointer {
    /// As it was written.
    let text: String
    /// What leads to the mapping or list that holds the place; nil when the text has no slash.
    private let parents: [String]?
    /// The last name or index.
    let key: String

    init(_ text: String) {
        self.text = text
        // What stands before the first slash does not count.
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
            .map { Self.unescaped($0) }
        parents = parts.isEmpty ? nil : parts.dropLast()
        key = parts.last ?? ""
    }

    /// `~1` is a slash, `~0` a tilde.
    private static func unescaped(_ part: Substring.UTF8View) -> String {
        guard part.contains(UInt8(ascii: "~")) else { return String(Substring(part)) }
        var bytes: [UInt8] = []
        var rest = part
        while let byte = rest.popFirst() {
            switch (byte, rest.first) {
            case (UInt8(ascii: "~"), UInt8(ascii: "1")):
                rest.removeFirst()
                bytes.append(UInt8(ascii: "/"))
            case (UInt8(ascii: "~"), UInt8(ascii: "0")):
                rest.removeFirst()
                bytes.append(byte)
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The mapping or list that holds the place; nil when it is not there.
    func container(in document: TracedValue) -> TracedValue? {
        guard let parents else { return nil }
        var value = document
        for part in parents {
            guard let next = value.isSequence ? Self.element(part, of: value.elements) : value[part] else { return nil }
            value = next
        }
        return value.isScalar ? nil : value
    }

    private static func element(_ part: String, of elements: [TracedValue]) -> TracedValue? {
        index(part, count: elements.count).map { elements[$0] }
    }

    private static func index(_ part: String, count: Int) -> Int? {
        guard let number = Int(part) else { return nil }
        let index = number < 0 ? number + count : number
        return (0..<count).contains(index) ? index : nil
    }

    /// Changes the mapping or list that holds the place; nil when it is not there.
    func modifyContainer<Result>(in document: inout TracedValue, _ body: (inout TracedValue) -> Result) -> Result? {
        parents.flatMap { Self.modify(&document, $0[...], body) }
    }

    private static func modify<Result>(
        _ value: inout TracedValue,
        _ parents: ArraySlice<String>,
        _ body: (inout TracedValue) -> Result,
    ) -> Result? {
        guard let part = parents.first else { return value.isScalar ? nil : body(&value) }
        let rest = parents.dropFirst()
        if value.isSequence {
            return value.modifyElements { elements in
                index(part, count: elements.count).flatMap { modify(&elements[$0], rest, body) }
            } ?? nil
        }
        return value.modify(part) { modify(&$0, rest, body) } ?? nil
    }
}
