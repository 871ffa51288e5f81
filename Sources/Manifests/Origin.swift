/// Where in the repository something was written.
package struct Origin: Hashable, Sendable {
    /// The file's path from the root of the repository.
    package let file: String
    /// The line, counted from 1; nil when only the file is known.
    package let line: Int?
    /// Whether that file is encrypted, so that its values must not be printed.
    package let isEncrypted: Bool

    package init(file: String, line: Int? = nil, isEncrypted: Bool = false) {
        self.file = file
        self.line = line
        self.isEncrypted = isEncrypted
    }
}

extension Origin: CustomStringConvertible {
    package var description: String {
        line.map { "\(file):\($0)" } ?? file
    }
}
