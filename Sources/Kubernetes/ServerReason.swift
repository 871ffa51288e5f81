/// What an API server means by the `reason` of a `Status` (apimachinery's `pkg/apis/meta/v1/types.go`) and its words.
enum ServerReason {
    /// - Parameters:
    ///   - reason: nil for a status without one.
    ///   - message: the server's words, which tell apart what it gives one reason for.
    static func meaning(of reason: String?, _ message: String) -> KubernetesError.Reason {
        switch reason {
        case "NotFound" where message.contains("could not find the requested resource"): .unknownKind
        case "NotFound" where message.hasPrefix("namespaces \""): .namespaceMissing
        case "NotFound": .notFound
        case "Unauthorized": .forbidden
        // Until the namespace is gone nothing can be made in it; afterwards it can be made anew.
        case "Forbidden" where message.contains("because it is being terminated"): .serverFailure
        case "Forbidden" where isAdmission(message): .invalid
        case "Forbidden": .forbidden
        case "AlreadyExists" where message.contains("object is being deleted"): .conflict
        case "AlreadyExists": .alreadyExists
        case "Conflict": .conflict
        case "Invalid": isImmutable(message) ? .immutable : .invalid
        case "BadRequest", "MethodNotAllowed", "NotAcceptable", "UnsupportedMediaType", "RequestEntityTooLarge":
            .invalid
        // Server-side apply reports an object that does not fit the schema as a failure of the server without reason.
        case nil where message.contains("failed to create typed") || message.contains("failed to convert"): .invalid
        case nil where message.contains("field not declared in schema"): .invalid
        default: .serverFailure
        }
    }

    private static func isAdmission(_ message: String) -> Bool {
        ["denied the request", "exceeded quota", "violates PodSecurity", "denied request"].contains {
            message.contains($0)
        }
    }

    /// Whether every complaint is about a field that cannot change after creation.
    private static func isImmutable(_ message: String) -> Bool {
        let fixed = message.matches(
            of:
                #/
                field\ is\ immutable | is\ immutable\ after\ creation | Forbidden:\ is\ immutable | cannot\ change\ roleRef
                | updates\ to\ \S+\ spec\ for\ fields\ other\ than | updates\ to\ \w+\ are\ forbidden
                | pod\ updates\ may\ not\ change\ fields\ other\ than | may\ not\ change\ once\ set
                /#
        )
        let complaints = message.matches(
            of: #/(Invalid|Unsupported|Duplicate) value: |Required value|Forbidden: |Not found: |Too long: |Too many: /#
        )
        return !fixed.isEmpty && fixed.count >= complaints.count
    }
}
