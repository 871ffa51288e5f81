internal import Tools

/// The version of a helm, as far as what it does with post-renderers goes by it.
struct HelmVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
    let major: Int
    let minor: Int

    init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Reads `v4.2.3`, or `v3.21.0+gabcdef0`; nil for anything else.
    init?(_ text: String) {
        let numbers = text.drop { $0 == "v" }.split(separator: ".").prefix(2).map { Int($0) }
        guard numbers.count == 2, let major = numbers[0], let minor = numbers[1] else { return nil }
        self.init(major, minor)
    }

    static func < (left: HelmVersion, right: HelmVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }

    var description: String { "\(major).\(minor)" }

    /// Whether a post-renderer is a plugin and no program.
    var takesPlugins: Bool { major >= 4 }

    /// Whether post-renderers get hooks (helm/helm#30968, and #32227 for Helm 3).
    var handsHooksOn: Bool { self >= HelmVersion(3, 21) }
}

/// Finds out once which helm there is.
actor HelmVersionAnswer {
    private let call: HelmCall
    private var answer: HelmVersion?

    init(_ call: HelmCall) {
        self.call = call
    }

    /// - Throws: `HelmError`; `CancellationError`.
    func version(subject: String) async throws -> HelmVersion {
        if let answer { return answer }
        let result = try await call.run(
            ["version", "--template", "{{.Version}}"],
            timeout: .seconds(30),
            subject: subject,
        )
        let text = String(decoding: result.output, as: UTF8.self)
        guard result.succeeded, let version = HelmVersion(text) else {
            throw HelmError(
                .tool,
                subject: subject,
                "helm does not say its version; see what `helm version` says",
                isTransient: false,
            )
        }
        answer = version
        return version
    }
}
