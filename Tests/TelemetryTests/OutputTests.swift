import Foundation
import Logging
import SystemPackage
import Telemetry
import Testing

struct TheOutputOfALog {
    @Test func `keeps the lines of many writers apart`() async throws {
        let long = String(repeating: "x", count: 10_000)
        let lines = try await lines(.text) { logger in
            await withTaskGroup { group in
                for writer in 0..<8 {
                    group.addTask { [logger] in
                        for number in 0..<50 { logger.info("\(writer)-\(number)", metadata: ["long": "\(long)"]) }
                    }
                }
            }
        }
        #expect(lines.count == 400)
        #expect(lines.allSatisfy { $0.hasSuffix(" long=\(long)") })
        #expect(Set(lines.map { $0.dropFirst(34).prefix { $0 != " " } }).count == 400)
    }

    @Test func `takes lines that are longer than a pipe while somebody reads`() async throws {
        let (reader, writer) = try FileDescriptor.pipe()
        let long = String(repeating: "é", count: 200_000)
        // The log blocks this task's thread, so that the reader needs one of its own.
        let (read, reading) = AsyncThrowingStream<[UInt8], any Error>.makeStream()
        Thread.detachNewThread {
            reading.yield(with: Result { try reader.readToEnd() })
            reading.finish()
        }
        try await writer.closeAfterwards {
            let output = LogOutput(writer, patience: .seconds(60))
            Telemetry.logger(format: .text, level: .info, output: output).info("\(long)")
        }
        let bytes = try await read.reduce(into: []) { $0 += $1 }
        try reader.close()
        #expect(String(decoding: bytes, as: UTF8.self).hasSuffix("Z info     \(long)\n"))
    }

    @Test(arguments: LogFormat.allCases)
    func `that nobody reads holds nobody up, and says later what was lost`(format: LogFormat) async throws {
        let (reader, writer) = try FileDescriptor.pipe()
        let long = String(repeating: "x", count: 3000)
        let logger = Telemetry.logger(
            format: format,
            level: .info,
            output: LogOutput(writer, patience: .milliseconds(20)),
        )
        let began = ContinuousClock.now
        for _ in 0..<1000 { logger.info("\(long)") }
        #expect(ContinuousClock.now - began < .seconds(60))
        // Makes room for what comes next; the lines that got through are read below with it.
        var part = [UInt8](repeating: 0, count: 40_000)
        let first = try part.withUnsafeMutableBytes { try reader.read(into: $0) }
        logger.info("back")
        logger.info("again")
        try writer.close()
        let bytes = try part.prefix(first) + reader.readToEnd()
        try reader.close()
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        let told = lines.filter { $0.contains("log lines were lost, because nothing read them") }
        let got = lines.filter { $0.contains(long) }
        let count = try #require(told.first?.firstMatch(of: #/count(?:=|":")(\d+)/#)?.1)
        #expect(told.count == 1)
        #expect(got.count + (Int(count) ?? 0) == 1000)
        #expect(lines.suffix(2).map { $0.contains("back") || $0.contains("again") } == [true, true])
    }

    @Test func `that is closed on the other side does not end the process`() throws {
        let (reader, writer) = try FileDescriptor.pipe()
        try reader.close()
        let logger = Telemetry.logger(format: .text, level: .info, output: LogOutput(writer))
        for _ in 0..<10 { logger.info("into the void") }
        try writer.close()
    }

    @Test func `that is no open descriptor is survived`() throws {
        let logger = Telemetry.logger(format: .text, level: .info, output: LogOutput(FileDescriptor(rawValue: -1)))
        logger.info("into the void")
    }
}
