package import YAML

/// Where each field of a rendered object was written, and what touched it on the way.
package struct FieldOrigins: Sendable {
    /// One step on the way from an object to a field.
    package enum Step: Hashable, Sendable {
        case field(String)
        /// Counted from 0.
        case index(Int)
    }

    /// One place where a field got a value.
    package struct Writing: Hashable, Sendable {
        package let origin: Origin
        package let writer: Place.Writer
    }

    /// The object with the trace of every node.
    package private(set) var object: TracedValue
    private var files: SourceFiles

    package init(_ object: TracedValue, files: SourceFiles) {
        self.object = object
        self.files = files
    }

    /// All places where the field at `path` got a value, the oldest first; those of what holds it when there is no such
    /// field.
    package func writings(at path: some Collection<Step>) -> [Writing] {
        var value = object
        for step in path {
            guard let next = value.child(step) else { break }
            value = next
        }
        return writings(of: value.trace)
    }

    /// The same for the traces of nodes of `object`.
    package func writings(of trace: Trace) -> [Writing] {
        var writings: [Writing] = []
        for place in trace.places {
            guard let file = files.file(of: place) else { continue }
            let line = place.line > 0 ? place.line : nil
            let origin = Origin(file: file.path, line: line, isEncrypted: file.isEncrypted)
            let writing = Writing(origin: origin, writer: place.writer)
            if writings.last != writing { writings.append(writing) }
        }
        return writings
    }

    /// Whether the value of the node with `trace` must not be printed.
    package func isEncrypted(_ trace: Trace) -> Bool {
        files.isEncrypted(trace)
    }

    /// The traces for an object that has become `value` in ways that nobody noted.
    package func adapted(to value: Value) -> FieldOrigins {
        var adapted = self
        adapted.object.update(to: value, at: .unknown)
        return adapted
    }

    /// Notes that the object has become `value`: what differs was written at `origin` by `writer`.
    package mutating func update(to value: Value, by writer: Place.Writer, at origin: Origin) {
        let file = files.number(of: origin.file, isEncrypted: origin.isEncrypted)
        object.update(to: value, at: Place(file: file, line: origin.line ?? 0, column: 0, writer: writer))
    }
}

extension TracedValue {
    /// `value` with the traces that this has at the same places.
    package func showing(_ value: Value) -> TracedValue {
        switch (content, value) {
        case (.mapping(let fields), .object(let shown)):
            let shownFields = fields.compactMap { field in
                shown[field.name].map { TracedField(field.name, tag: .string, field.value.showing($0)) }
            }
            return TracedValue(.mapping(shownFields), trace: trace)
        case (.sequence(let elements), .array(let shown)) where elements.count == shown.count:
            return TracedValue(.sequence(zip(elements, shown).map { $0.showing($1) }), trace: trace)
        default: return TracedValue(value, trace: trace)
        }
    }

    fileprivate func child(_ step: FieldOrigins.Step) -> TracedValue? {
        switch step {
        case .field(let name): self[name]
        case .index(let index): elements.indices.contains(index) ? elements[index] : nil
        }
    }

    /// Becomes `new`; nodes that stay equal keep their traces.
    fileprivate mutating func update(to new: Value, at place: Place) {
        switch new {
        case .object(let entries) where isMapping:
            _ = modifyFields { fields in
                fields.removeAll { entries[$0.name] == nil }
                for index in fields.indices {
                    guard let value = entries[fields[index].name] else { continue }
                    fields[index].value.update(to: value, at: place)
                }
                let known = Set(fields.map(\.name))
                for (name, value) in entries where !known.contains(name) {
                    fields.append(TracedField(name, tag: .string, TracedValue(value, trace: Trace(place))))
                }
            }
        case .array(let values) where elements.count == values.count && isSequence:
            _ = modifyElements { elements in
                for (index, value) in values.enumerated() { elements[index].update(to: value, at: place) }
            }
        default:
            if let own = try? value(), own == new { return }
            replace(with: TracedValue(new, trace: Trace(place)), at: place)
        }
    }
}
