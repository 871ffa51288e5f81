/// What is known of one value: its fields, its elements, and whether the elements of two such lists merge.
final class SchemaShape: Sendable {
    /// Where a shape is described that many values have.
    struct Reference: Hashable, Sendable {
        /// The full name of a definition, such as `io.k8s.api.core.v1.PodSpec`.
        let definition: String
        /// The way from there, as a JSON pointer has it: `properties`, a name, `items`.
        var steps: [String] = []
    }

    /// The definition that counts instead of all else.
    let reference: Reference?
    let fields: [String: SchemaShape]
    /// The shape of each field that is not among `fields`.
    let otherFields: SchemaShape?
    let elements: SchemaShape?
    /// By which fields elements are known when lists merge; empty when an element is known by its text; nil when a
    /// list replaces the other.
    let mergeKeys: [String]?

    init(
        reference: Reference? = nil,
        fields: [String: SchemaShape] = [:],
        otherFields: SchemaShape? = nil,
        elements: SchemaShape? = nil,
        mergeKeys: [String]? = nil,
    ) {
        self.reference = reference
        self.fields = fields
        self.otherFields = otherFields
        self.elements = elements
        self.mergeKeys = mergeKeys
    }

    /// A value of which nothing more is known than that it may be there.
    static let plain = SchemaShape()

    /// What lies at the end of `steps` within this shape; nil when they lead nowhere.
    func shape(at steps: [String]) -> SchemaShape? {
        var shape: SchemaShape? = self
        var open = steps[...]
        while let step = open.popFirst() {
            switch step {
            case "properties": shape = open.popFirst().flatMap { shape?.fields[$0] }
            case "items": shape = shape?.elements
            case "additionalProperties": shape = shape?.otherFields
            default: return nil
            }
        }
        return shape
    }
}
