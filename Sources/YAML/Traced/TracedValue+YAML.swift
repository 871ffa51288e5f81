extension TracedValue {
    /// This value as one YAML document, in the bytes that `Value.yaml(_:)` gives for the same data.
    package func yaml(_ style: Value.YAMLStyle = .unfolded) -> [UInt8] {
        var emitter = Emitter(width: style == .folded ? 80 : .max)
        emitter.writeDocument(self)
        return emitter.bytes
    }
}
