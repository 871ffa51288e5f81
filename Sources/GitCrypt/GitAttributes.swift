package import SourceTrees

/// What a file has of one attribute.
package enum AttributeState: Hashable, Sendable {
    /// `name`
    case set
    /// `-name`
    case unset
    /// `!name`, or no line says anything.
    case unspecified
    /// `name=value`
    case value(String)
}

/// One `.gitattributes` file.
///
/// Read as git 2.39 reads it, so that what fettle takes for encrypted is what git gave to git-crypt.
package struct GitAttributes: Sendable {
    struct Assignment: Hashable, Sendable {
        let name: String
        let state: AttributeState
    }

    struct Rule: Sendable {
        let pattern: AttributePattern
        let assignments: [Assignment]
        /// Counted from 1.
        let line: Int
    }

    /// Where the file lies; its patterns are relative to that folder.
    let file: TreePath
    /// In the file's order; a later one wins.
    private(set) var rules: [Rule] = []
    /// Names that stand for several attributes.
    private(set) var macros: [String: [Assignment]] = [:]
    /// Lines that are meant for git-crypt and encrypt nothing, by reason `ineffectiveAttributes`.
    private(set) var ineffectiveLines: [GitCryptError] = []

    /// Reads the text of the attribute file at `file`.
    ///
    /// Nothing in it is an error to git: a line that git ignores is ignored, and noted when it is about git-crypt.
    package init(parsing bytes: [UInt8], at file: TreePath) {
        self.file = file
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = bytes.starts(with: mark) ? bytes[mark.count...] : bytes[...]
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            read(line, number: index + 1)
        }
    }

    private mutating func read(_ line: ArraySlice<UInt8>, number: Int) {
        do {
            // Macros are known to the whole tree, so git takes them from its root alone.
            switch try AttributeLine(line, macrosAllowed: file.parent == .root) {
            case nil: break
            case .macro(let name, let assignments): macros[name] = assignments
            case .rule(let pattern, let assignments):
                let rule = Rule(pattern: AttributePattern(pattern), assignments: assignments, line: number)
                rules.append(rule)
                guard rule.pattern.matchesFoldersOnly, assignments.contains(where: \.asksForGitCrypt) else { return }
                let text = String(decoding: pattern, as: UTF8.self)
                note(number, "the pattern '\(text)' matches no file, so nothing is encrypted", "write '\(text)**'")
            }
        } catch {
            guard AttributeLine.mentionsGitCrypt(line) else { return }
            note(number, "git ignores this line: \(error.problem)", error.advice)
        }
    }

    private mutating func note(_ line: Int, _ problem: String, _ advice: String) {
        ineffectiveLines.append(GitCryptError(.ineffectiveAttributes, "\(file):\(line)", problem, advice: advice))
    }
}

extension GitAttributes.Assignment {
    var asksForGitCrypt: Bool {
        guard name == "filter", case .value(let filter) = state else { return false }
        return KeyName(filter: filter) != nil
    }
}
