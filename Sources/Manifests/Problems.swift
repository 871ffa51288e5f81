/// One thing that is wrong in the repository.
package struct Problem: Hashable, Sendable, CustomStringConvertible {
    /// Where: a file with its line, an object, a cluster.
    package let subject: String
    /// What is wrong, and after a semicolon what to do.
    package let message: String

    package init(_ subject: String, _ message: String) {
        self.subject = subject
        self.message = message
    }

    package var description: String {
        "\(subject): \(message)"
    }
}

/// Everything that is wrong, together: a user repairs it in one go.
package struct Problems: Error, CustomStringConvertible {
    /// At least one, in the order they were found.
    package let list: [Problem]
    /// Whether something outside the repository may repair them.
    package let isTransient: Bool

    package init(_ list: [Problem], isTransient: Bool = false) {
        self.list = list
        self.isTransient = isTransient
    }

    /// One problem alone.
    package init(_ subject: String, _ message: String) {
        self.init([Problem(subject, message)])
    }

    /// A problem a line.
    package var description: String {
        list.map(\.description).joined(separator: "\n")
    }
}
