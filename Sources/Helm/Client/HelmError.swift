internal import Manifests

/// Why helm did not do what it was asked.
package struct HelmError: Error, Hashable, CustomStringConvertible {
    /// What kind of failure it is.
    package enum Reason: Hashable, Sendable {
        /// The repository has no such chart or version.
        case chartNotFound
        /// The repository of charts gave no answer.
        case repositoryUnreachable
        /// The chart cannot be rendered with these values, or is none.
        case chart
        /// The cluster gave no answer.
        case clusterUnreachable
        /// The cluster refused an object.
        case rejected
        /// Not everything became ready in time.
        case timedOut
        /// helm itself could not run.
        case tool
    }

    package let reason: Reason
    /// The release with its file, or the chart.
    package let subject: String
    /// What is wrong in helm's own words, on one line and without secrets.
    package let message: String
    /// Whether the same call may succeed later without a change in the repository.
    package let isTransient: Bool

    package init(_ reason: Reason, subject: String, _ message: String, isTransient: Bool) {
        self.reason = reason
        self.subject = subject
        self.message = message
        self.isTransient = isTransient
    }

    package var description: String { "\(subject): \(message)" }
}

extension HelmError {
    /// Reads what helm printed to its standard error.
    ///
    /// - Parameters:
    ///   - subject: the release or the chart.
    ///   - errors: what helm printed.
    ///   - exitCode: how helm ended.
    ///   - mask: takes the release's secrets out of it.
    init(subject: String, errors: String, exitCode: Int32, mask: SecretMask = SecretMask(texts: [])) {
        let text = Self.withoutSecrets(Self.story(in: errors), mask)
        let shown = text.isEmpty ? "helm ended with code \(exitCode) and said nothing" : Self.shortened(text)
        let (reason, isTransient) = Self.classify(errors)
        self.init(reason, subject: subject, shown, isTransient: isTransient)
    }

    /// From the last line that begins with `Error:` to the end, on one line; warnings are left out.
    private static func story(in errors: String) -> String {
        let lines = errors.split(whereSeparator: \.isNewline).map { $0.trimmingBlanks() }
            .filter { !$0.isEmpty && !$0.hasPrefix("level=") && !$0.hasPrefix("WARNING:") }
        let start = lines.lastIndex { $0.hasPrefix("Error:") } ?? max(0, lines.count - 5)
        // What helm 3 says besides, the place in its own source among it.
        let told = lines[min(start, lines.count)...].prefix { !$0.contains("[debug]") }
        let text = told.joined(separator: " ")
        return text.hasPrefix("Error: ") ? String(text.dropFirst("Error: ".count)) : text
    }

    /// A template can put a secret into any form, so where there are secrets at all, what was refused and what is encoded
    /// is hidden too.
    static func withoutSecrets(_ text: String, _ mask: SecretMask) -> String {
        guard !mask.isEmpty else { return text }
        return mask.hide(in: SecretMask.withoutEncodedTexts(SecretMask.withoutQuotedValues(text)))
    }

    private static func shortened(_ text: String) -> String {
        let limit = 800
        guard text.count > limit else { return text }
        return "\(text.prefix(limit / 2)) … \(text.suffix(limit / 2))"
    }

    /// Helm has no codes, so its words have to do; what nobody knows counts as refused for good.
    private static func classify(_ errors: String) -> (Reason, isTransient: Bool) {
        let text = errors.lowercased()
        func says(_ phrases: String...) -> Bool { phrases.contains { text.contains($0) } }
        if says("kubernetes cluster unreachable", "error loading config file") { return (.clusterUnreachable, true) }
        if says(
            "execution error at",
            "executing \"",
            "template: ",
            "values don't meet the specifications",
            "yaml parse error",
            "missing in charts/ directory",
            "chart.yaml file is missing",
            "parse error at",
            "charts are not installable"
        ) {
            return (.chart, false)
        }
        if says("cannot be reached", "no such host", "failed to fetch", "failed to do request", "could not download") {
            return says("404", "403", "401") ? (.chartNotFound, false) : (.repositoryUnreachable, true)
        }
        if says(
            "not found in",
            "no chart version found",
            "no chart name found",
            "version not found",
            "improper constraint"
        ) {
            return (.chartNotFound, false)
        }
        if says("timed out waiting", "context deadline exceeded", "not ready") { return (.timedOut, true) }
        if says("connection refused", "connection reset", "i/o timeout", "eof", "tls handshake timeout") {
            return (.clusterUnreachable, true)
        }
        // Another controller may be about to make what is missing.
        if says(
            "failed calling webhook",
            "no matches for kind",
            "too many requests",
            "currently unable to handle",
            "operation is in progress",
            "the object has been modified",
            "being terminated"
        ) {
            return (.rejected, true)
        }
        return (.rejected, false)
    }
}

extension Substring {
    fileprivate func trimmingBlanks() -> String {
        let start = drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }
}
