import Git
import SystemPackage
import Testing

struct RemoteTests {
    @Test(arguments: [
        ("https://example.org/team/repo.git", "https://example.org/team/repo.git"),
        ("https://example.org:8443/repo/", "https://example.org:8443/repo"),
        ("http://127.0.0.1:8080/repo", "http://127.0.0.1:8080/repo"),
        ("ssh://git@example.org/team/repo.git", "ssh://example.org/team/repo.git"),
        ("ssh://example.org:2222/~ada/repo", "ssh://example.org:2222/~ada/repo"),
        ("ssh://git@[::1]:2222/repo", "ssh://[::1]:2222/repo"),
        ("git@example.org:team/repo.git", "example.org:team/repo.git"),
        ("git@[::1]:repo", "[::1]:repo"),
        ("/srv/git/repo.git", "/srv/git/repo.git"),
        ("file:///srv/my%20git/repo.git", "/srv/my git/repo.git"),
        ("file://localhost/srv/repo", "/srv/repo"),
        ("repo", "/home/ada/repo"),
        ("../other/repo", "/home/other/repo"),
        ("./a:b", "/home/ada/a:b"),
    ])
    func `reads an address and prints it without its user`(text: String, printed: String) throws {
        #expect(try Remote(text, relativeTo: "/home/ada").description == printed)
    }

    @Test(arguments: [
        ("", "repository: is not given; name a URL or a folder"),
        (
            "https://ada:canary@example.org/repo",
            "https://example.org/repo: holds a user name; leave it out and set FETTLE_GIT_USERNAME instead"
        ),
        (
            "https://canary@example.org/repo",
            "https://example.org/repo: holds a user name; leave it out and set FETTLE_GIT_USERNAME instead"
        ),
        ("https://example.org/repo?token=canary", "https://example.org/repo: has a query or fragment; leave it out"),
        (
            "http://example.org/repo",
            "http://example.org/repo: plain http lets anybody on the way change what is deployed; use https"
        ),
        ("git://example.org/repo", "git://example.org/repo: git is not supported; use https, ssh or a folder"),
        (
            "ssh://git:canary@example.org/repo",
            "ssh://example.org/repo: holds a password; ssh logs in with a key, so leave it out"
        ),
        ("ssh://git@example.org", "ssh://example.org: names no repository; write ssh://user@host/path"),
        (
            "ssh://git@example.org:port/repo",
            "ssh://example.org:port/repo: has no port number behind the host; write ssh://user@host:22/path"
        ),
        (
            "ssh://-oProxyCommand=sh/repo",
            "ssh://-oProxyCommand=sh/repo: the host cannot be used; write ssh://user@host/path"
        ),
        ("git@example.org:-u", "example.org:-u: the path cannot be used; write ssh://user@host/path"),
        ("https://example.org/a\nb", "https://example.org/a b: holds a control character; remove it"),
        ("file://example.org/repo", "file://example.org/repo: is not an absolute path; write file:///path"),
    ])
    func `refuses an address that cannot be used, and repeats no secret`(text: String, message: String) {
        let error = #expect(throws: GitError.self) { try Remote(text) }
        #expect(error?.reason == .invalid)
        #expect(error?.description == message)
    }

    @Test func `takes credentials from an environment`() throws {
        let credentials = try Credentials(environment: [
            "FETTLE_GIT_USERNAME": "ada", "FETTLE_GIT_TOKEN": "canary", "FETTLE_GIT_CA_FILE": "/ca.pem",
            "FETTLE_GIT_SSH_KEY": "/key", "FETTLE_GIT_KNOWN_HOSTS": "", "OTHER": "x",
        ])
        #expect(credentials.username == "ada")
        #expect(credentials.caFile == "/ca.pem")
        #expect(credentials.sshKey == "/key")
        #expect(credentials.knownHosts == nil)
        #expect(!"\(credentials)".contains("canary"))
    }

    @Test func `refuses a token that is given twice`() {
        let error = #expect(throws: GitError.self) {
            try Credentials(environment: ["FETTLE_GIT_TOKEN": "canary", "FETTLE_GIT_TOKEN_FILE": "/token"])
        }
        #expect(error?.description == "FETTLE_GIT_TOKEN: is set beside FETTLE_GIT_TOKEN_FILE; keep one of them")
    }
}
