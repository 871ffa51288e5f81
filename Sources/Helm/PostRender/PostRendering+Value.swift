internal import Manifests
internal import YAML

extension PostRendering {
    /// All of it as data: what its digest is made of, and what the post-renderer is told.
    var value: Value {
        [
            "steps": .array(steps.map { ["patches": .array($0.patches), "images": .array($0.images)] }),
            "labels": .object(labels.mapValues(Value.string)),
            "annotations": .object(annotations.mapValues(Value.string)),
            "strategy": .string((strategy ?? .combined).rawValue),
        ]
    }

    /// Reads what `value` gave.
    ///
    /// - Throws: `Problems` for anything else.
    init(_ value: Value, subject: String) throws(Problems) {
        self = try FieldReader.read(value, subject: subject) { reader in
            var result = PostRendering()
            result.steps = reader.objects("steps") { step in
                Step(patches: step.value("patches")?.array ?? [], images: step.value("images")?.array ?? [])
            }
            result.labels = reader.strings("labels") ?? [:]
            result.annotations = reader.strings("annotations") ?? [:]
            result.strategy = reader.choice("strategy", Strategy.self)
            return result
        }
    }

    /// What must not be told where the release is written in an encrypted file: what patches, images and labels set, but
    /// not which objects and images they are for.
    var secrets: [Value] {
        var secrets: [Value] = [.object(labels.mapValues(Value.string)), .object(annotations.mapValues(Value.string))]
        for step in steps {
            for image in step.images {
                var image = image
                image["name"] = nil
                secrets.append(image)
            }
            for patch in step.patches { secrets += Self.secrets(in: patch["patch"]?.string ?? "") }
        }
        return secrets
    }

    private static func secrets(in patch: String) -> [Value] {
        guard let documents = try? Node.parse(Array(patch.utf8), file: "patch"),
            let values = try? documents.map({ try $0.value(file: "patch") })
        else { return [.string(patch)] }
        return values.flatMap { value -> [Value] in
            if let operations = value.array { return operations.compactMap { $0["value"] } }
            var object = value
            object["apiVersion"] = nil
            object["kind"] = nil
            if var metadata = object["metadata"], metadata.object != nil {
                metadata["name"] = nil
                metadata["namespace"] = nil
                object["metadata"] = metadata
            }
            return [object]
        }
    }
}
