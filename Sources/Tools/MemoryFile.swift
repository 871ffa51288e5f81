internal import Glibc
package import SystemPackage

/// Bytes that a program can open as a file although no disk and no folder has them.
///
/// For what a program reads only from a path and what must not be left behind, such as a kubeconfig. The file is sealed:
/// nobody can change it. It is gone as soon as the last reference to it and the last program that opened it are.
package final class MemoryFile: Sendable {
    private let descriptor: FileDescriptor
    /// `/proc/<process>/fd/<number>`; opens for programs of the same user while this object lives.
    package let path: String

    /// - Parameters:
    ///   - bytes: what the file holds.
    ///   - name: what the kernel lists the file as; shows in `/proc`, so no secret.
    /// - Throws: `Errno` when the kernel gives no memory file.
    package init(_ bytes: [UInt8], name: String) throws(Errno) {
        let descriptor = try MemoryFiles.open(name)
        do {
            try descriptor.writeAll(bytes)
            // Helm warns of a kubeconfig that others may read; the way through `/proc` is ours alone anyway.
            try MemoryFiles.check(fchmod(descriptor.rawValue, S_IRUSR))
            try MemoryFiles.check(fcntl(descriptor.rawValue, MemoryFiles.addSeals, MemoryFiles.allSeals))
        } catch {
            _ = close(descriptor.rawValue)
            throw error as? Errno ?? .ioError
        }
        self.descriptor = descriptor
        path = "/proc/\(getpid())/fd/\(descriptor.rawValue)"
    }

    deinit {
        _ = close(descriptor.rawValue)
    }
}

/// `memfd_create`, which the C library has but its module does not show: its header asks for `_GNU_SOURCE`.
private enum MemoryFiles {
    private typealias Create = @convention(c) (UnsafePointer<CChar>, UInt32) -> Int32

    // The numbers are the kernel's interface (linux/memfd.h, linux/fcntl.h) and the same on every architecture.
    private static let closeOnExec: UInt32 = 0x1
    private static let allowSealing: UInt32 = 0x2
    static let addSeals: Int32 = 1033
    /// F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW and F_SEAL_WRITE.
    static let allSeals: Int32 = 0xF

    private static let create = dlsym(nil, "memfd_create").map { unsafeBitCast($0, to: Create.self) }

    static func open(_ name: String) throws(Errno) -> FileDescriptor {
        guard let create else { throw .noFunction }
        return FileDescriptor(rawValue: try check(create(name, closeOnExec | allowSealing)))
    }

    @discardableResult
    static func check(_ status: Int32) throws(Errno) -> Int32 {
        guard status >= 0 else { throw Errno(rawValue: errno) }
        return status
    }
}
