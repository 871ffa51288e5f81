package import FoundationEssentials

/// A commit, as data.
package struct Revision: Sendable, Hashable {
    /// The commit's id, 40 hexadecimal digits.
    package let id: String
    /// The branch it was reached by; nil when it was named in another way.
    package let branch: String?
    /// Who wrote the change, without the address.
    package let author: String
    /// When the change was written.
    package let date: Date
    /// The whole message, trailers included.
    package let message: String

    package init(id: String, branch: String?, author: String, date: Date, message: String) {
        self.id = id
        self.branch = branch
        self.author = author
        self.date = date
        self.message = message
    }

    /// The id as it stands in a log line: its first 8 digits.
    package var short: String {
        String(id.prefix(8))
    }

    /// The first line of the message.
    package var subject: String {
        String(message.drop { $0.isNewline }.prefix { !$0.isNewline })
    }
}

/// What a fetch found.
package struct Fetched: Sendable, Hashable {
    /// The branch's commit now.
    package let revision: Revision
    /// The id of the commit that this repository knew before; nil the first time.
    package let previous: String?
    /// Whether the branch was rewritten: the commit before is not part of its history any more.
    package let isForced: Bool

    /// Whether the branch points to another commit than before.
    package var hasMoved: Bool {
        previous != revision.id
    }
}
