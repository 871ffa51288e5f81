internal import Foundation
internal import Manifests
package import SystemPackage
internal import YAML

/// The files of a kubeconfig on this host: one, or several that are merged (client-go's `tools/clientcmd/loader.go`).
package struct KubeconfigFiles: Sendable {
    /// As it was written, for messages.
    private let list: String
    /// Absolute, each once, in the order in which they count.
    package let paths: [FilePath]

    /// - Parameter list: paths with colons between, as in `KUBECONFIG`; what is empty between two colons is passed over.
    package init(_ list: String) {
        self.list = list
        let here = FilePath(FileManager.default.currentDirectoryPath)
        var paths: [FilePath] = []
        for text in list.split(separator: ":") {
            let path = here.pushing(FilePath(String(text)))
            if !paths.contains(path) { paths.append(path) }
        }
        self.paths = paths
    }

    /// The file, where there is but one; programs may then read it themselves.
    var only: FilePath? { paths.count == 1 ? paths.first : nil }

    /// What the file says, or what all of them say together, with absolute paths.
    ///
    /// - Throws: `Problems`: a file that is none, one of several that cannot be read, or none that is there.
    func content() throws(Problems) -> Value {
        if let only {
            guard let bytes = try Self.read(only, of: list) else { throw Self.unreadable(list) }
            return try Self.parse(bytes, subject: list)
        }
        var problems: [Problem] = []
        var configs: [Value] = []
        for path in paths {
            do {
                guard let bytes = try Self.read(path, of: path.string) else { continue }
                // kubectl takes an empty file for a kubeconfig that says nothing.
                if bytes.isEmpty {
                    configs.append([:])
                } else {
                    configs.append(Self.located(try Self.parse(bytes, subject: path.string), in: path))
                }
            } catch {
                problems += error.list
            }
        }
        guard problems.isEmpty else { throw Problems(problems) }
        guard !configs.isEmpty else {
            throw Problems(list, "none of these kubeconfigs is there; put one there, or correct spec.kubeconfig.path")
        }
        return Self.merged(configs)
    }

    /// The first file that has an entry of a name says all of it, and the first that has a current context says that.
    private static func merged(_ configs: [Value]) -> Value {
        var result: Value = ["apiVersion": "v1", "kind": "Config"]
        for list in ["clusters", "users", "contexts"] {
            var names: Set<String> = []
            let entries = configs.flatMap { $0[list]?.array ?? [] }
            result[list] = .array(entries.filter { names.insert($0["name"]?.string ?? "").inserted })
        }
        result["current-context"] = configs.lazy.compactMap { $0["current-context"] }.first {
            $0.string != "" && $0 != .null
        }
        return result
    }

    /// `config` with its relative paths made absolute, as it is to be read at another place.
    private static func located(_ config: Value, in file: FilePath) -> Value {
        let folder = file.removingLastComponent()
        func absolute(_ fields: inout Value, _ name: String) {
            guard let path = fields[name]?.string, !path.isEmpty else { return }
            fields[name] = .string(folder.pushing(FilePath(path)).lexicallyNormalized().string)
        }
        var result = config
        change(&result, "clusters", "cluster") { absolute(&$0, "certificate-authority") }
        change(&result, "users", "user") { user in
            for name in ["client-certificate", "client-key", "tokenFile"] { absolute(&user, name) }
            if var exec = user["exec"], exec["command"]?.string?.contains("/") == true {
                absolute(&exec, "command")
                user["exec"] = exec
            }
        }
        return result
    }

    private static func change(_ config: inout Value, _ list: String, _ field: String, _ body: (inout Value) -> Void) {
        guard let entries = config[list]?.array else { return }
        config[list] = .array(
            entries.map { entry in
                guard var fields = entry[field], fields.object != nil else { return entry }
                var entry = entry
                body(&fields)
                entry[field] = fields
                return entry
            }
        )
    }

    /// The bytes of a file; nil when it is not there.
    private static func read(_ path: FilePath, of subject: String) throws(Problems) -> [UInt8]? {
        do {
            return try [UInt8](Data(contentsOf: URL(filePath: path.string)))
        } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
            return nil
        } catch {
            throw unreadable(subject)
        }
    }

    private static func unreadable(_ subject: String) -> Problems {
        Problems(subject, "no such kubeconfig, or not readable; put it there, or correct spec.kubeconfig.path")
    }

    /// Reads the text of one file.
    ///
    /// - Throws: `Problems`.
    static func parse(_ bytes: [UInt8], subject: String) throws(Problems) -> Value {
        let documents: [Value]
        do {
            documents = try Node.parse(bytes, file: subject).map { node throws(YAMLError) in
                try node.value(file: subject)
            }
        } catch {
            throw Problems("\(subject):\(error.mark.line)", error.message)
        }
        guard documents.count == 1, let value = documents.first, value.object != nil else {
            throw Problems(subject, "is no kubeconfig; it must hold one object of kind Config")
        }
        let parts = ["clusters", "users", "contexts", "current-context"]
        guard value["kind"]?.string == "Config" || parts.contains(where: { value[$0] != nil }) else {
            throw Problems(subject, "is no kubeconfig; it must be of kind Config and have clusters, users and contexts")
        }
        return value
    }
}
