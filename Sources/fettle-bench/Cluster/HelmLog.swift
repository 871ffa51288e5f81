import Glibc
import SystemPackage

/// A `helm` before the real one on `PATH` that writes down what it is asked.
struct HelmLog {
    private let file: FilePath

    /// Puts it there for every program that is started while `body` runs.
    ///
    /// - Throws: `BenchError` when there is no helm; what `body` throws.
    static func with(in folder: FilePath, _ body: (HelmLog) async throws -> Void) async throws {
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        let log = HelmLog(file: folder.appending("helm-calls"))
        let real = try ProgramRun.output(of: "sh", ["-c", "command -v helm"]).text.filter { $0 != "\n" }
        let script = "#!/bin/sh\n{ printf '%s\\n' \"$@\"; echo; } >>'\(log.file)'\nexec '\(real)' \"$@\"\n"
        let tools = folder.appending("tools")
        try script.write(to: tools.appending("helm"), permissions: .ownerReadWriteExecute)
        setenv("PATH", "\(tools):\(path)", 1)
        defer { setenv("PATH", path, 1) }
        try await body(log)
    }

    /// The arguments of each call since the last time, in order.
    func takeCalls() throws -> [[String]] {
        let text = TemporaryFolder.text(of: file)
        try "".write(to: file)
        var calls: [[String]] = [[]]
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty { calls.append([]) } else { calls[calls.count - 1].append(String(line)) }
        }
        return calls.filter { !$0.isEmpty }
    }
}
