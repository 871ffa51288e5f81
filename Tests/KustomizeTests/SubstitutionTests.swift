import Kustomize
import Manifests
import Testing
import YAML

struct SubstitutionTests {
    private static let variables = [
        "name": "grafana", "port": "8080", "path": "/srv/data/app.tar.gz", "empty": "", "word": "hello World",
        "lines": "a\nb\n",
        "yaml": "canary: 1 # x", "quote": "\"canary", "accent": "éa", "list": "[1, two]",
    ]

    private func manifest(_ text: String) -> Manifest {
        Manifest(
            ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "x"], "data": ["key": .string(text)]],
            origin: Origin(file: "base/a.yaml", line: 3),
        )
    }

    private func result(_ text: String) throws -> Value? {
        let substitution = Substitution(variables: Self.variables)
        return try substitution.apply(to: [manifest(text)]).first?.object.at("data", "key")
    }

    @Test(
        "every form of Flux's dialect",
        arguments: [
            ("a ${name} b", "a grafana b"),
            ("${#word} long", "11 long"), ("${#accent} long", "3 long"),
            ("${word^}", "Hello World"), ("${word^^}", "HELLO WORLD"), ("${accent^^}", "ÉA"),
            ("${word,}", "hello World"), ("${word,,}", "hello world"),
            ("${path:5}", "data/app.tar.gz"), ("${path:5:4}", "data"), ("${path: -2}x", "/srv/data/app.tar.gzx"),
            ("x${path:99}", "x"), ("${path:5:99}", "data/app.tar.gz"),
            ("${none:-a b}", "a b"), ("${none-a b}", "a b"), ("${none:=a b}", "a b"), ("${none=a b}", "a b"),
            ("${empty:-d}", "d"), ("x${empty-d}", "x"), ("${empty:=d}", "d"), ("${empty=d}", "d"),
            ("${name:-d}", "grafana"), ("x${none:-}", "x"),
            ("${none:-${name}}", "grafana"), ("${none:=a-${other:-b}-${name^}}", "a-b-Grafana"),
            ("${path#*/}", "srv/data/app.tar.gz"), ("${path##*/}", "app.tar.gz"),
            ("${path%.*}", "/srv/data/app.tar"), ("${path%%.*}", "/srv/data/app"),
            ("${path#x}", "/srv/data/app.tar.gz"), ("${path##*[a-c]}", "r.gz"), ("${path%.?z}", "/srv/data/app.tar"),
            ("${word/o/0}", "hell0 World"), ("${word//o/0}", "hell0 W0rld"), ("${word/o/}", "hell World"),
            ("${word/#hello/bye}", "bye World"), ("${word/#World/bye}", "hello World"),
            ("${word/%World/bye}", "hello bye"), ("${path//\\//-}", "-srv-data-app.tar.gz"),
            ("${word/o/${name}}", "hellgrafana World"),
            ("x ${lines}", "x ab"),
        ]
    )
    func forms(text: String, expected: String) throws {
        #expect(try result(text) == .string(expected))
    }

    @Test(
        "what is no variable stays",
        arguments: [
            ("$name", "$name"), ("$(date)", "$(date)"), ("cost: 5$", "cost: 5$"), ("$1 ${name}", "$1 grafana"),
            ("$${name}", "${name}"), ("$$name", "$name"), ("$$$${x}", "$${x}"), ("$$${name}", "$grafana"),
            ("{{ $x }} $${__rate_interval}", "{{ $x }} ${__rate_interval}"), ("a $${x:-${name}}", "a ${x:-grafana}"),
        ]
    )
    func literals(text: String, expected: String) throws {
        #expect(try result(text) == .string(expected))
    }

    @Test("a value decides the type of its field unless other text stands beside it")
    func types() throws {
        #expect(try result("${port}") == 8080)
        #expect(try result("${none:=true}") == true)
        #expect(try result("${list}") == [1, "two"])
        #expect(try result("${port}/tcp") == "8080/tcp")
        #expect(try result("${none:=\"8080\"}") == "8080")
    }

    @Test("keys are replaced too")
    func keys() throws {
        let manifest = Manifest([
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "x"], "data": ["${name}.ini": "a"],
        ])
        let changed = try Substitution(variables: Self.variables).apply(to: [manifest])
        #expect(changed.first?.object["data"] == ["grafana.ini": "a"])
    }

    @Test("an object that opts out by label or annotation is left alone", arguments: ["labels", "annotations"])
    func optOut(field: String) throws {
        var manifest = manifest("${none}")
        var metadata: Value = ["name": "x"]
        metadata[field] = ["kustomize.toolkit.fluxcd.io/substitute": "disabled"]
        manifest.object["metadata"] = metadata
        #expect(try Substitution(variables: Self.variables).apply(to: [manifest]) == [manifest])
    }

    @Test("without variables nothing is touched, unless asked for")
    func strategy() throws {
        let manifest = manifest("${none:=d} $$")
        #expect(try Substitution(variables: [:]).apply(to: [manifest]) == [manifest])
        let always = try Substitution(variables: [:], strategy: .always).apply(to: [manifest])
        #expect(always.first?.object.at("data", "key") == "d $")
    }

    @Test("a changed object keeps its origin and knows the file of the variables")
    func origins() throws {
        let file = Origin(file: "clusters/perso/cluster.yaml", line: 9)
        let manifests = [manifest("${name}"), manifest("plain")]
        let plain = try Substitution(variables: Self.variables, origin: file).apply(to: manifests)
        #expect(plain.map(\.origin) == manifests.map(\.origin))
        #expect(plain.map(\.touchedBy) == [[file], []])
        #expect(plain.map(\.isSensitive) == [false, false])
        let secret = try Substitution(variables: Self.variables, isSensitive: true, origin: file).apply(to: manifests)
        #expect(secret.map(\.isSensitive) == [true, false])
        #expect(try Substitution(variables: Self.variables, isSensitive: true).apply(to: manifests)[0].isSensitive)
    }
}

struct SubstitutionProblemTests {
    private func problems(_ text: String..., variables: [String: String] = ["name": "canary: 1 # x", "n": "7"])
        -> String?
    {
        do {
            let manifests = text.enumerated().map { index, text in
                Manifest(
                    [
                        "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "x", "namespace": "ns"],
                        "data": ["key": .string(text)],
                    ],
                    origin: Origin(file: "base/a.yaml", line: index + 1),
                )
            }
            _ = try Substitution(variables: variables).apply(to: manifests)
            return nil
        } catch {
            return error.description
        }
    }

    @Test("all variables without a value are told at once, with object and file")
    func missing() {
        #expect(
            problems("${a} ${b^^} ${a}", "${c:-${d}} ${#e}") == """
                base/a.yaml:1: ConfigMap/ns/x: variable 'a' has no value and no default; set it, give a default as in \
                ${a:=text}, or write $${a} where the text itself is meant
                base/a.yaml:1: ConfigMap/ns/x: variable 'b' has no value and no default; set it, give a default as in \
                ${b:=text}, or write $${b} where the text itself is meant
                base/a.yaml:2: ConfigMap/ns/x: variable 'd' has no value and no default; set it, give a default as in \
                ${d:=text}, or write $${d} where the text itself is meant
                base/a.yaml:2: ConfigMap/ns/x: variable 'e' has no value and no default; set it, give a default as in \
                ${e:=text}, or write $${e} where the text itself is meant
                """
        )
    }

    @Test(
        "an expression that cannot be read says why",
        arguments: [
            ("${.Values.x}", "'${' is followed by no variable's name"),
            ("${}", "'${' is followed by no variable's name"),
            ("${name:+x}", "'${name' does not go on in a form that is supported"),
            ("${name:?x}", "'${name' does not go on in a form that is supported"),
            ("${name@Q}", "'${name' does not go on in a form that is supported"),
            ("${name:-x", "'${name' has no closing brace"),
            ("${name/x}", "'${name/' has no replacement; write ${name/text/replacement}"),
        ]
    )
    func expressions(text: String, message: String) {
        #expect(problems(text) == "base/a.yaml:1: ConfigMap/ns/x: \(message); a literal ${ is written $${")
    }

    @Test("a value that breaks the YAML is told without it")
    func brokenText() {
        #expect(
            problems("${name} ${n}") == """
                base/a.yaml:1: ConfigMap/ns/x: is no YAML after substitution; look at the values of n, name: one with \
                ': ', ' #' or quotes needs quotes around its variable
                """
        )
    }

    @Test("a name that no variable may have is a problem")
    func names() {
        let expected = "substitute: '1a' cannot be a variable's name; use letters, digits and _, and no digit first"
        #expect(problems("x", variables: ["1a": "x", "_a1": "y"]) == expected)
    }

    @Test("an object that loses its identity is a problem")
    func identity() {
        let manifest = Manifest(["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "${n}"]])
        let error = #expect(throws: Problems.self) { try Substitution(variables: ["n": "7"]).apply(to: [manifest]) }
        #expect(
            error?.description
                == "ConfigMap/${n}: after substitution metadata.name: is an integer, not a string; quote it"
        )
    }

    @Test("a negative length is a problem")
    func negativeLength() {
        #expect(
            problems("${n:0:-1}")
                == "base/a.yaml:1: ConfigMap/ns/x: the length in ${n:…:…} is negative; give how many bytes to take"
        )
    }
}
