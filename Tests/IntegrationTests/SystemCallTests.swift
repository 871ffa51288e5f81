import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite("Rendering starts no process, and opens no file outside of the git repository")
struct SystemCallTests {
    @Test("build opens the files that the kustomizations name, and nothing else at all")
    func build() async throws {
        try await withTemporaryDirectory { folder in
            try await run("cp", "-r", Homelab.root.appending("examples/demo").string, folder.string)
            let repository = folder.appending("demo")
            let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: login, namespace: site}\nstringData: {a: b}\n"
            for overlay in ["cryptellation", "foundation", "perso"] {
                try write(["overlays/\(overlay)/secrets/login.yaml": secret], below: repository)
                let calls = try await SystemCalls(
                    of: [Scenario.executable.string, "build", repository.appending("overlays/\(overlay)").string]
                )
                #expect(calls.exitCode == 0, "\(calls.errors)")
                #expect(calls.programs == [Scenario.executable.string])
                // What libc and Swift ask the kernel about the machine is no file.
                let files = calls.opened.filter { !$0.hasPrefix("/proc/") && !$0.hasPrefix("/sys/") }
                #expect(!files.isEmpty)
                #expect(files.allSatisfy { $0.hasPrefix("\(repository)/") }, "\(files)")
                #expect(calls.written.isEmpty, "\(calls.written)")
            }
        }
    }

    @Test("render reads git's objects: no process, nothing written but the copy of the repository")
    func render() async throws {
        try await Homelab.with { homelab in
            let state = homelab.scenario.folder.string
            let arguments = homelab.scenario.options + ["--git-crypt-key", Homelab.key.string, "foundation"]
            let calls = try await SystemCalls(
                of: [Scenario.executable.string, "render"] + arguments,
                environment: homelab.scenario.environment,
            )
            #expect(calls.exitCode == 0, "\(calls.errors)")
            #expect(calls.programs == [Scenario.executable.string, Scenario.executable.string + "-core"])
            #expect(calls.written.allSatisfy { $0.hasPrefix(state) || $0 == "/dev/null" }, "\(calls.written)")
            // A copy of the repository is read; what is checked out is not.
            let read = calls.opened.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".json") }
            #expect(read.isEmpty, "\(read)")
        }
    }
}

/// What a program asks of the kernel, as strace sees it.
private struct SystemCalls {
    /// The programs that were run, in their order, in whatever process.
    private(set) var programs: [String] = []
    /// The files that were opened, in any way; folders do not count.
    private(set) var opened: [String] = []
    /// Those that were opened to be written.
    private(set) var written: [String] = []
    let exitCode: Int32
    let errors: String

    init(of command: [String], environment: [String: String] = [:]) async throws {
        let (trace, result) = try await withTemporaryDirectory { folder in
            let file = folder.appending("trace").string
            let options = ["strace", "-f", "-qq", "-s", "4096", "-e", "trace=execve,open,openat,creat", "-o", file]
            let result = try await attempt(options + command, environment: environment)
            return (try String(contentsOfFile: file, encoding: .utf8), result)
        }
        exitCode = result.exitCode
        errors = result.errors
        for line in trace.split(separator: "\n") where !line.contains("= -1 ") {
            let parts = line.split(separator: "\"", maxSplits: 2).map(String.init)
            guard parts.count == 3 else { continue }
            if parts[0].contains("execve(") {
                programs.append(parts[1])
            } else if !parts[2].contains("O_DIRECTORY") {
                opened.append(parts[1])
                if parts[2].contains("O_WRONLY") || parts[2].contains("O_RDWR") || parts[0].contains("creat(") {
                    written.append(parts[1])
                }
            }
        }
    }
}
