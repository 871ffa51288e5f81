import Git
import TestSupport
import Testing

struct RevisionTests {
    @Test func `finds commits by id, branch, tag and steps back`() async throws {
        try await Fixture.with { fixture in
            let git = fixture.git
            let first = try await git.commit(["a": "1"], "First")
            try await git.git("tag", "v1")
            let second = try await git.commit(["a": "2"], "Second")
            try await git.git("tag", "--annotate", "-m", "Two", "v2")
            let third = try await git.commit(["a": "3"], "Third")
            try await git.git("push", "--quiet", "--tags", "origin")
            let repository = try await fixture.open()
            try await repository.fetch()
            let cases = [
                (third, third), (String(first.prefix(7)), first), ("main", third), ("HEAD", third), ("@", third),
                ("HEAD~1", second), ("HEAD~2", first), ("HEAD^^", first), ("main~1", second), ("v1", first),
                ("v2", second), ("v2~1", first), ("\(third.prefix(10))^", second),
            ]
            for (text, id) in cases {
                let revision = try repository.revision(text)
                #expect(revision.id == id, "\(text)")
                #expect(revision.branch == (["main", "HEAD", "@"].contains(text) ? "main" : nil), "\(text)")
            }
        }
    }

    @Test func `finds other branches and tags when everything was fetched`() async throws {
        try await Fixture.with { fixture in
            let git = fixture.git
            try await git.commit(["a": "1"])
            try await git.git("checkout", "--quiet", "-b", "team/feature")
            let feature = try await git.commit(["a": "2"])
            try await git.git("tag", "--annotate", "-m", "x", "preview")
            try await git.git("push", "--quiet", "--tags", "origin")
            let repository = try await fixture.open()
            try await repository.fetch()
            #expect(try await failure { try repository.revision("team/feature") }?.reason == .objectNotFound)
            #expect(try await failure { try repository.revision("preview") }?.reason == .objectNotFound)
            #expect(try await repository.fetch(.everything).hasMoved == false)
            #expect(try repository.revision("team/feature").id == feature)
            #expect(try repository.revision("team/feature").branch == "team/feature")
            #expect(try repository.revision("preview").id == feature)
            try await git.git("push", "--quiet", "origin", ":team/feature", ":preview")
            try await repository.fetch(.everything)
            #expect(try await failure { try repository.revision("team/feature") }?.reason == .objectNotFound)
            #expect(try await failure { try repository.revision("preview") }?.reason == .objectNotFound)
        }
    }

    @Test func `finds a tag that is moved`() async throws {
        try await Fixture.with { fixture in
            let git = fixture.git
            try await git.commit(["a": "1"])
            try await git.git("tag", "stable")
            try await git.git("push", "--quiet", "--tags", "origin")
            let repository = try await fixture.open()
            try await repository.fetch()
            let second = try await git.commit(["a": "2"])
            try await git.git("tag", "--force", "stable")
            try await git.git("push", "--quiet", "--force", "--tags", "origin")
            try await repository.fetch()
            #expect(try repository.revision("stable").id == second)
        }
    }

    @Test(arguments: [
        ("nothing", "nothing: no such commit, branch or tag in REMOTE; check the name"),
        ("HEAD~9", "HEAD~9: no such commit, branch or tag in REMOTE; check the name"),
        ("HEAD^2", "HEAD^2: no such commit, branch or tag in REMOTE; check the name"),
        ("abc", "abc: no such commit, branch or tag in REMOTE; check the name"),
        ("00000000", "00000000: no such commit, branch or tag in REMOTE; check the name"),
        (
            "0123456789012345678901234567890123456789",
            "0123456789012345678901234567890123456789: no such commit, branch or tag in REMOTE; check the name"
        ),
        ("", ": is not a revision; name a commit, a branch or a tag"),
        ("~1", "~1: is not a revision; name a commit, a branch or a tag"),
        ("HEAD:a", "HEAD:a: is not a revision; name a commit, a branch or a tag"),
        ("HEAD@{1}", "HEAD@{1}: is not a revision; name a commit, a branch or a tag"),
        ("main^{tree}", "main^{tree}: is not a revision; name a commit, a branch or a tag"),
        ("a\nb", "a b: no such commit, branch or tag in REMOTE; check the name"),
    ])
    func `says that a revision is not there`(text: String, message: String) async throws {
        try await Fixture.with { fixture in
            try await fixture.git.commit(["a": "1"])
            let repository = try await fixture.open()
            try await repository.fetch()
            let error = try await failure { try repository.revision(text) }
            #expect(error?.reason == .objectNotFound)
            #expect(error?.description == message.replacing("REMOTE", with: "\(repository.remote)"))
        }
    }

    @Test func `does not take a file's id for a commit`() async throws {
        try await Fixture.with { fixture in
            try await fixture.git.commit(["a": "1"])
            let repository = try await fixture.open()
            try await repository.fetch()
            let blob = try await fixture.git.id(of: "HEAD:a")
            #expect(try await failure { try repository.revision(blob) }?.reason == .objectNotFound)
        }
    }

    @Test func `says that an abbreviated id fits several commits`() async throws {
        try await Fixture.with { fixture in
            // So many commits that two ids begin with the same four digits; the same ones in every run.
            try await fixture.git.addHistory(of: 1500)
            var seen: Set<Substring> = []
            let ids = try await fixture.git.git("rev-list", "main", in: fixture.git.bare).split(separator: "\n")
            let ambiguous = ids.map { $0.prefix(4) }.first { !seen.insert($0).inserted }
            let repository = try await fixture.open()
            try await repository.fetch()
            let text = String(try #require(ambiguous))
            let error = try await failure { try repository.revision(text) }
            #expect(error?.reason == .objectNotFound)
            #expect(error?.description == "\(text): is the start of more than one id; give more digits")
        }
    }
}
