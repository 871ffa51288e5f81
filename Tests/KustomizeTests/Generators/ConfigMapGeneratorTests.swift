import SourceTrees
import Testing

struct ConfigMapGeneratorTests {
    @Test func `data comes from literals, files and env files, and the name says what is in it`() throws {
        let build = try GeneratorBuild([
            "kustomization.yaml": """
            configMapGenerator:
            - name: app
              namespace: web
              literals: [color=blue]
              files: [conf/app.ini, second=conf/app.ini]
              envs: [a.env]
              env: b.env
            """,
            "conf/app.ini": "[app]\nport = 80\n",
            "a.env": "A=1\n",
            "b.env": "B=2",
        ])
        #expect(
            build.text == """
                apiVersion: v1
                data:
                  A: "1"
                  B: "2"
                  app.ini: |
                    [app]
                    port = 80
                  color: blue
                  second: |
                    [app]
                    port = 80
                kind: ConfigMap
                metadata:
                  name: app-ccd8dcdm54
                  namespace: web

                """
        )
    }

    @Test func `quotes around the value of a literal go when they are on both sides`() throws {
        let build = try GeneratorBuild([
            "kustomization.yaml": """
            configMapGenerator:
            - name: x
              literals:
              - a=
              - b='q'
              - c="q
              - d='
              - e=a=b
              - ' f =g'
              - 'h!@#=i'
              - j="''"
            """
        ])
        #expect(
            build.text == """
                apiVersion: v1
                data:
                  ' f ': g
                  a: ""
                  b: q
                  c: '"q'
                  d: ''''
                  e: a=b
                  h!@#: i
                  j: ''''''
                kind: ConfigMap
                metadata:
                  name: x-c2667ggh58

                """
        )
    }

    @Test func `an env file may have a byte order mark, blanks, comments and names without a value`() throws {
        let build = try GeneratorBuild([
            "kustomization.yaml": "configMapGenerator:\n- name: x\n  envs: [e]\n  env: f\n",
            "e": "\u{FEFF}A=1\n\n# c\n  # d\n  B=2 \r\nHOME\nD='q'\n=x\n a b =c\n\u{A0}E=5\n\u{FEFF}F=6\nG",
            "f": "Z=1",
        ])
        #expect(
            build.text == #"""
                apiVersion: v1
                data:
                  "\uFEFF\x46": "6"
                  A: "1"
                  B: '2 '
                  D: '''q'''
                  E: "5"
                  G: ""
                  HOME: ""
                  Z: "1"
                  'a b ': c
                kind: ConfigMap
                metadata:
                  name: x-d4fchm6998

                """#
        )
    }

    @Test func `bytes that are no text become base64 in lines of 70 characters`() throws {
        var tree = try InMemoryTree([
            "kustomization.yaml": "configMapGenerator:\n- name: x\n  files: [a, b]\n",
            "a": "a\r\nb\r\n",
        ])
        tree.add(Array(repeatElement([0xFF, 0xFE], count: 40).joined()), at: try TreePath("b"))
        #expect(
            try GeneratorBuild(tree).text == #"""
                apiVersion: v1
                binaryData:
                  b: |
                    //7//v/+//7//v/+//7//v/+//7//v/+//7//v/+//7//v/+//7//v/+//7//v/+//7//v
                    /+//7//v/+//7//v/+//7//v/+//7//v/+//4=
                data:
                  a: "a\r\nb\r\n"
                kind: ConfigMap
                metadata:
                  name: x-5dh646hkmc

                """#
        )
    }

    @Test func `without any source there is no data`() throws {
        let build = try GeneratorBuild(["kustomization.yaml": "configMapGenerator:\n- name: a\n"])
        #expect(build.text == "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a-6ct58987ht\n")
    }

    @Test func `a name stays a string, and a behavior that kustomize does not know counts for none`() throws {
        let build = try GeneratorBuild([
            "kustomization.yaml": """
            configMapGenerator:
            - name: "123"
              namespace: "true"
              behavior: Create
              options: {disableNameSuffixHash: true}
            """
        ])
        #expect(
            build.text == "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: \"123\"\n  namespace: \"true\"\n"
        )
    }

    @Test func `options of a generator win over those of the kustomization, except for what is switched on`() throws {
        let build = try GeneratorBuild([
            "kustomization.yaml": """
            generatorOptions:
              labels: {app: all, team: blue}
              annotations: {note: all}
              disableNameSuffixHash: true
              immutable: true
            configMapGenerator:
            - name: x
              options:
                labels: {app: own, empty: null, number: "1"}
                disableNameSuffixHash: false
                immutable: false
            """
        ])
        #expect(
            build.text == """
                apiVersion: v1
                immutable: true
                kind: ConfigMap
                metadata:
                  annotations:
                    note: all
                  labels:
                    app: own
                    empty: ""
                    number: "1"
                    team: blue
                  name: x

                """
        )
    }

    @Test func `a plugin may be named by its metadata, and passes over fields that it does not know`() throws {
        let build = try GeneratorBuild([
            "kustomization.yaml": """
            generators: [generator.yaml]
            generatorOptions: {labels: {not: here}}
            """,
            "generator.yaml": """
            apiVersion: builtin
            kind: ConfigMapGenerator
            metadata:
              name: mymap
              namespace: web
            env: not-there.env
            unknown: field
            literals:
            - FRUIT=apple
            - VEGETABLE=carrot
            """,
        ])
        #expect(
            build.text == """
                apiVersion: v1
                data:
                  FRUIT: apple
                  VEGETABLE: carrot
                kind: ConfigMap
                metadata:
                  name: mymap-kfd8tf729k
                  namespace: web

                """
        )
    }
}
