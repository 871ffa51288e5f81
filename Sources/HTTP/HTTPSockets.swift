internal import CLibcurl
internal import Glibc

/// The sockets that a loop's transfers have opened, which no child process gets, and one of which can be ended.
///
/// libcurl tells the socket of a transfer only when it is over (`CURLINFO_ACTIVESOCKET`), and keeps a connection whose
/// transfers were taken away.
final class HTTPSockets {
    private var open: Set<Int32> = []

    /// Has the sockets of a transfer noted.
    ///
    /// This object must outlive the multi handle.
    func note(_ easy: inout CurlEasy) throws(CurlCode) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        try easy.onSocket(
            open: { context, _, address in
                guard let address, let sockets = sockets(context) else { return -1 }
                let wanted = address.pointee
                let kind = wanted.socktype | Int32(SOCK_CLOEXEC.rawValue)
                let socket = Glibc.socket(wanted.family, kind, wanted.protocol)
                if socket >= 0 { sockets.open.insert(socket) }
                return socket
            },
            close: { context, socket in
                sockets(context)?.open.remove(socket)
                return Glibc.close(socket)
            },
        )
        try easy.set(CURLOPT_OPENSOCKETDATA, pointer: context)
        try easy.set(CURLOPT_CLOSESOCKETDATA, pointer: context)
    }

    /// Ends a connection both ways; libcurl sees that as if the server had.
    func shutDown(_ connection: CurlTransfer.Connection) {
        for socket in open
        where name(socket, getsockname) == connection.local && name(socket, getpeername) == connection.remote {
            shutdown(socket, Int32(SHUT_RDWR))
        }
    }
}

private func sockets(_ context: UnsafeMutableRawPointer?) -> HTTPSockets? {
    context.map { Unmanaged<HTTPSockets>.fromOpaque($0).takeUnretainedValue() }
}

/// One end of a connection, as libcurl tells it.
private func name(
    _ socket: Int32,
    _ end: (Int32, UnsafeMutablePointer<sockaddr>?, UnsafeMutablePointer<socklen_t>?) -> Int32,
) -> String? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    var port = [CChar](repeating: 0, count: Int(NI_MAXSERV))
    return withUnsafeMutablePointer(to: &storage) { storage in
        storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            guard end(socket, address, &length) == 0,
                getnameinfo(
                    address,
                    length,
                    &host,
                    socklen_t(host.count),
                    &port,
                    socklen_t(port.count),
                    NI_NUMERICHOST | NI_NUMERICSERV,
                ) == 0
            else { return nil }
            return "\(text(host)) \(text(port))"
        }
    }
}

private func text(_ characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}
