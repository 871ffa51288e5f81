internal import Manifests
internal import YAML

/// What one context of a kubeconfig leads to.
struct KubeconfigTarget {
    let server: String
    let namespace: String
    /// What the kubeconfig says of the cluster and of the user.
    let cluster: Value
    let user: Value

    /// - Throws: `Problems`: no such context, or a context whose cluster or user is not there.
    init(_ value: Value, context: String?, subject: String) throws(Problems) {
        let contexts = Self.entries(of: value, "contexts", "context")
        let current = value["current-context"]?.string ?? ""
        guard let name = context ?? (current.isEmpty ? nil : current) else {
            throw Problems(
                subject,
                "current-context is not set; set it, or spec.kubeconfig.context to \(Self.choice(contexts))",
            )
        }
        guard let entry = contexts[name] else {
            throw Problems(subject, "has no context '\(name)'; it has \(Self.choice(contexts))")
        }
        let clusters = Self.entries(of: value, "clusters", "cluster")
        let users = Self.entries(of: value, "users", "user")
        var problems: [Problem] = []
        let clusterName = entry["cluster"]?.string ?? ""
        if clusters[clusterName] == nil {
            problems.append(Problem(subject, "context '\(name)' names cluster '\(clusterName)', which is not there"))
        }
        if let user = entry["user"]?.string, !user.isEmpty, users[user] == nil {
            problems.append(Problem(subject, "context '\(name)' names user '\(user)', which is not there"))
        }
        let server = clusters[clusterName]?["server"]?.string ?? ""
        if clusters[clusterName] != nil, let problem = Self.problem(ofServer: server) {
            problems.append(Problem(subject, "cluster '\(clusterName)': \(problem)"))
        }
        guard problems.isEmpty else { throw Problems(problems) }
        self.server = server
        cluster = clusters[clusterName] ?? [:]
        user = users[entry["user"]?.string ?? ""] ?? [:]
        let namespace = entry["namespace"]?.string ?? ""
        self.namespace = namespace.isEmpty ? "default" : namespace
    }

    /// Whether whoever answers at the address counts as the cluster.
    var trustsAnyServer: Bool { cluster["insecure-skip-tls-verify"]?.bool ?? false }

    /// Whether a program logs in.
    var isExec: Bool { user.has("exec") }

    /// Messages name the server, and every process may see them.
    private static func problem(ofServer server: String) -> String? {
        guard server.hasPrefix("https://") || server.hasPrefix("http://") else {
            return "server is no https address; write it like https://10.0.0.1:6443"
        }
        let authority = server.drop { $0 != "/" }.dropFirst(2).prefix { $0 != "/" && $0 != "?" }
        return authority.contains("@") ? "server holds a user or password; put them into the user's entry" : nil
    }

    private static func choice(_ contexts: [String: Value]) -> String {
        contexts.isEmpty ? "none at all" : contexts.keys.sorted().joined(separator: ", ")
    }

    /// The named entries of one of a kubeconfig's lists.
    ///
    /// As for kubectl the first of a name counts.
    private static func entries(of value: Value, _ list: String, _ field: String) -> [String: Value] {
        let pairs = (value[list]?.array ?? []).compactMap { entry in
            entry["name"]?.string.map { ($0, entry[field] ?? .null) }
        }
        return Dictionary(pairs) { first, _ in first }
    }
}

extension Value {
    /// Whether the field `name` is set to something.
    func has(_ name: String) -> Bool {
        self[name].map { $0 != .null } ?? false
    }
}
