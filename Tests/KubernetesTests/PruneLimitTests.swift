import Kubernetes
import Testing

struct ThePruneLimit {
    @Test(arguments: [("30%", 3, 10, true), ("30%", 4, 10, false), ("100%", 9, 9, true), ("0%", 1, 100, false)])
    func `is a share of all objects`(text: String, count: Int, total: Int, isAllowed: Bool) throws {
        #expect(try #require(PruneLimit(text)).allows(deleting: count, of: total) == isAllowed)
    }

    @Test func `as a share always allows one object`() throws {
        #expect(try #require(PruneLimit("1%")).allows(deleting: 1, of: 2))
        #expect(try #require(PruneLimit("0%")).allows(deleting: 0, of: 2))
    }

    @Test func `is a count`() throws {
        let limit = try #require(PruneLimit("25"))
        #expect(limit.allows(deleting: 25, of: 25))
        #expect(!limit.allows(deleting: 26, of: 1000))
        #expect(limit.description == "25")
    }

    @Test(arguments: ["", "%", "-1", "+5", "101%", "5 %", "1e2", "0x10", "30%%", "٣", "99999999999999999999"])
    func `is nothing else`(text: String) {
        #expect(PruneLimit(text) == nil)
    }
}
