internal import Blocking
internal import Glibc

/// A program whose standard streams one blocking thread talks to.
///
/// Its own session, so that it has no terminal to ask for a password and can be ended with everything it starts. Ends
/// at the latest with the value.
final class ChildProcess {
    /// Why a call gave up.
    enum Failure: Error {
        case notStarted(String)
        case stopped(StopSignal.Reason)
        case stalled
        /// It reads no more.
        case closed
    }

    private let identifier: pid_t
    private var input: Int32
    private var output: Int32
    private var errorOutput: Int32
    private var status: Int32?
    private let stop: StopSignal
    private let stalling: Duration
    /// The end of what it wrote to standard error.
    private(set) var errors: [UInt8] = []

    private static let errorLimit = 64 << 10
    private static let turn: Int32 = 100

    /// Starts `program`, which is looked for on `PATH`.
    ///
    /// It sees no variables but those of `environment`, and is given up when for `stalling` no byte goes either way.
    init(
        _ program: String,
        _ arguments: [String],
        environment: [String: String],
        stalling: Duration,
        until stop: StopSignal,
    ) throws(Failure) {
        self.stop = stop
        self.stalling = stalling
        // Sockets: unlike with a pipe, writing to one whose other end is gone need not raise a signal.
        let (ourInput, itsInput) = try Self.pair()
        let (ourOutput, itsOutput) = try Self.pair()
        let (ourErrors, itsErrors) = try Self.pair()
        defer { [itsInput, itsOutput, itsErrors].forEach { close($0) } }
        do {
            identifier = try Self.spawn(program, arguments, environment, [itsInput, itsOutput, itsErrors])
        } catch {
            [ourInput, ourOutput, ourErrors].forEach { close($0) }
            throw error
        }
        (input, output, errorOutput) = (ourInput, ourOutput, ourErrors)
    }

    deinit {
        end()
    }

    private static func pair() throws(Failure) -> (Int32, Int32) {
        var ends: [Int32] = [0, 0]
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw .notStarted(String(cString: strerror(errno))) }
        return (ends[0], ends[1])
    }

    private static func spawn(
        _ program: String,
        _ arguments: [String],
        _ environment: [String: String],
        _ streams: [Int32],
    ) throws(Failure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, stream) in streams.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, stream, Int32(number))
        }
        // Some library may have opened a file without asking for it to be closed here.
        for descriptor in openDescriptors() where descriptor > 2 {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var defaults = sigset_t()
        sigfillset(&defaults)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        var mask = sigset_t()
        sigemptyset(&mask)
        posix_spawnattr_setsigmask(&attributes, &mask)
        // POSIX_SPAWN_SETSID, which glibc only shows to C programs that ask for its extensions.
        let newSession: Int32 = 0x80
        let flags = newSession | Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK)
        posix_spawnattr_setflags(&attributes, Int16(flags))
        var argumentPointers = ([program] + arguments).map { strdup($0) } + [nil]
        var environmentPointers = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (argumentPointers + environmentPointers).forEach { free($0) } }
        var identifier: pid_t = 0
        let code = posix_spawnp(&identifier, program, &actions, &attributes, &argumentPointers, &environmentPointers)
        guard code == 0 else { throw .notStarted(String(cString: strerror(code))) }
        return identifier
    }

    private static func openDescriptors() -> [Int32] {
        guard let folder = opendir("/proc/self/fd") else { return [] }
        defer { closedir(folder) }
        var descriptors: [Int32] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if let descriptor = Int32(name) { descriptors.append(descriptor) }
        }
        return descriptors
    }

    /// Waits for the next bytes of standard output; 0 at its end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        while true {
            try wait(for: output, Int16(POLLIN))
            let count = Glibc.read(output, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            // A socket whose other end was closed with bytes unread answers so instead of with the end.
            if errno == ECONNRESET { return 0 }
            if errno != EINTR, errno != EAGAIN { throw .closed }
        }
    }

    /// Writes all of `bytes` to standard input.
    func write(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            try wait(for: input, Int16(POLLOUT))
            let part = UnsafeRawBufferPointer(rebasing: rest)
            let count = send(input, part.baseAddress, part.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR, errno != EAGAIN {
                throw .closed
            }
        }
    }

    /// Waits until `stream` is ready, and takes what comes on standard error meanwhile.
    private func wait(for stream: Int32, _ events: Int16) throws(Failure) {
        var lastProgress = ContinuousClock.now
        while true {
            if let reason = stop.reason { throw .stopped(reason) }
            var descriptors = [
                pollfd(fd: stream, events: events, revents: 0),
                pollfd(fd: errorOutput, events: Int16(POLLIN), revents: 0),
            ]
            let ready = poll(&descriptors, 2, Self.turn)
            if ready > 0, descriptors[1].revents != 0, takeErrors() { lastProgress = .now }
            if ready > 0, descriptors[0].revents != 0 { return }
            if .now - lastProgress > stalling { throw .stalled }
        }
    }

    /// Takes what lies ready on standard error; false when nothing did.
    private func takeErrors() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(errorOutput, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        if count > 0 {
            errors = (errors + buffer[..<count]).suffix(Self.errorLimit)
            return true
        }
        if count == 0 || (errno != EINTR && errno != EAGAIN) {
            // poll passes over a negative descriptor.
            close(errorOutput)
            errorOutput = -1
        }
        return false
    }

    /// Closes its input, and waits a moment for it to end by itself before it is made to.
    ///
    /// - Returns: the exit code; nil when a signal ended it.
    @discardableResult
    func end() -> Int32? {
        if status == nil {
            close(input)
            var result: Int32 = 0
            for _ in 0..<50 where stop.reason == nil {
                if waitpid(identifier, &result, WNOHANG) == identifier {
                    status = result
                    break
                }
                while errorOutput >= 0, takeErrors() {}
                usleep(10_000)
            }
            if status == nil {
                // It leads a session of its own, so its number is also its group's.
                kill(-identifier, SIGKILL)
                kill(identifier, SIGKILL)
                while waitpid(identifier, &result, 0) < 0, errno == EINTR {}
                status = result
            }
            while errorOutput >= 0, takeErrors() {}
            close(output)
            if errorOutput >= 0 { close(errorOutput) }
        }
        guard let status, status & 0x7f == 0 else { return nil }
        return (status >> 8) & 0xff
    }
}
