import Testing

struct AStrategicMergeOfFields {
    @Test func `sets what the patch has and leaves the rest`() throws {
        let merged = try StrategicMergeFixture.merged(
            """
            data: {level: debug, region: west}
            """,
            into: """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: settings}
                data: {level: info, color: blue}
                """,
        )
        #expect(
            merged == """
                apiVersion: v1
                data:
                  color: blue
                  level: debug
                  region: west
                kind: ConfigMap
                metadata:
                  name: settings

                """
        )
    }

    @Test(
        "null removes, and other kinds of nothing do not",
        arguments: [
            // What is null in the patch.
            ("a: 1\nb: 2", "a: null\nb:", "{}\n"),
            ("a: {x: 1}\nb: [1]", "a: ~\nb: null", "{}\n"),
            ("a: null", "a: null", "{}\n"),
            ("a: 1", "a: 1\nb: null", "a: 1\n"),
            // What is null in the object, where a null without a word is no field.
            ("a: null\nb: ~\nc:", "d: 1", "a: null\nb: null\nd: 1\n"),
            ("a: {b: {c: , d: null}}", "e: 1", "a:\n  b:\n    d: null\ne: 1\n"),
            ("a: null\nb: null", "a: {x: 1}\nb: [1]", "a:\n  x: 1\nb:\n- 1\n"),
            // Nulls within what is new.
            ("a: 1", "b: {x: null, y: {z: null}}", "a: 1\nb:\n  \"y\": {}\n"),
            ("a: 1", "b: [{x: null}]", "a: 1\nb:\n- x: null\n"),
            // What is empty.
            ("a: {x: 1}\nb: [1]\nc: t", "a: {}\nb: []\nc: ''", "a:\n  x: 1\nb: []\nc: \"\"\n"),
            ("a: 1", "b: {}\nc: []", "a: 1\nb: {}\nc: []\n"),
        ]
    )
    func nulls(object: String, patch: String, expected: String) throws {
        #expect(try StrategicMergeFixture.merged(patch + "\nkeep: 1", into: object + "\nkeep: 1") == sorted(expected))
    }

    /// The expected text with the field that keeps the object from being empty.
    private func sorted(_ text: String) -> String {
        text == "{}\n" ? "keep: 1\n" : text + "keep: 1\n"
    }

    @Test(
        "a scalar keeps the type it has in the patch",
        arguments: [
            ("3", "3"), ("'3'", "\"3\""), ("true", "true"), ("'true'", "\"true\""), ("yes", "\"yes\""), ("1.50", "1.5"),
            ("0x1F", "31"), ("!!str 7", "\"7\""),
        ]
    )
    func types(written: String, expected: String) throws {
        #expect(try StrategicMergeFixture.merged("v: \(written)", into: "v: old") == "v: \(expected)\n")
    }

    @Test(
        "a field stays quoted, and is a string then",
        arguments: [
            ("8080", "'http'", "\"8080\""), ("8080", "http", "8080"), ("true", "\"false\"", "\"true\""),
            ("5", "|-\n  text", "\"5\""),
            ("'8080'", "http", "\"8080\""), ("'8080'", "80", "\"8080\""), ("'http'", "80", "http"),
        ]
    )
    func quotes(patch: String, object: String, expected: String) throws {
        #expect(try StrategicMergeFixture.merged("v: \(patch)", into: "v: \(object)") == "v: \(expected)\n")
    }

    @Test func `has many fields in one go`() throws {
        let names = (100..<400).map { "key\($0)" }
        let object = "data:\n" + names.map { "  \($0): old\n" }.joined()
        let patch = "data:\n  added: new\n" + names.reversed().map { "  \($0): \($0)\n" }.joined()
        let expected = "data:\n  added: new\n" + names.map { "  \($0): \($0)\n" }.joined()
        #expect(try StrategicMergeFixture.merged(patch, into: object) == expected)
    }

    @Test func `knows $retainKeys, $setElementOrder and $deleteFromPrimitiveList only as names of fields`() throws {
        let merged = try StrategicMergeFixture.merged(
            """
            metadata:
              $deleteFromPrimitiveList/finalizers: [backup]
              finalizers: [audit]
            spec:
              strategy: {$retainKeys: [type], type: Recreate}
              template:
                spec:
                  $setElementOrder/containers: [{name: log}, {name: web}]
                  containers: [{name: web, image: web:2}]
            """,
            into: """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {finalizers: [backup]}
                spec:
                  strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}
                  template:
                    spec:
                      containers: [{name: web, image: web:1}, {name: log}]
                """,
        )
        #expect(
            merged == """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  $deleteFromPrimitiveList/finalizers:
                  - backup
                  finalizers:
                  - audit
                  - backup
                spec:
                  strategy:
                    $retainKeys:
                    - type
                    rollingUpdate:
                      maxSurge: 1
                    type: Recreate
                  template:
                    spec:
                      $setElementOrder/containers:
                      - name: log
                      - name: web
                      containers:
                      - image: web:2
                        name: web
                      - name: log

                """
        )
    }
}
