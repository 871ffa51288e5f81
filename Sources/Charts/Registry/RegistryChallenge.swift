/// What a registry wants to be shown: its `WWW-Authenticate` (RFC 9110, section 11.6.1).
enum RegistryChallenge: Hashable {
    case basic
    /// A token that `realm` gives for `service`.
    case bearer(realm: String, service: String?, scope: String?)

    /// Reads a header's value; nil when it asks for something else.
    ///
    /// Where it offers both, the token is taken.
    init?(_ headers: [String]) {
        let challenges = headers.compactMap { header -> RegistryChallenge? in
            let scheme = header.prefix { $0 != " " }
            switch scheme.lowercased() {
            case "basic": return .basic
            case "bearer":
                let parameters = Self.parameters(header.dropFirst(scheme.count))
                guard let realm = parameters["realm"] else { return nil }
                return .bearer(realm: realm, service: parameters["service"], scope: parameters["scope"])
            default: return nil
            }
        }
        guard let best = challenges.first(where: { $0 != .basic }) ?? challenges.first else { return nil }
        self = best
    }

    /// `name="value", name=value`.
    private static func parameters(_ text: Substring) -> [String: String] {
        var parameters: [String: String] = [:]
        var rest = text.drop { $0 == " " }
        while let equals = rest.firstIndex(of: "=") {
            let name = rest[..<equals].filter { $0 != " " && $0 != "," }.lowercased()
            rest = rest[rest.index(after: equals)...]
            var value = ""
            if rest.first == "\"" {
                rest = rest.dropFirst()
                var isEscaped = false
                while let character = rest.popFirst() {
                    if isEscaped {
                        value.append(character)
                        isEscaped = false
                    } else if character == "\\" {
                        isEscaped = true
                    } else if character == "\"" {
                        break
                    } else {
                        value.append(character)
                    }
                }
            } else {
                let bare = rest.prefix { $0 != "," && $0 != " " }
                value = String(bare)
                rest = rest.dropFirst(bare.count)
            }
            parameters[name] = value
        }
        return parameters
    }
}
