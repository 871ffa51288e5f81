extension TracedValue {
    /// This value as one YAML document, in the bytes that `Value.yaml(_:)` gives for the same data.
    package func yaml(_ style: Value.YAMLStyle = .unfolded) -> [UInt8] {
        var bytes: [UInt8] = []
        appendYAML(style, to: &bytes)
        return bytes
    }

    /// Appends the same to `bytes`.
    package func appendYAML(_ style: Value.YAMLStyle, to bytes: inout [UInt8]) {
        var emitter = Emitter(width: style == .folded ? 80 : .max)
        swap(&emitter.bytes, &bytes)
        emitter.writeDocument(self)
        swap(&emitter.bytes, &bytes)
    }
}
