internal import YAML

/// The text of a patch, from a file or from the kustomization.
struct PatchText {
    let bytes: [UInt8]
    /// The number of the file that holds it.
    let file: Int
    /// How many lines stand before it in that file.
    let linesBefore: Int
    /// Where the kustomization asks for it.
    let place: Place
    /// `path 'deployment.yaml'`, or `the inline patch`.
    let source: String

    /// The whole of a file.
    init(file: Int, bytes: [UInt8], path: String, place: Place) {
        self.bytes = bytes
        self.file = file
        self.place = place
        linesBefore = 0
        source = "path '\(path)'"
    }

    /// What is written in the kustomization itself.
    ///
    /// - Parameter trimmed: whether blanks around it do not count.
    init(inline text: String, place: Place, trimmed: Bool = false) {
        let all = Array(text.utf8)
        var rest = all[...]
        if trimmed {
            rest = rest.drop(while: Self.isBlank)
            while let last = rest.last, Self.isBlank(last) { rest.removeLast() }
        }
        bytes = Array(rest)
        self.place = place
        file = place.file
        // A text of several lines is a block that begins on the line after its indicator.
        let start = max(0, all.contains(0x0A) ? place.line : place.line - 1)
        linesBefore = start + all[..<rest.startIndex].count { $0 == 0x0A }
        source = "the inline patch"
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }

    /// The text on the lines that it has in its file.
    var linedBytes: [UInt8] {
        linesBefore == 0 ? bytes : Array(repeating: 0x0A, count: linesBefore) + bytes
    }
}
