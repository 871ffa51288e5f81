/// What becomes of a text when kustomize writes it as JSON and reads that JSON as YAML, which it does before it prints.
///
/// JSON may hold U+0085 as it is, and to YAML that is a line break, which is folded. Other control characters YAML does
/// not take at all.
package enum JSONRoundTrip {
    /// `text` after the way; the same for nearly all.
    package static func text(_ text: String) -> String {
        // The character begins with this byte in UTF-8.
        guard text.hasByte({ $0 == 0xC2 }), text.unicodeScalars.contains("\u{85}") else { return text }
        var result = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let first = rest.popFirst() {
            guard first == "\u{85}" else {
                result.append(first)
                continue
            }
            while result.last == " " { result.removeLast() }
            var breaks = 1
            while let next = rest.first, next == " " || next == "\u{85}" {
                if next == "\u{85}" { breaks += 1 }
                rest.removeFirst()
            }
            let folded = breaks == 1 ? " " : String(repeating: "\n", count: breaks - 1)
            result.append(contentsOf: folded.unicodeScalars)
        }
        return String(result)
    }

    /// The first character of `text` that YAML does not take from JSON; nil when there is none.
    package static func forbidden(in text: String) -> Unicode.Scalar? {
        // All that are forbidden begin with these bytes in UTF-8.
        guard text.hasByte({ $0 == 0x7F || $0 == 0xC2 || $0 == 0xEF }) else { return nil }
        return text.unicodeScalars.first { scalar in
            switch scalar.value {
            case 0x7F...0x84, 0x86...0x9F, 0xFFFE, 0xFFFF: true
            default: false
            }
        }
    }
}

extension String {
    /// Whether a byte of the UTF-8 text passes a test; looked for where the text lies, which is several times faster.
    fileprivate func hasByte(_ test: (UInt8) -> Bool) -> Bool {
        utf8.withContiguousStorageIfAvailable { $0.contains(where: test) } ?? utf8.contains(where: test)
    }
}
