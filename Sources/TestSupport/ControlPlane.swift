internal import Foundation
package import SystemPackage

/// A real control plane, started by `Scripts/control-plane`: etcd, kube-apiserver and kube-controller-manager.
///
/// It has no scheduler and no node, so pods stay pending.
package struct ControlPlane: Sendable {
    /// The name of its cluster and context in the kubeconfig.
    package let name: String
    /// Reaches it as administrator, with the context `name`.
    package let kubeconfig: FilePath
    private let folder: FilePath

    private init(name: String, folder: FilePath) {
        self.name = name
        self.folder = folder
        kubeconfig = folder.appending("kubeconfig")
    }

    /// The one control plane of this process, for tests that keep to a namespace of their own.
    ///
    /// The first call starts it. It ends, and its files go, as soon as this process is gone.
    package static func shared() async throws -> ControlPlane {
        try await sharedStart.value
    }

    // A task, so that the start goes on when the test that asked first is cancelled.
    private static let sharedStart = Task { try await start(name: "shared") }

    /// Runs kubectl on it.
    ///
    /// - Parameters:
    ///   - arguments: what follows `kubectl` and the flags that name the cluster.
    ///   - input: what kubectl reads from standard input.
    /// - Returns: what it printed to standard output.
    /// - Throws: `CommandFailure` with its error output when it exits with anything but 0.
    @discardableResult
    package func kubectl(_ arguments: [String], input: String? = nil) async throws -> String {
        // A cache of its own: the usual one goes by address, which an earlier control plane may have had.
        let flags = ["--kubeconfig", kubeconfig.string, "--cache-dir", folder.appending("kubectl-cache").string]
        return try await Self.script("env", ["kubectl"] + flags + arguments, input: input ?? "")
    }

    /// Gives `body` a namespace of its own, and deletes it afterwards, also when `body` throws.
    ///
    /// The deletion is not waited for. Only a few tests have one at the same time; `body` must not ask for another.
    package func withNamespace<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        try await LoadLimit.namespaces.with { try await withUnlimitedNamespace(body) }
    }

    private func withUnlimitedNamespace<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        let namespace = "test-\(Self.unique())"
        try await kubectl(["create", "namespace", namespace])
        return try await withCleanup {
            try await body(namespace)
        } cleanup: {
            try await kubectl(["delete", "namespace", namespace, "--wait=false", "--ignore-not-found"])
        }
    }

    /// Waits until objects of the kind that a definition makes can be applied.
    ///
    /// Established is not enough: a busy server tells of the new kind some time after that.
    ///
    /// - Parameter definition: its name, `things.example.org`.
    package func waitUntilEstablished(_ definition: String) async throws {
        let parts = definition.split(separator: ".", maxSplits: 1)
        for _ in 0..<300 {
            let known = try? await kubectl(["api-resources", "--api-group", "\(parts[1])", "--output", "name"])
            let isKnown = known?.split(separator: "\n").contains { $0 == definition } ?? false
            if isKnown, (try? await kubectl(["get", definition, "--all-namespaces"])) != nil { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw CommandFailure(description: "\(definition): was not established within 30 seconds")
    }

    fileprivate static func start(name: String) async throws -> ControlPlane {
        let plane = ControlPlane(name: name, folder: FilePath("/tmp/fettle-test-plane-\(unique())"))
        try await plane.start()
        return plane
    }

    private func start() async throws {
        let parent = String(ProcessInfo.processInfo.processIdentifier)
        // Other tests may keep the machine busy, so it gets longer than by default.
        let flags = ["--name", name, "--with-parent", parent, "--timeout", "300"]
        try await Self.script("control-plane", ["start", folder.string] + flags)
    }

    /// Ends everything, and starts it again with the same data and ports.
    ///
    /// - Parameter body: runs while nothing answers.
    package func restart(during body: () async throws -> Void) async throws {
        try await Self.script("control-plane", ["stop", folder.string, "--keep"])
        try await body()
        try await start()
    }

    /// Runs `body`, and puts everything back to how it was before, as from a backup of etcd.
    ///
    /// - Parameter body: runs on the state that nobody will know of afterwards.
    /// - Throws: what `body` throws; `CommandFailure` when it does not start again.
    package func putBack(after body: () async throws -> Void) async throws {
        let (data, copy) = (folder.appending("etcd").string, folder.appending("etcd-copy").string)
        try await restart { try FileManager.default.copyItem(atPath: data, toPath: copy) }
        try await body()
        try await restart {
            try FileManager.default.removeItem(atPath: data)
            try FileManager.default.moveItem(atPath: copy, toPath: data)
        }
    }

    fileprivate func stop() async throws {
        try await Self.script("control-plane", ["stop", folder.string])
    }

    private static func unique() -> String {
        UUID().uuidString.prefix(8).lowercased()
    }

    // Sources/TestSupport/ControlPlane.swift, three steps down from the root.
    private static let repository = FilePath(#filePath)
        .removingLastComponent().removingLastComponent().removingLastComponent()

    @discardableResult
    private static func script(_ name: String, _ arguments: [String], input: String = "") async throws -> String {
        let command = [repository.appending("Scripts").appending(name).string] + arguments
        let result = try await attempt(command, input: input)
        guard result.exitCode == 0 else {
            let output = result.errors.isEmpty ? result.output : result.errors
            let shown = ([name] + arguments).joined(separator: " ")
            throw CommandFailure(description: "\(shown): exit \(result.exitCode): \(output)")
        }
        return result.output
    }
}

/// Gives `body` a control plane of its own, and stops and removes it afterwards, also when `body` throws.
///
/// Its cluster and context are called `name`.
package func withControlPlane<Result>(
    name: String = "test",
    _ body: (ControlPlane) async throws -> Result,
) async throws -> Result {
    let plane = try await ControlPlane.start(name: name)
    return try await withCleanup {
        try await body(plane)
    } cleanup: {
        try await plane.stop()
    }
}

/// Runs `cleanup` after `body` whatever happens, cancellation included.
///
/// An error of `body` wins over one of `cleanup`.
private func withCleanup<Result>(
    _ body: () async throws -> Result,
    cleanup: @escaping @Sendable () async throws -> Void,
) async throws -> Result {
    let result: Result
    do {
        result = try await body()
    } catch {
        // A task of its own is not cancelled with this one.
        _ = await Task { try await cleanup() }.result
        throw error
    }
    try await Task { try await cleanup() }.value
    return result
}
