package import SourceTrees

/// The attribute files that speak about the files of one folder.
package struct AttributeStack: Sendable {
    /// From the root down.
    private let files: [GitAttributes]
    private let macros: [String: [GitAttributes.Assignment]]

    /// The line that gave an attribute its state.
    struct Origin: Hashable, Sendable, CustomStringConvertible {
        let file: TreePath
        /// Counted from 1.
        let line: Int

        var description: String {
            "\(file):\(line)"
        }
    }

    /// What git knows without any file, from gitattributes(5).
    private static let builtinMacros: [String: [GitAttributes.Assignment]] = [
        "binary": [
            .init(name: "diff", state: .unset), .init(name: "merge", state: .unset), .init(name: "text", state: .unset),
        ]
    ]

    /// - Parameter files: those of the root, of each folder on the way, and of the folder itself, in this order.
    package init(_ files: [GitAttributes]) {
        self.files = files
        macros = files.reduce(Self.builtinMacros) { $0.merging($1.macros) { $1 } }
    }

    /// This with the file of a folder below.
    func adding(_ file: GitAttributes) -> AttributeStack {
        AttributeStack(files + [file])
    }

    /// Everything that the lines say about the file at `path`.
    package func states(of path: TreePath) -> [String: AttributeState] {
        lookUp(path).mapValues(\.state)
    }

    /// The key that git-crypt encrypts the file at `path` with, and the line that says so; nil for none.
    func key(of path: TreePath) -> (name: KeyName, origin: Origin)? {
        guard case (.value(let filter), let origin)? = lookUp(path)["filter"] else { return nil }
        return KeyName(filter: filter).map { ($0, origin) }
    }

    /// The first word counts, from the deepest file's last line backwards.
    private func lookUp(_ path: TreePath) -> [String: (state: AttributeState, origin: Origin)] {
        var found: [String: (state: AttributeState, origin: Origin)] = [:]
        func apply(_ assignments: [GitAttributes.Assignment], _ origin: Origin) {
            for assignment in assignments.reversed() where found[assignment.name] == nil {
                found[assignment.name] = (assignment.state, origin)
                if assignment.state == .set, let members = macros[assignment.name] { apply(members, origin) }
            }
        }
        for file in files.reversed() {
            let relative = path.components.dropFirst(file.file.parent.components.count)
            for rule in file.rules.reversed() where rule.pattern.matches(relative) {
                apply(rule.assignments, Origin(file: file.file, line: rule.line))
            }
        }
        return found
    }
}
