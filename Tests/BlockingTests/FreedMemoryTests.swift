import Blocking
import Foundation
import Glibc
import Testing

/// Resident memory of this process, in bytes (proc(5), `statm`).
private func resident() throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    let pages = try #require(text.split(separator: " ").dropFirst().first.flatMap { Int($0) })
    return pages * sysconf(Int32(_SC_PAGESIZE))
}

struct MemoryThatWasFreed {
    // In a process of its own: other tests take memory, and give theirs back.
    @Test func `goes back to the system, also from between what is still used`() async {
        await #expect(processExitsWith: .success) {
            let blocks = (0..<400_000).map { _ in
                let block = UnsafeMutableRawPointer.allocate(byteCount: 512, alignment: 16)
                block.initializeMemory(as: UInt8.self, repeating: 1, count: 512)
                return block
            }
            func isKept(_ number: Int) -> Bool { number.isMultiple(of: 1000) }
            for (number, block) in blocks.enumerated() where !isKept(number) { block.deallocate() }
            let before = try resident()
            let memory = FreedMemory(pause: .milliseconds(10))
            await memory.giveBackSoon()
            let end = ContinuousClock.now + .seconds(30)
            while try resident() > before - 100 << 20 {
                guard ContinuousClock.now < end else { exit(EXIT_FAILURE) }
                try await Task.sleep(for: .milliseconds(20))
            }
            for (number, block) in blocks.enumerated() where isKept(number) { block.deallocate() }
        }
    }
}
