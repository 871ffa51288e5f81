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
            case refused(String)
        }

        let steps: [Step]

        init(_ path: String) {
            steps = Self.names(in: path).map(Self.step)
        }

        /// The names of a path; `\/` is a slash in a name, and a slash at the start counts for nothing.
        static func names(in path: String) -> [String] {
            var parts = path.split(separator: "/", omittingEmptySubsequences: false)[...]
            if parts.count > 1, parts.first == "" { parts = parts.dropFirst() }
            var names: [String] = []
            for part in parts {
                if let last = names.last, last.hasSuffix("\\") {
                    names[names.count - 1] = "\(last.dropLast())/\(part)"
                } else {
                    names.append(String(part))
                }
            }
            return names
        }

        private static func step(_ text: String) -> Step {
            let isList = text.hasSuffix("[]")
            let name = isList ? String(text.dropLast(2)) : text
            guard !name.isEmpty else { return .refused("cannot set or create an empty field name") }
            // kustomize looks names up with its general path reader, which takes these for places in a list.
            if let index = Int(name) {
                return .refused(
                    index < 0 ? "array index \(index) cannot be negative" : Self.expectsList(name)
                )
            }
            if name == "-" || name.hasPrefix("[") && name.hasSuffix("]") { return .refused(Self.expectsList(name)) }
            if name == "*" { return .refused("wildcard is not supported in PathGetter") }
            return isList ? .list(name) : .field(name)
        }

        private static func expectsList(_ name: String) -> String {
            "fieldName: \(name): wrong node kind: expected SequenceNode but got MappingNode"
        }
    }
}
