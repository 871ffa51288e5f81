import Foundation
import Logging
import SystemPackage
import Telemetry
import TestSupport

/// What a logger writes while `body` has it, line by line.
func lines(
    _ format: LogFormat,
    level: LogLevel = .info,
    _ body: (inout Logger) async throws -> Void,
) async throws -> [String] {
    try await withTemporaryDirectory("log") { folder in
        let path = folder.appending("log")
        let file = try FileDescriptor.open(
            path,
            .writeOnly,
            options: [.create, .append],
            permissions: .ownerReadWrite,
        )
        try await file.closeAfterwards {
            var logger = Telemetry.logger(format: format, level: level, output: LogOutput(file))
            try await body(&logger)
        }
        let text = try String(contentsOfFile: path.string, encoding: .utf8)
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }
}

extension FileDescriptor {
    func closeAfterwards<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            let result = try await body()
            try close()
            return result
        } catch {
            try close()
            throw error
        }
    }

    /// All that is left to read until the other end is closed.
    func readToEnd() throws -> [UInt8] {
        var all: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = try part.withUnsafeMutableBytes { try read(into: $0) }
            guard count > 0 else { return all }
            all += part.prefix(count)
        }
    }
}
