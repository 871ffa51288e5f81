internal import Glibc

/// Bytes of a key on their way to where they are used; overwritten when the last reference goes.
///
/// Memory of fixed size, so that growing leaves no copy behind.
final class SecretBuffer {
    private let storage: UnsafeMutableRawBufferPointer
    private var count = 0

    /// - Parameter capacity: how many bytes it can take.
    init(capacity: Int) {
        storage = .allocate(byteCount: capacity, alignment: 1)
    }

    deinit {
        if let start = storage.baseAddress { explicit_bzero(start, count) }
        storage.deallocate()
    }

    /// Adds bytes at the end; false, and nothing added, when they do not fit.
    func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count <= storage.count - count else { return false }
        UnsafeMutableRawBufferPointer(rebasing: storage[count...]).copyMemory(from: bytes)
        count += bytes.count
        return true
    }

    /// Gives `body` the bytes, which stay valid only while it runs.
    func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result,
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(rebasing: storage[..<count]))
    }
}

extension SecretBuffer: CustomStringConvertible, CustomReflectable {
    var description: String {
        "«secret»"
    }

    var customMirror: Mirror {
        Mirror(self, children: [])
    }
}
