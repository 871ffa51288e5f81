internal import CGPGME
internal import Glibc

/// What goes to gpg and what comes from it.
final class GPGExchange {
    let received = SecretBuffer(capacity: KeyFile.sizeLimit)
    /// Whether more came than a key file can be.
    private(set) var isTooLong = false
    private let message: [UInt8]
    private var position = 0

    init(message: [UInt8]) {
        self.message = message
    }

    fileprivate func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let part = message[position...].prefix(buffer.count)
        buffer.copyBytes(from: part)
        position += part.count
        return part.count
    }

    fileprivate func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        isTooLong = !received.append(bytes)
        return !isTooLong
    }
}

/// A gpgme data object that reads from and writes to an exchange, which must outlive it.
struct GPGData: ~Copyable {
    let handle: gpgme_data_t

    /// gpgme keeps the pointer to this table.
    ///
    /// Never changed after it was made.
    nonisolated(unsafe) private static let callbacks: UnsafeMutablePointer<gpgme_data_cbs> = {
        let table = UnsafeMutablePointer<gpgme_data_cbs>.allocate(capacity: 1)
        table.initialize(to: gpgme_data_cbs(read: readMessage, write: writeResult, seek: nil, release: nil))
        return table
    }()

    init(_ exchange: GPGExchange) throws {
        var handle: gpgme_data_t?
        let context = Unmanaged.passUnretained(exchange).toOpaque()
        try GPGFailure.check(gpgme_data_new_from_cbs(&handle, Self.callbacks, context))
        guard let handle else { throw GPGFailure(code: GPG_ERR_GENERAL) }
        self.handle = handle
    }

    deinit {
        gpgme_data_release(handle)
    }

    /// Has gpgme overwrite its own buffers of this data.
    borrowing func markSensitive() throws {
        try GPGFailure.check(gpgme_data_set_flag(handle, "sensitive", "1"))
    }
}

private func readMessage(_ context: UnsafeMutableRawPointer?, _ buffer: UnsafeMutableRawPointer?, _ size: Int) -> Int {
    guard let context else { return -1 }
    let exchange = Unmanaged<GPGExchange>.fromOpaque(context).takeUnretainedValue()
    return exchange.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size))
}

private func writeResult(_ context: UnsafeMutableRawPointer?, _ bytes: UnsafeRawPointer?, _ size: Int) -> Int {
    guard let context else { return -1 }
    let exchange = Unmanaged<GPGExchange>.fromOpaque(context).takeUnretainedValue()
    guard exchange.write(UnsafeRawBufferPointer(start: bytes, count: size)) else {
        errno = EFBIG
        return -1
    }
    return size
}
