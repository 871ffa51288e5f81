internal import YAML

/// What a successful answer has to be.
///
/// Something that stands before an API server may answer in its place with JSON of its own. Taken for the server's word,
/// that would be an empty list, a cluster without kinds, or an object that was written.
enum AnswerForm {
    /// The object with that name.
    case object(named: String)
    /// That object, or a `Status` that says that it is gone.
    case deletion(of: String)
    case list
    /// A document of discovery, of one of these kinds.
    case document(kinds: Set<String>)

    /// The kinds of one group and version.
    static let resources = AnswerForm.document(kinds: ["APIResourceList"])
    /// The groups and versions of a server.
    static let groups = AnswerForm.document(kinds: ["APIVersions", "APIGroupList", "APIGroupDiscoveryList"])

    func fits(_ value: Value) -> Bool {
        let kind = value["kind"]?.string
        switch self {
        case .object(let name):
            return kind != nil && value.at("metadata", "name")?.string == name
        case .deletion(let name):
            if kind == "Status", value["status"]?.string == "Success" { return true }
            return AnswerForm.object(named: name).fits(value)
        case .list:
            // A server written in Go may say null for a list of nothing.
            if value["items"]?.array != nil { return kind != nil }
            return kind?.hasSuffix("List") == true && (value["items"] ?? .null) == .null
        case .document(let kinds):
            return kind.map(kinds.contains) ?? false
        }
    }

    /// What was asked for, for a message.
    var words: String {
        switch self {
        case .object(let name): "the object '\(name)'"
        case .deletion(let name): "the deletion of '\(name)'"
        case .list: "a list"
        case .document(let kinds): kinds.sorted().joined(separator: " or ")
        }
    }
}
