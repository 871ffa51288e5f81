internal import Manifests
internal import YAML

/// What helm hands to a post-renderer: YAML documents with lines `---` between them.
struct HelmDocuments {
    private let texts: [[UInt8]]

    init(_ stream: [UInt8]) {
        var texts: [[UInt8]] = [[]]
        for line in stream.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            // Nothing within a document can begin like this.
            if line.starts(with: "---".utf8), line.dropFirst(3).allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) {
                texts.append([])
            } else {
                texts[texts.count - 1] += line + [UInt8(ascii: "\n")]
            }
        }
        self.texts = texts.filter { !Self.isBlank($0) }
    }

    var isEmpty: Bool { texts.isEmpty }

    /// The hooks (Helm's annotation `helm.sh/hook`), and everything else, each as a stream of its own.
    ///
    /// - Throws: `Problems` for what is no YAML.
    func sortedOut() throws(Problems) -> (hooks: [UInt8], others: [UInt8]) {
        var streams: (hooks: [UInt8], others: [UInt8]) = ([], [])
        for text in texts {
            let document = Self.separator + text
            if try Self.isHook(text) { streams.hooks += document } else { streams.others += document }
        }
        return streams
    }

    /// A stream that another one may follow.
    static func terminated(_ stream: [UInt8]) -> [UInt8] {
        let start = stream.starts(with: separator) ? [] : separator
        return start + stream + (stream.last == UInt8(ascii: "\n") ? [] : [UInt8(ascii: "\n")])
    }

    private static let separator = Array("---\n".utf8)

    private static func isBlank(_ text: [UInt8]) -> Bool {
        text.split(separator: UInt8(ascii: "\n")).allSatisfy { line in
            let start = line.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
            return start.isEmpty || start.first == UInt8(ascii: "#")
        }
    }

    private static func isHook(_ text: [UInt8]) throws(Problems) -> Bool {
        do throws(YAMLError) {
            let document = try Node.parse(text, file: "what the chart's templates give", noteDuplicate: { _, _ in })
                .first
            let object = try document?.value(file: "what the chart's templates give") ?? .null
            return object.at("metadata", "annotations", "helm.sh/hook") != nil
        } catch {
            throw Problems("\(error.file):\(error.mark.line)", error.message)
        }
    }
}
