internal import CLibcurl
internal import Glibc
internal import Synchronization

/// A thread with a multi handle, which drives the transfers of all clients.
///
/// Other threads only leave commands. Everything of libcurl's stays on the loop's thread, in an `HTTPDriver`.
final class HTTPLoop: Sendable {
    /// Who may be on one connection at a time.
    enum Sharing: Sendable {
        /// As many requests as the server's protocol allows, and each client's number at a time.
        case multiplexed
        /// One transfer, without a limit to their number.
        case exclusive
    }

    enum Command: Sendable {
        case start(HTTPCall)
        case cancel(HTTPCall)
        case resume(HTTPCall)
        /// The client is gone.
        case forget(HTTPClient.ID)
    }

    static let answers = HTTPLoop(.multiplexed)
    static let streams = HTTPLoop(.exclusive)

    private let commands = Mutex<[Command]>([])
    private let sharing: Sharing
    // Other threads call nothing with it but `curl_multi_wakeup`, which its manual page allows.
    private nonisolated(unsafe) let multi: UnsafeMutableRawPointer

    private init(_ sharing: Sharing) {
        Curl.ready
        guard let multi = curl_multi_init() else { preconditionFailure("libcurl is out of memory") }
        self.sharing = sharing
        self.multi = multi
        startThread()
    }

    /// Leaves a command, which is carried out at once, in order.
    func post(_ command: Command) {
        commands.withLock { $0.append(command) }
        curl_multi_wakeup(multi)
    }

    private func startThread() {
        // Signals are for the threads that wait for them.
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        var thread = pthread_t()
        let code = pthread_create(
            &thread,
            nil,
            { context in
                if let context { Unmanaged<HTTPLoop>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            },
            Unmanaged.passRetained(self).toOpaque(),
        )
        precondition(code == 0, "no thread can be started")
        pthread_detach(thread)
    }

    private func run() -> Never {
        let driver = HTTPDriver(multi, sharing)
        while true {
            let new = commands.withLock { commands in
                defer { commands = [] }
                return commands
            }
            for command in new { driver.handle(command) }
            driver.turn()
            driver.wait()
        }
    }
}
