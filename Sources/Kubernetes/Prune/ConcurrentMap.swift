extension Array where Element: Sendable {
    /// The results of `transform` in the order of the elements, with at most `limit` of them at work.
    package func mapConcurrently<Result: Sendable>(
        atMost limit: Int,
        _ transform: @escaping @Sendable (Element) async -> Result,
    ) async -> [Result] {
        await withTaskGroup(of: (Int, Result).self) { group in
            var results: [Int: Result] = [:]
            for (index, element) in enumerated() {
                if index >= limit, let (done, result) = await group.next() {
                    results[done] = result
                }
                group.addTask { (index, await transform(element)) }
            }
            for await (done, result) in group {
                results[done] = result
            }
            return results.sorted { $0.key < $1.key }.map(\.value)
        }
    }
}
