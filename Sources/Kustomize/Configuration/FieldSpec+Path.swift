extension FieldSpec {
    /// The way to a field, taken apart once for many objects (kustomize's `kyaml/utils/pathsplitter.go`).
    struct Path: Sendable {
        /// What one step does in a mapping.
        ///
        /// Lists on the way are gone through element by element.
        enum Step: Sendable {
            case field(String)
            /// A field that is a list: it is never made, and null becomes an empty list.
            case list(String)
            /// A name that no mapping can have for kustomize, and why.
            case refused(String, String)

            /// The name of the field.
            var name: String {
                switch self {
                case .field(let name), .list(let name), .refused(let name, _): name
                }
            }
        }

        let steps: [Step]

        init(_ path: String) {
            steps = EscapedPath.parts(of: path, separatedBy: "/").map(Self.step)
        }

        private static func step(_ text: String) -> Step {
            let isList = text.hasSuffix("[]")
            let name = isList ? String(text.dropLast(2)) : text
            if let reason = refusal(of: name) { return .refused(name, reason) }
            return isList ? .list(name) : .field(name)
        }

        /// Why no field can be called so; nil when one can.
        ///
        /// kustomize looks names up with its general path reader, which takes some for places in a list.
        private static func refusal(of name: String) -> String? {
            switch name {
            case "": return "cannot set or create an empty field name"
            case "*": return "wildcard is not supported in PathGetter"
            case "-": return expectsList(name)
            case _ where name.hasPrefix("[") && name.hasSuffix("]"): return expectsList(name)
            default:
                guard let index = Int(name) else { return nil }
                return index < 0 ? "array index \(index) cannot be negative" : expectsList(name)
            }
        }

        private static func expectsList(_ name: String) -> String {
            "fieldName: \(name): wrong node kind: expected SequenceNode but got MappingNode"
        }
    }
}
