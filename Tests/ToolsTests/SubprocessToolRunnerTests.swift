import Foundation
import Glibc
import Synchronization
import SystemPackage
import TestSupport
import Testing
import Tools

struct AProgramThatEnds {
    private let runner = SubprocessToolRunner()

    @Test func `gets its input and gives back its output`() async throws {
        let input = Array("secret: value\n".utf8) + [UInt8](repeating: 0xff, count: 1 << 20)
        let result = try await runner.run(ToolInvocation("cat", [], input: input))
        #expect(result.succeeded)
        #expect(result.output == input)
        #expect(result.errors.isEmpty)
    }

    @Test func `with another code than 0 is a result`() async throws {
        let result = try await runner.run(ToolInvocation("sh", ["-c", "echo out; echo wrong >&2; exit 3"]))
        #expect(result.exitCode == 3)
        #expect(!result.succeeded)
        #expect(result.output == Array("out\n".utf8))
        #expect(result.errors == "wrong\n")
    }

    @Test func `is heard line by line while it runs`() async throws {
        try await withTemporaryDirectory("lines") { folder in
            let answer = folder.appending("answer")
            let lines = Mutex<[String]>([])
            let script = #"printf 'one\ntw' >&2; until [ -e "$0" ]; do sleep 0.05; done; printf 'o\n\nend' >&2"#
            let invocation = ToolInvocation("sh", ["-c", script, answer.string]) { line in
                lines.withLock { $0.append(String(line)) }
                // It ends only because its first line has come.
                _ = FileManager.default.createFile(atPath: answer.string, contents: nil)
            }
            let result = try await runner.run(invocation)
            #expect(result.succeeded)
            #expect(lines.withLock(\.self) == ["one", "two", "end"])
        }
    }

    @Test func `without reading its input is a result`() async throws {
        let result = try await runner.run(ToolInvocation("false", [], input: [UInt8](repeating: 0x61, count: 4 << 20)))
        #expect(result.exitCode == 1)
    }

    @Test func `at once after a large output gives back all of it`() async throws {
        let size = 32 << 20
        let result = try await runner.run(ToolInvocation("head", ["-c", "\(size)", "/dev/zero"], outputLimit: size))
        #expect(result.output.count == size)
    }

    @Test func `leaves no process behind`() async throws {
        let result = try await runner.run(ToolInvocation("sh", ["-c", "trap '' TERM; sleep 300 & echo $!"]))
        #expect(result.succeeded)
        let text = String(decoding: result.output, as: UTF8.self)
        let child = try #require(Int32(text.split(separator: "\n").first ?? ""))
        #expect(try await isGone(child))
    }

    @Test func `after many lines of errors keeps the last 64 KiB of them`() async throws {
        let script = "i=0; while [ $i -lt 30000 ]; do echo \"line $i é\"; i=$((i + 1)); done >&2"
        let result = try await runner.run(ToolInvocation("sh", ["-c", script]))
        #expect(result.errors.hasSuffix("line 29999 é\n"))
        #expect(result.errors.utf8.count <= 64 << 10)
        #expect(result.errors.utf8.count >= (64 << 10) - 3)
    }
}

struct AProgramThatGivesNoResult {
    private let runner = SubprocessToolRunner(grace: .milliseconds(300))

    @Test(arguments: ["fettle-has-no-such-program", "/nowhere/fettle-has-no-such-program"])
    func `because it does not exist is named, with what to do`(tool: String) async throws {
        let error = try await #require(throws: ToolError.self) { try await runner.run(ToolInvocation(tool, [])) }
        #expect(error.reason == .notFound)
        #expect(error.description == "\(tool): no such program; install it, or put its folder on PATH")
    }

    @Test(arguments: [
        "sleep 300 & echo $$ $! > \"$PIDS\"; sleep 300",
        "trap '' TERM; sleep 300 & echo $$ $! > \"$PIDS\"; sleep 300",
        "(trap '' TERM; exec sleep 300) & echo $$ $! > \"$PIDS\"; exec sleep 300",
        "exec >&- 2>&-; sleep 300 & echo $$ $! > \"$PIDS\"; sleep 300",
    ])
    func `in time is ended with its whole process group`(script: String) async throws {
        try await withPIDFile { file in
            let invocation = ToolInvocation(
                "sh",
                ["-c", script],
                environment: ["PIDS": file.path],
                timeout: .seconds(10),
            )
            let error = try await #require(throws: ToolError.self) { try await runner.run(invocation) }
            #expect(error.reason == .timedOut)
            #expect(error.description.hasPrefix("sh: did not end within 10.0 seconds"))
            for process in try await file.processes() {
                #expect(try await isGone(process))
            }
        }
    }

    @Test func `because the task was cancelled is ended with its whole process group`() async throws {
        try await withPIDFile { file in
            let invocation = ToolInvocation(
                "sh",
                ["-c", "(trap '' TERM; exec sleep 300) & echo $$ $! > \"$PIDS\"; sleep 300"],
                environment: ["PIDS": file.path],
            )
            let task = Task { try await runner.run(invocation) }
            let processes = try await file.processes()
            #expect(processes.count == 2)
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            for process in processes {
                #expect(try await isGone(process))
            }
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `because it printed too much is ended`() async throws {
        let error = try await #require(throws: ToolError.self) {
            try await runner.run(ToolInvocation("sh", ["-c", "yes & yes"], outputLimit: 100_000))
        }
        #expect(error.reason == .tooMuchOutput)
        #expect(error.description.contains("100000 bytes"))
    }
}

struct AProgramOfAProcessThatIsKilled {
    @Test func `is killed with it`() async throws {
        try await withPIDFile { file in
            await #expect(processExitsWith: .signal(SIGKILL)) { [path = file.path as String] in
                let invocation = ToolInvocation(
                    "sh",
                    ["-c", "trap '' TERM HUP INT; echo $$ > \"$PIDS\"; while :; do sleep 0.1; done"],
                    environment: ["PIDS": path],
                )
                async let result = SubprocessToolRunner().run(invocation)
                _ = try await PIDFile(path: path).processes()
                kill(getpid(), SIGKILL)
                _ = try await result
            }
            for process in try await file.processes() { #expect(try await isGone(process)) }
        }
    }
}

/// In a process of its own, because variables and descriptors belong to the whole process.
struct WhatAProgramInherits {
    @Test func `is no token of ours and no cluster, but the path and what the call adds`() async {
        await #expect(processExitsWith: .success) {
            setenv("FETTLE_GIT_TOKEN", "canary", 1)
            setenv("HELM_KUBETOKEN", "canary", 1)
            setenv("KUBECONFIG", "/nowhere/canary", 1)
            setenv("HELM_CACHE_HOME", "/cache", 1)
            setenv("https_proxy", "http://proxy.example:3128", 1)
            let result = try await SubprocessToolRunner().run(ToolInvocation("env", [], environment: ["ADDED": "yes"]))
            let variables = String(decoding: result.output, as: UTF8.self).split(separator: "\n")
            #expect(!variables.contains { $0.contains("canary") })
            #expect(variables.contains { $0.hasPrefix("PATH=/") })
            #expect(variables.contains("HELM_CACHE_HOME=/cache"))
            #expect(variables.contains("https_proxy=http://proxy.example:3128"))
            #expect(variables.contains("ADDED=yes"))
        }
    }

    @Test func `leaves no descriptor open, whether the program exists or not`() async {
        await #expect(processExitsWith: .success) {
            let runner = SubprocessToolRunner()
            // The first run opens what the process needs for watching children, once.
            _ = try await runner.run(ToolInvocation("true", []))
            let before = try openDescriptors()
            for _ in 0..<20 {
                _ = try await runner.run(ToolInvocation("cat", [], input: [0x61]))
                await #expect(throws: ToolError.self) { try await runner.run(ToolInvocation("/nowhere/tool", [])) }
            }
            // What watched the last child may be closed a moment after its run.
            for _ in 0..<200 where try openDescriptors() != before { try await Task.sleep(for: .milliseconds(50)) }
            #expect(try openDescriptors() == before)
        }
    }
}
