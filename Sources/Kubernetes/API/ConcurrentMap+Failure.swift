extension Array where Element: Sendable {
    /// The results of `transform` in the order of the elements, with at most `limit` of them at work.
    ///
    /// - Throws: the first error of `transform`; the others are cancelled then.
    func mapConcurrentlyUntilFailure<Result: Sendable>(
        atMost limit: Int,
        _ transform: @escaping @Sendable (Element) async throws -> Result,
    ) async throws -> [Result] {
        try await withThrowingTaskGroup(of: (Int, Result).self) { group in
            var results = [Result?](repeating: nil, count: count)
            for (index, element) in enumerated() {
                if index >= limit, let (done, result) = try await group.next() { results[done] = result }
                group.addTask { (index, try await transform(element)) }
            }
            for try await (done, result) in group { results[done] = result }
            return results.compactMap { $0 }
        }
    }
}
