internal import Manifests
internal import YAML

/// What of a ConfigMap or Secret its suffix is made from, in the bytes of kustomize's `api/hasher`.
struct HashedContent {
    /// Compact JSON with sorted keys.
    let json: [UInt8]

    /// - Throws: `Problems`: another kind of object, infinity or NaN in it.
    init(of resource: Resource) throws {
        var writer = HashedJSON()
        do {
            switch resource.kind.kind {
            case "ConfigMap": try writer.write(configMap: resource.node)
            case "Secret": try writer.write(secret: resource.node)
            case let kind:
                throw resource.context.failure(
                    resource.node,
                    "\(resource.currentID) was generated and became a \(kind), and the suffix that kustomize gives that"
                        + " depends on the layout of its files; set disableNameSuffixHash, or keep the kind",
                )
            }
        } catch let error as TracedValue.NoValue {
            throw resource.context.failure(error.trace.place, "json: unsupported value: \(error.reason)")
        }
        json = writer.bytes
    }

    /// Ten letters and digits without those that could make words.
    var suffix: String {
        let letters = SHA256.digest(of: json).prefix(5).flatMap {
            [Self.letters[Int($0 >> 4)], Self.letters[Int($0 & 15)]]
        }
        return String(decoding: letters, as: UTF8.self)
    }

    /// The hexadecimal digits as kubectl writes them.
    private static let letters = Array("gh2k456789mbcdtf".utf8)
}

extension HashedJSON {
    fileprivate mutating func write(configMap: TracedValue) throws(TracedValue.NoValue) {
        let binaryData = configMap["binaryData"].flatMap { $0.isScalar ? nil : $0 }
        var separator = "{"
        if let binaryData {
            append("{\"binaryData\":")
            try write(map: binaryData)
            separator = ","
        }
        append("\(separator)\"data\":")
        try write(map: configMap["data"])
        // kustomize looks for a field that is called `metadata/name`, and finds none.
        append(",\"kind\":\"ConfigMap\",\"name\":\"\"}")
    }

    fileprivate mutating func write(secret: TracedValue) throws(TracedValue.NoValue) {
        append("{\"data\":")
        try write(map: secret["data"])
        append(",\"kind\":\"Secret\",\"name\":\"\"")
        if let stringData = secret["stringData"], !stringData.isScalar {
            append(",\"stringData\":")
            try write(map: stringData)
        }
        append(",\"type\":")
        try write(map: secret["type"])
        append("}")
    }

    /// A field that should be a map: nothing counts as an empty string, a scalar as its text, a list as null.
    private mutating func write(map value: TracedValue?) throws(TracedValue.NoValue) {
        var value = value
        value?.settleFlow()
        switch value?.content {
        case nil: write(string: "")
        case .scalar(let scalar): write(string: scalar.text)
        case .sequence: append("null")
        case .mapping(let fields): try write(fields)
        }
    }
}
