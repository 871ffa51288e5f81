internal import HTTP

extension ChartError {
    /// What it means that there was no answer; `CancellationError` when nobody waits for one.
    static func noAnswer(_ error: HTTPError) -> any Error {
        switch error.reason {
        case .cancelled: CancellationError()
        case .invalidRequest: ChartError(.unreachable, error.url, "\(error.message); correct the URL")
        case .redirectRefused: ChartError(.refused, error.url, error.message)
        case .tooLarge: ChartError(.tooLarge, error.url, error.message)
        case .unreachable, .connectTimedOut, .stalled, .deadline, .untrusted, .broken:
            ChartError(.unreachable, error.url, "cannot be reached: \(error.message)", isTransient: true)
        }
    }

    /// What a status other than success means.
    ///
    /// - Parameters:
    ///   - status: of the answer.
    ///   - url: where it came from.
    ///   - showsCredentials: whether a login was shown.
    /// - Returns: nil for success.
    static func refusal(_ status: Int, _ url: String, showsCredentials: Bool) -> ChartError? {
        let url = printable(url: url)
        switch status {
        case 200..<300: return nil
        case 401, 403, 407:
            let advice =
                showsCredentials
                ? "refuses this login (HTTP \(status)); correct the Secret that secretRef names"
                : "refuses to answer without a login (HTTP \(status)); name a Secret with one in secretRef"
            return ChartError(.refused, url, advice)
        case 404, 410: return ChartError(.notFound, url, "is not there (HTTP \(status)); correct the URL or the name")
        case 408, 425, 429, 500...599:
            return ChartError(.unreachable, url, "has no answer now (HTTP \(status))", isTransient: true)
        default: return ChartError(.unreachable, url, "answers with HTTP \(status); correct the URL")
        }
    }
}
