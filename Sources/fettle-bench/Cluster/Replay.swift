import Foundation
import HTTP
import Manifests
import SystemPackage
import YAML

/// The requests that a first apply cannot do without, sent by curl: one server-side apply for each object.
struct Replay {
    /// Namespaces, and what lies in them: the second has to wait for the first.
    private let configurations: [(file: FilePath, count: Int)]
    private let settings: Settings

    /// - Parameters:
    ///   - rendered: the objects, as YAML.
    ///   - cluster: what fettle's label on them says.
    ///   - server: where the requests go.
    ///   - folder: gets curl's files, with the token among them.
    ///   - settings: which curl.
    /// - Throws: when the objects cannot be read, or are of other kinds than the bench's.
    init(_ rendered: FilePath, cluster: String, _ server: APIServer, in folder: FilePath, _ settings: Settings) throws {
        self.settings = settings
        let certificate = folder.appending("authority.pem")
        try String(decoding: server.authority, as: UTF8.self).write(to: certificate)
        let bytes = FileManager.default.contents(atPath: rendered.string).map { Array($0) } ?? []
        let objects = try Node.parse(bytes, file: rendered.string).map { node in
            var object = try node.value(file: rendered.string)
            var metadata = object["metadata"] ?? [:]
            var labels = metadata["labels"] ?? [:]
            labels[LoadBearingNames.ownerLabel] = .string(cluster)
            metadata["labels"] = labels
            object["metadata"] = metadata
            return object
        }
        configurations = try [true, false].map { ofNamespaces in
            let chosen = objects.filter { ($0["kind"]?.string == ObjectSet.Kind.namespace.rawValue) == ofNamespaces }
            let file = folder.appending(ofNamespaces ? "namespaces.curl" : "objects.curl")
            let transfers = try chosen.map { try Self.transfer($0, server, certificate) }
            try ("parallel\nparallel-max = 16\n" + transfers.joined(separator: "next\n")).write(to: file)
            return (file, chosen.count)
        }
    }

    private static func transfer(_ object: Value, _ server: APIServer, _ certificate: FilePath) throws -> String {
        let name = object.at("metadata", "name")?.string ?? ""
        guard let kind = object["kind"]?.string.flatMap(ObjectSet.Kind.init(rawValue:)) else {
            throw BenchError(description: "\(name): is of a kind that the bench does not send")
        }
        let namespace = object.at("metadata", "namespace")?.string ?? ""
        let path = ObjectSet.Object(kind: kind, namespace: namespace, name: name).path
        let body = object.jsonText.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return """
            silent
            http2
            cacert = "\(certificate)"
            url = "\(server.url)\(path)?fieldManager=\(LoadBearingNames.fieldManager)&force=true"
            request = PATCH
            header = "Authorization: Bearer \(server.token.revealed)"
            header = "Accept: application/json"
            header = "Content-Type: application/apply-patch+yaml"
            data-raw = "\(body)"
            output = "/dev/null"
            write-out = "%{http_code}\\n"

            """
    }

    /// Sends everything, and says how many milliseconds curl took.
    ///
    /// - Throws: `BenchError` when an object was not created.
    func run() throws -> Double {
        try configurations.reduce(0) { sum, configuration in
            let result = try ProgramRun.output(of: settings.curl, ["--config", configuration.file.string])
            let codes = result.text.split(separator: "\n")
            guard codes.count == configuration.count, codes.allSatisfy({ $0 == "201" }) else {
                let wrong = Set(codes).subtracting(["201"]).sorted().joined(separator: ", ")
                throw BenchError(
                    description: "curl: \(codes.count) answers of \(configuration.count), also: \(wrong)"
                )
            }
            return sum + result.run.milliseconds
        }
    }
}
