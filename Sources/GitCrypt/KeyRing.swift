/// The keys at hand, by name, and why others could not be had.
package struct KeyRing: Sendable {
    private var keys: [KeyName: [GitCryptKey]] = [:]
    private var problems: [KeyName: GitCryptError] = [:]

    /// The keys of several key files together.
    package init(_ files: [KeyFile] = []) {
        for file in files { add(file) }
    }

    /// The names of which there is at least one key.
    package var names: [KeyName] {
        keys.keys.sorted()
    }

    /// Whether there is no key at all.
    package var isEmpty: Bool {
        keys.isEmpty
    }

    /// Whether every key that was looked for could be had.
    package var isComplete: Bool {
        problems.isEmpty
    }

    /// Adds the keys of a file.
    ///
    /// Two different keys may have the same name and version, when a repository was given a new key under the old name;
    /// both are kept, and the checksum of each encrypted file tells which one it needs.
    package mutating func add(_ file: KeyFile) {
        var all = keys[file.name, default: []]
        for key in file.keys where !all.contains(key) { all.append(key) }
        keys[file.name] = all.sorted { $0.version > $1.version }
    }

    /// Adds what another ring holds, its problems included.
    package mutating func merge(_ other: KeyRing) {
        for (name, keys) in other.keys { add(KeyFile(name: name, keys: keys)) }
        problems.merge(other.problems) { mine, _ in mine }
    }

    /// The keys of one name, the newest version first.
    package func keys(named name: KeyName) -> [GitCryptKey] {
        keys[name, default: []]
    }

    /// Why a key of this name, or one of its versions, could not be had.
    package func problem(with name: KeyName) -> GitCryptError? {
        problems[name]
    }

    mutating func note(_ problem: GitCryptError, with name: KeyName) {
        problems[name] = problem
    }
}

extension KeyRing: CustomStringConvertible {
    package var description: String {
        "«keys: \(names.map(\.description).joined(separator: ", "))»"
    }
}
