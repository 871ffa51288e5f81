internal import Manifests

/// One thing that kubectl said went wrong.
struct KubectlFailure: Hashable {
    let reason: KubernetesError.Reason
    /// What was said without kubectl's own prefixes, on one line.
    let message: String
    /// The kind that the cluster does not know, for `unknownKind` of an object.
    let unknownKind: GroupVersionKind?
    /// Whether it says nothing about one object but that the cluster as a whole could not be asked.
    let isOfCluster: Bool
}

extension KubectlFailure {
    /// Everything that kubectl reported on standard error, in its order.
    ///
    /// Warnings and its own log lines are left out.
    static func all(in errors: String) -> [KubectlFailure] {
        entries(of: errors).map(KubectlFailure.init)
    }

    /// `failures` of one object as one: what a server says may have many lines, and kubectl marks only the first.
    static func merged(_ failures: [KubectlFailure]) -> KubectlFailure? {
        guard let first = failures.first else { return nil }
        return KubectlFailure(
            reason: first.reason,
            message: failures.map(\.message).joined(separator: ", "),
            unknownKind: first.unknownKind,
            isOfCluster: first.isOfCluster,
        )
    }

    /// kubectl prints a line for each error, and indents or stars what belongs to the one before.
    private static func entries(of errors: String) -> [String] {
        var entries: [String] = []
        for line in errors.split(whereSeparator: \.isNewline) where !isNoise(line) {
            if let last = entries.last, isContinuation(line) {
                let text = line.drop { $0 == "*" || $0.isWhitespace }
                entries[entries.count - 1] = last + (last.hasSuffix(":") ? " " : ", ") + text
            } else {
                entries.append(String(line))
            }
        }
        return entries
    }

    private static func isNoise(_ line: Substring) -> Bool {
        line.hasPrefix("Warning: ") || line.allSatisfy(\.isWhitespace)
            || line.prefixMatch(of: #/[IWEF]\d{4} \d\d:\d\d:\d\d/#) != nil
    }

    private static func isContinuation(_ line: Substring) -> Bool {
        line.hasPrefix("* ") || line.hasPrefix("ensure CRDs") || line.first?.isWhitespace == true
    }

    private init(_ entry: String) {
        var text = Substring(entry)
        var serverReason: String?
        var isFromServer = false
        if let match = text.prefixMatch(of: #/Error from server(?: \((\w+)\))?: /#) {
            isFromServer = true
            serverReason = match.1.map(String.init)
            text = text[match.range.upperBound...]
        } else if text.prefixMatch(of: #/The \S+ ".*?" is invalid: /#) != nil {
            isFromServer = true
            serverReason = "Invalid"
        }
        text.trimPrefix("error: ")
        text.trimPrefix(#/(unable to recognize|error when (creating|applying|patching|replacing|deleting)) "STDIN": /#)
        text.trimPrefix("unable to recognize ")
        // What is wrong then is the way to the server, not the object.
        text.trimPrefix(#/error validating "STDIN": error validating data: (?=failed to download openapi: )/#)
        if let advice = text.firstRange(of: "; if you choose to ignore these errors") {
            text = text[..<advice.lowerBound]
        }
        message = String(text)
        unknownKind = text.firstMatch(of: #/no matches for kind "(.+?)" in version "(.+?)"/#).map { match in
            GroupVersionKind(apiVersion: String(match.2), kind: String(match.1))
        }
        if unknownKind != nil {
            reason = .unknownKind
            isOfCluster = false
        } else if isFromServer {
            reason = ServerReason.meaning(of: serverReason, message)
            isOfCluster = serverReason == "Unauthorized"
        } else {
            reason = Self.reason(ofKubectl: message)
            isOfCluster = [.unreachable, .configuration, .forbidden, .serverFailure].contains(reason)
        }
    }

    private static func reason(ofKubectl message: String) -> KubernetesError.Reason {
        for (reason, marks) in kubectlMarks where marks.contains(where: message.contains) { return reason }
        return .tool
    }

    private static let kubectlMarks: [(KubernetesError.Reason, [String])] = [
        // What server-side apply of another version gives; kubectl takes it for a conflict about fields.
        (.conflict, ["Operation cannot be fulfilled on"]),
        (
            .unknownKind,
            ["the server doesn't have a resource type", "the server could not find the requested resource"]
        ),
        (.invalid, ["error validating", "resource name may not be empty", "error parsing", "unable to decode"]),
        (
            .configuration,
            [
                "error loading config file", "no configuration has been provided", "invalid configuration",
                "context was not found", "does not exist in the kubeconfig", "getting credentials", "exec plugin",
                "unable to read certificate-authority", "unable to read client-cert", "unable to read client-key",
                "tls: private key does not match", "unable to load root certificates", "no Auth Provider found",
            ]
        ),
        (.forbidden, ["You must be logged in", "asked for the client to provide credentials", "(Unauthorized)"]),
        (
            .unreachable,
            [
                "The connection to the server", "Unable to connect to the server", "dial tcp", "dial unix", "x509:",
                "tls: ", "TLS handshake", "no such host", "connection refused", "connection reset", "no route to host",
                "i/o timeout", "context deadline exceeded", "Client.Timeout", "http2: ", "EOF", "proxyconnect",
                "server gave HTTP response to HTTPS client", "network is unreachable",
            ]
        ),
        (
            .serverFailure,
            [
                "the server is currently unable to handle the request", "an error on the server", "etcdserver",
                "the server has received too many requests", "the server was unable to return a response in the time",
                "request did not complete", "Internal error occurred",
            ]
        ),
    ]
}
