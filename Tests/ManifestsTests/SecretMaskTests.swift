import Manifests
import Testing
import YAML

@Suite("Secrets in a message")
struct SecretMaskTests {
    private let mask = SecretMask(values: [
        ["password": "canary-4711", "quote": "q\"uote", "pin": 42, "text": "line one of it\nline two of it\nend\n"]
    ])

    @Test(
        "are hidden whole, cut, quoted, encoded and line by line",
        arguments: [
            ("canary-4711 failed", "«secret» failed"),
            ("…|nary-47|…", "…|«secret»|…"),
            ("q\\\"uote failed", "«secret» failed"),
            ("Y2FuYXJ5LTQ3MTE= failed", "«secret» failed"),
            ("is 42 now", "is «secret» now"),
            ("at line two of it", "at «secret»"),
            ("'end' of all", "'«secret»' of all"),
        ],
    )
    func forms(message: String, shown: String) {
        #expect(mask.hide(in: message) == shown)
    }

    @Test("leave words alone that only look like a short one")
    func words() {
        let text = "release web failed: Service \"web\" is invalid: spec.ports[0].port: Required value"
        #expect(SecretMask(values: [["pin": "port8", "other": "por"]]).hide(in: text) == text)
        #expect(mask.hide(in: "421 of 1429 endings") == "421 of 1429 endings")
    }

    @Test("of sensitive objects are hidden, and what names the object is not")
    func objects() {
        let secret = Manifest([
            "apiVersion": "v1", "kind": "Secret",
            "metadata": ["name": "password", "namespace": "default"],
            "data": ["a": "YzRuNHJ5LWluLWEtc2VjcmV0LXZhbHVl"],
        ])
        let mask = SecretMask([secret])
        #expect(mask.hide(in: "denied: c4n4ry-in-a-secret-value is weak") == "denied: «secret» is weak")
        #expect(mask.hide(in: "Secret password in default") == "Secret password in default")
    }

    @Test("that a server quotes are hidden by their places, whatever they are")
    func places() {
        let text = "data[a b]: Invalid value: \"x\\\"y\": a valid key"
        #expect(SecretMask.withoutQuotedValues(text) == "data[a b]: Invalid value: «secret»: a valid key")
        #expect(SecretMask.withoutEncodedTexts("at dXNlcjpjYW5hcnktNDcxMSBhbmQgbW9yZQ== x") == "at «secret» x")
        #expect(
            SecretMask.withoutEncodedTexts("the-longest-name-that-one-can-have") == "the-longest-name-that-one-can-have"
        )
    }

    @Test("that are not there change nothing")
    func none() {
        #expect(SecretMask(texts: []).isEmpty)
        #expect(SecretMask(texts: []).hide(in: "Invalid value: \"x\"") == "Invalid value: \"x\"")
    }
}
