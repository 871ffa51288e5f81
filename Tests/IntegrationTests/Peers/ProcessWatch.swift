import Foundation
import Glibc
import Synchronization

/// Looks at the arguments and the environment of every process of the machine, as fast as it can.
final class ProcessWatch: Sendable {
    private let needle: [UInt8]
    private let state = Mutex((isRunning: true, found: Set<String>()))

    init(for text: String) {
        needle = Array(text.utf8)
    }

    /// What was seen, as `name: place`.
    var found: Set<String> { state.withLock { $0.found } }

    func stop() { state.withLock { $0.isRunning = false } }

    func run() async {
        let own = String(getpid())
        while state.withLock({ $0.isRunning }) {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
            for id in names where id != own && id.allSatisfy(\.isNumber) {
                for place in ["cmdline", "environ"] {
                    // A process may be gone before it is read.
                    guard let data = FileManager.default.contents(atPath: "/proc/\(id)/\(place)"),
                        data.range(of: Data(needle)) != nil
                    else { continue }
                    let text = String(decoding: data.prefix(60), as: UTF8.self).replacing("\0", with: " ")
                    state.withLock { _ = $0.found.insert("\(place) of: \(text)") }
                }
            }
            try? await Task.sleep(for: .milliseconds(5))
        }
    }
}
