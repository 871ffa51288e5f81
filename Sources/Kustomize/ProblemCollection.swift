internal import Manifests

/// Gathers what is wrong in several things that are done one after the other.
struct ProblemCollection {
    private(set) var list: [Problem] = []
    private var isTransient = false

    /// Does `body`, and notes what is wrong with it.
    ///
    /// - Throws: what is no `Problems`.
    mutating func collect<Result>(_ body: () throws -> Result) throws -> Result? {
        do {
            return try body()
        } catch let error as Problems {
            add(error)
            return nil
        }
    }

    /// Takes in what is not there yet.
    mutating func add(_ problems: Problems) {
        for problem in problems.list where !list.contains(problem) { list.append(problem) }
        isTransient = isTransient || problems.isTransient
    }

    /// - Throws: `Problems`, everything that was noted; nothing when all is well.
    func finish() throws {
        guard list.isEmpty else { throw Problems(list, isTransient: isTransient) }
    }
}
