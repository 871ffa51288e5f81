internal import Kubernetes
internal import Manifests
internal import Reconciliation
internal import YAML

/// Which file and line gives each field of an object, through which patches.
struct Explanation {
    /// A line for each value.
    private(set) var lines: [String] = []
    private let origins: FieldOrigins
    private let isSecret: Bool

    /// - Parameter path: the field that is asked for, with what lies below it; empty for all.
    /// - Throws: `Problems` when the object has no such field.
    init(_ manifest: Manifest, at path: [FieldStep]) throws {
        guard let origins = manifest.fields?.adapted(to: manifest.object) else {
            throw Problems("\(manifest.reference)", "nothing is known about where its fields come from")
        }
        self.origins = origins
        isSecret = manifest.kind.group.isEmpty && manifest.kind.kind == "Secret"
        guard let found = Self.find(path, in: origins.object, manifest.object) else {
            throw Problems("\(manifest.reference)", "has no field \(path.text); run without a field to see all")
        }
        add(found, path)
    }

    private static func find(_ path: [FieldStep], in value: TracedValue, _ plain: Value) -> TracedValue? {
        guard let step = path.first else { return value }
        guard let next = step.resolve(in: plain) else { return nil }
        let child: TracedValue?
        if case .field(let name) = step {
            child = value[name]
        } else {
            child = plain.array?.firstIndex(of: next).map { value.elements[$0] }
        }
        return child.flatMap { find(Array(path.dropFirst()), in: $0, next) }
    }

    private mutating func add(_ value: TracedValue, _ path: [FieldStep]) {
        switch value.content {
        case .mapping(let fields) where !fields.isEmpty:
            for field in fields.sorted(by: { $0.name < $1.name }) { add(field.value, path + [.field(field.name)]) }
        case .sequence(let elements) where !elements.isEmpty:
            for (index, element) in elements.enumerated() {
                let name = element["name"]?.string.map { FieldStep.key(["name": .string($0)]) }
                add(element, path + [name ?? .index(index)])
            }
        default:
            let history = FieldHistory(origins.writings(of: value.trace))?.text ?? "added by fettle"
            lines.append("\(path.text.isEmpty ? "." : path.text): \(shown(value, path))  # \(history)")
        }
    }

    /// A value on one line; never a secret.
    private func shown(_ value: TracedValue, _ path: [FieldStep]) -> String {
        let isSecretData = isSecret && [.field("data"), .field("stringData")].contains(path.first)
        guard !isSecretData, !origins.isEncrypted(value.trace) else { return SecretMask.mark }
        let text = (try? value.value())?.jsonText ?? "?"
        return text.count <= 120 ? text : "\(text.prefix(120))…"
    }
}
