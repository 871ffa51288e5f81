import Foundation
import Glibc
import TestSupport
import Testing

/// Where a script under test notes the numbers of its processes.
struct PIDFile {
    let path: String

    /// Waits until the script wrote its line.
    func processes() async throws -> [pid_t] {
        for _ in 0..<6000 {
            if FileManager.default.fileExists(atPath: path) {
                let text = try String(contentsOfFile: path, encoding: .utf8)
                if text.hasSuffix("\n") { return text.split(whereSeparator: \.isWhitespace).compactMap { pid_t($0) } }
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("the script did not write its process numbers")
        return []
    }
}

func withPIDFile(_ body: (PIDFile) async throws -> Void) async throws {
    try await withTemporaryDirectory("pids") { folder in
        try await body(PIDFile(path: "\(folder)/pids"))
    }
}

/// Whether a process has ended; one that only waits to be reaped has.
///
/// A kill may take a moment to arrive.
func isGone(_ process: pid_t) async throws -> Bool {
    for _ in 0..<3000 {
        if kill(process, 0) != 0 { return true }
        guard let status = FileManager.default.contents(atPath: "/proc/\(process)/stat") else { return true }
        let state = String(decoding: status, as: UTF8.self).split(separator: ") ").last?.first
        if state == "Z" || state == "X" { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return false
}

/// How many descriptors this process has open.
func openDescriptors() throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
}
