import Manifests
import Testing
import YAML

struct AJSONPointer {
    private let object: Value = [
        "metadata": ["annotations": ["example.org/a": "1", "b~c": "2"]],
        "spec": ["ports": [["port": 80], ["port": 81]]],
    ]

    @Test(arguments: [
        ("/metadata/annotations/example.org~1a", "1"), ("/metadata/annotations/b~0c", "2"),
    ])
    func `names a field, with slashes and tildes escaped`(text: String, value: String) throws {
        let pointer = try #require(JSONPointer(text))
        #expect(pointer.resolve(in: object) == .string(value))
        #expect(pointer.description == text)
    }

    @Test func `names an item of a list by its number`() throws {
        #expect(try #require(JSONPointer("/spec/ports/1/port")).resolve(in: object) == 81)
        for nowhere in ["/spec/ports/2/port", "/spec/ports/-/port", "/spec/ports/-1", "/spec/none/1"] {
            #expect(try #require(JSONPointer(nowhere)).resolve(in: object) == nil)
        }
    }

    @Test(arguments: ["", "/", "spec/replicas", "/a~2", "/a~"])
    func `is nothing that leads to no field`(text: String) {
        #expect(JSONPointer(text) == nil)
    }
}
