/// Why a file of a tree cannot be used, as a tree that changes what it reads says it.
///
/// Its description is `subject: what is wrong; what to do`.
package protocol UnusableFile: Error, CustomStringConvertible {
    /// The path, with the line where one is meant.
    var subject: String { get }
    /// Whether the same tree may work later.
    var isTransient: Bool { get }
}

/// Why something in a tree could not be read.
package struct SourceTreeError: Error, CustomStringConvertible {
    /// What kind of failure it is.
    package enum Reason: Sendable {
        /// Nothing lies there.
        case notFound
        /// A folder, link or submodule lies where a file was asked for.
        case notAFile
        /// Something else lies where a folder was asked for.
        case notADirectory
        /// A path or a link points out of the root.
        case leavesRoot
        /// Links that lead to each other.
        case linkLoop
        /// A path that no tree can hold.
        case invalidPath
        /// The file is larger than the tree's limit.
        case tooLarge
        /// A submodule, whose contents are not part of this repository.
        case submodule
        /// The storage below failed.
        case unreadable
    }

    package let reason: Reason
    /// The path as the user wrote it or as it lies in the tree.
    package let subject: String
    /// What is wrong and what to do.
    package let message: String

    package init(_ reason: Reason, _ subject: String, _ message: String) {
        self.reason = reason
        self.subject = subject
        self.message = message
    }

    package var description: String {
        "\(subject): \(message)"
    }
}
