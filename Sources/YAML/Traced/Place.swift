/// Where a value was written: a file of one build, a line and a column, and what wrote it there.
///
/// Packed into eight bytes, since every node of every object carries one.
package struct Place: Hashable, Sendable {
    /// What wrote a value.
    package enum Writer: UInt8, Sendable {
        /// The file that holds the object.
        case source
        case patch
        case namespace
        case namePrefix
        case nameSuffix
        case label
        case annotation
        case image
        case replicas
        case replacement
        /// A reference that follows the new name of what it refers to.
        case nameReference
        /// kustomize's `$(NAME)`.
        case variable
        case generator
        /// The suffix that a generated object's name gets from its contents.
        case hash
        case buildMetadata
        /// Flux's `${name}`.
        case substitution
    }

    private let bits: UInt64

    /// No known place.
    package static let unknown = Place(file: 0, line: 0, column: 0)

    /// - Parameters:
    ///   - file: the number of a file, from 1; 0 for none. At most 2^20 - 1.
    ///   - line: counted from 1; 0 for the file as a whole. Ends at 2^24 - 1.
    ///   - column: counted from 1; 0 for none. Ends at 4,095.
    package init(file: Int, line: Int, column: Int, writer: Writer = .source) {
        bits =
            UInt64(min(file, 0xF_FFFF)) << 44 | UInt64(min(line, 0xFF_FFFF)) << 20
            | UInt64(min(column, 0xFFF)) << 8 | UInt64(writer.rawValue)
    }

    package var file: Int { Int(bits >> 44) }
    package var line: Int { Int(bits >> 20 & 0xFF_FFFF) }
    package var column: Int { Int(bits >> 8 & 0xFFF) }
    package var writer: Writer { Writer(rawValue: UInt8(truncatingIfNeeded: bits)) ?? .source }

    /// This place as one where `writer` wrote.
    package func written(by writer: Writer) -> Place {
        Place(file: file, line: line, column: column, writer: writer)
    }
}

/// Where a value was written last, and before that.
package struct Trace: Hashable, Sendable {
    /// Where it got what it is now.
    package var place: Place
    /// Where it, and what it was made from, was written before; the oldest first.
    package var earlier: [Place]

    package init(_ place: Place, after earlier: [Place] = []) {
        self.place = place
        self.earlier = earlier
    }

    /// Nobody knows.
    package static let unknown = Trace(.unknown)

    /// All places in their order; `place` is the last.
    package var places: [Place] { earlier + [place] }

    /// This trace as that of a value that was changed at `place`.
    ///
    /// - Parameter sources: the traces of what was copied into the value.
    package func changed(at place: Place, from sources: [Trace] = []) -> Trace {
        guard self != .unknown || !sources.isEmpty else { return Trace(place) }
        let own = self == .unknown ? [] : places
        return Trace(place, after: own + sources.flatMap(\.places))
    }
}
