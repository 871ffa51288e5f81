/// The parts of an image as containers name it: `registry/name:tag@digest` (kustomize's `api/internal/image`).
struct ImageTagReference {
    var name: String
    /// Empty for none.
    var tag: String
    /// Empty for none.
    var digest: String

    /// Takes a text apart; a colon before the first slash belongs to the registry.
    init(_ text: String) {
        let bytes = text.utf8
        let slash = bytes.firstIndex(of: UInt8(ascii: "/")) ?? bytes.startIndex
        let colon = bytes[slash...].firstIndex(of: UInt8(ascii: ":"))
        let at = bytes[slash...].firstIndex(of: UInt8(ascii: "@"))
        let end = at ?? bytes.endIndex
        digest = at.map { String(text[bytes.index(after: $0)...]) } ?? ""
        if let colon, colon < end {
            name = String(text[..<colon])
            tag = String(text[bytes.index(after: colon)..<end])
        } else {
            name = String(text[..<end])
            tag = ""
        }
    }

    var text: String {
        name + (tag.isEmpty ? "" : ":\(tag)") + (digest.isEmpty ? "" : "@\(digest)")
    }
}
