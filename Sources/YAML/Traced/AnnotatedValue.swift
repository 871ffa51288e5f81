/// A value that is written with something said behind each scalar.
struct AnnotatedValue: Emittable {
    let value: TracedValue
    let say: (TracedValue) -> String?

    var shape: Shape<AnnotatedValue> {
        switch value.shape {
        case .word(let word): .word(word)
        case .string(let text): .string(text)
        case .sequence(let elements): .sequence(elements.map { AnnotatedValue(value: $0, say: say) })
        case .mapping(let fields): .mapping(fields.map { ($0.0, AnnotatedValue(value: $0.1, say: say)) })
        }
    }

    var comment: String? { say(value) }
}

extension TracedValue {
    /// This value as one YAML document with long lines left whole and a comment behind each scalar.
    ///
    /// - Parameter comment: one line, without `#`; nil for none.
    package func yaml(commented comment: (TracedValue) -> String?) -> [UInt8] {
        withoutActuallyEscaping(comment) { comment in
            var emitter = Emitter(width: .max)
            emitter.writeDocument(AnnotatedValue(value: self, say: comment))
            return emitter.bytes
        }
    }
}
