import Blocking
import Glibc

/// A socket on loopback, on raw system calls, so that its connection can be broken in any way.
///
/// Calls that wait end soon after their flag is set.
final class LoopbackSocket: Sendable {
    private let descriptor: Int32

    private init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// One that takes connections on a free port.
    static func listening() throws -> (socket: LoopbackSocket, port: Int) {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let listener = LoopbackSocket(try checked(Glibc.socket(AF_INET, kind, 0)))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        try withUnsafeMutablePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                try checked(bind(listener.descriptor, pointer, length))
                try checked(listen(listener.descriptor, 256))
                try checked(getsockname(listener.descriptor, pointer, &length))
            }
        }
        return (listener, Int(UInt16(bigEndian: address.sin_port)))
    }

    /// The next connection; nil when the flag is set.
    func accept(until stop: CancellationFlag) throws -> LoopbackSocket? {
        guard wait(for: POLLIN, until: stop) else { return nil }
        let connection = try Self.checked(Glibc.accept(descriptor, nil, nil))
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        return LoopbackSocket(connection)
    }

    /// What has come; empty at the end of the connection, and when the flag is set.
    func receive(until stop: CancellationFlag) throws -> [UInt8] {
        guard wait(for: POLLIN, until: stop) else { return [] }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = try Self.checked(recv(descriptor, &bytes, bytes.count, 0))
        return Array(bytes.prefix(count))
    }

    func send(_ bytes: [UInt8], until stop: CancellationFlag) throws {
        var rest = bytes[...]
        while !rest.isEmpty, wait(for: POLLOUT, until: stop) {
            let flags = Int32(MSG_NOSIGNAL | MSG_DONTWAIT)
            let sent = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, flags) }
            rest = rest.dropFirst(try Self.checked(sent))
        }
    }

    /// Says and takes nothing until the other side ends the connection.
    func idle(until stop: CancellationFlag) throws {
        while try !receive(until: stop).isEmpty {}
    }

    /// Has the other side see a reset when this socket is closed.
    func resetAtEnd() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    /// False when the flag is set first.
    private func wait(for event: Int32, until stop: CancellationFlag) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(event), revents: 0)
        while !stop.isSet {
            if poll(&entry, 1, 50) > 0 { return true }
        }
        return false
    }

    @discardableResult
    private static func checked<Result: SignedInteger>(_ result: Result) throws -> Result {
        guard result >= 0 else { throw Unexpected("socket: \(String(cString: strerror(errno)))") }
        return result
    }
}
