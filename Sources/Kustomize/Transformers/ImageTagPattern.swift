/// Finds the images of one name, with any tag and digest.
///
/// The name is a regular expression to kustomize. Nearly all names hold no other sign of one than dots, and are compared
/// without one.
struct ImageTagPattern {
    private enum Name {
        /// A dot stands for any character.
        case plain([UInt8])
        case expression(Regex<AnyRegexOutput>)
    }

    private let name: Name

    /// - Throws: when the name is no regular expression.
    init(_ name: String) throws {
        if name.utf8.contains(where: Self.signs.contains) {
            // Put together as kustomize does, so that `a|b` is either all that begins with a or all that ends with b.
            let expression = try Regex(#"\A"# + name + #"(:[a-zA-Z0-9_.{}\-]*)?(@sha256:[a-zA-Z0-9_.{}\-]*)?\z"#)
            self.name = .expression(expression.matchingSemantics(.unicodeScalar).asciiOnlyCharacterClasses())
        } else {
            self.name = .plain(Array(name.utf8))
        }
    }

    private static let signs = Set(#"\+*?()|[]{}^$"#.utf8)

    func matches(_ text: String) -> Bool {
        switch name {
        case .plain(let name): Self.matches(text.utf8, name)
        case .expression(let expression): text.firstMatch(of: expression) != nil
        }
    }

    private static func matches(_ text: String.UTF8View, _ name: [UInt8]) -> Bool {
        var rest = text[...]
        for byte in name {
            guard let first = rest.popFirst() else { return false }
            if byte == first { continue }
            guard byte == UInt8(ascii: "."), first != UInt8(ascii: "\n") else { return false }
            // Any one character: what follows its first byte in UTF-8, too.
            while let next = rest.first, next & 0b1100_0000 == 0b1000_0000 { rest.removeFirst() }
        }
        if rest.first == UInt8(ascii: ":") {
            rest.removeFirst()
            rest = rest.drop(while: isOfTag)
        }
        if rest.starts(with: "@sha256:".utf8) { rest = rest.dropFirst(8).drop(while: isOfTag) }
        return rest.isEmpty
    }

    private static func isOfTag(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "{"),
            UInt8(ascii: "}"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
