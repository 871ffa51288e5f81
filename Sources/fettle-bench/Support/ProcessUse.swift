import Foundation
import Glibc

/// What a process and all that it started use.
struct ProcessUse {
    /// Resident memory.
    private(set) var mebibytes = 0.0
    /// Time on a processor since their start.
    private(set) var seconds = 0.0
    private var count = 0
    /// How often the processes that have ended met a page that was not there: each does, in its first instruction.
    private var faults = 0

    /// Whether a process was started since then, whether it still runs or not.
    func startedProcesses(since before: ProcessUse) -> Bool {
        count > before.count || faults > before.faults
    }

    init(of root: pid_t) {
        var children: [pid_t: [pid_t]] = [:]
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
            guard let id = pid_t(name), let parent = Self.fields(of: id).dropFirst().first.flatMap({ pid_t($0) }) else {
                continue
            }
            children[parent, default: []].append(id)
        }
        var open = [root]
        while let id = open.popLast() {
            open += children[id] ?? []
            let fields = Self.fields(of: id)
            guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { continue }
            count += 1
            faults += Int(fields[8]) ?? 0
            seconds += (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
            mebibytes += Self.resident(id) / 1024
        }
    }

    /// What follows the name in `/proc/<id>/stat` (proc(5)): state, parent, …; the page faults of children that
    /// have ended are the 9th, the times the 12th and 13th.
    private static func fields(of id: pid_t) -> [Substring] {
        let text = text("/proc/\(id)/stat")
        return text.lastIndex(of: ")").map { text[$0...].dropFirst().split(separator: " ") } ?? []
    }

    private static func resident(_ id: pid_t) -> Double {
        let line = text("/proc/\(id)/status").split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line?.split(separator: " ").dropLast().last.flatMap { Double($0.filter(\.isNumber)) } ?? 0
    }

    private static func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
}
