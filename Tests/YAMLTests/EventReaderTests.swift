import Testing
import YAML

struct AStreamOfEvents {
    private func reader(_ text: String, piece: Int = 3) -> EventReader {
        var rest = Array(text.utf8)[...]
        return EventReader(file: "a.yaml") { buffer in
            let count = min(piece, buffer.count, rest.count)
            buffer.copyBytes(from: rest.prefix(count))
            rest = rest.dropFirst(count)
            return count
        }
    }

    @Test func `tells what a text holds, with its lines`() throws {
        let reader = reader("a: [1, 'x']\nb: *c\n")
        var events: [EventReader.Event] = []
        var lines: [Int] = []
        while events.last != .streamEnd {
            let next = try reader.next()
            events.append(next.event)
            lines.append(next.mark.line)
        }
        #expect(
            events == [
                .documentStart, .mappingStart, .scalar("a", isPlain: true), .sequenceStart, .scalar("1", isPlain: true),
                .scalar("x", isPlain: false), .end, .scalar("b", isPlain: true), .alias, .end, .documentEnd, .streamEnd,
            ],
        )
        #expect(lines.prefix(9) == [1, 1, 1, 1, 1, 1, 1, 2, 2])
    }

    @Test func `passes over a node, however deep it is`() throws {
        let reader = reader("skipped: {a: [b, {c: d}], e: &x f}\nlast: here\n")
        for _ in 0..<3 { _ = try reader.next() }
        try reader.skip()
        #expect(try reader.next().event == .scalar("last", isPlain: true))
        try reader.skip()
        #expect(try reader.next().event == .end)
    }

    @Test func `names the line of what is wrong`() {
        let broken = reader("a: b\n  c: d\n")
        let error = #expect(throws: YAMLError.self) { for _ in 0..<9 { _ = try broken.next() } }
        #expect(error?.description == "a.yaml:2:4: mapping values are not allowed in this context")
        let open = reader("a: [b")
        #expect(throws: YAMLError.self) { for _ in 0..<9 { _ = try open.next() } }
        let binary = reader("a: b\nc: \u{1}\n")
        let problem = #expect(throws: YAMLError.self) { for _ in 0..<9 { _ = try binary.next() } }
        #expect(problem?.message.hasPrefix("is not valid UTF-8 text: control characters are not allowed") == true)
    }

    @Test func `fails as its source does`() {
        struct Broken: Error {}
        let reader = EventReader(file: "a.yaml") { _ in throw Broken() }
        #expect(throws: Broken.self) { try reader.next() }
    }
}
