internal import CLibYAML

/// Reads a YAML text as a stream of events, for texts that are too large to be kept as nodes.
///
/// Only what a reader asks for becomes a string; the text itself is never in memory as a whole.
package final class EventReader {
    /// What comes next in the text.
    package enum Event: Hashable {
        case mappingStart
        case sequenceStart
        /// The end of the mapping or sequence that is open.
        case end
        case scalar(String, isPlain: Bool)
        case alias
        case documentStart
        case documentEnd
        case streamEnd
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let file: String
    private let source: (UnsafeMutableRawBufferPointer) throws -> Int
    private var sourceFailure: (any Error)?

    /// - Parameters:
    ///   - file: what errors name.
    ///   - source: puts the next bytes into a buffer and says how many; 0 at the end.
    package init(file: String, source: @escaping (UnsafeMutableRawBufferPointer) throws -> Int) {
        parser = .allocate(capacity: 1)
        self.file = file
        self.source = source
        yaml_parser_initialize(parser)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input(
            parser,
            { context, buffer, size, count in
                guard let context, let count else { return 0 }
                let reader = Unmanaged<EventReader>.fromOpaque(context).takeUnretainedValue()
                return reader.fill(UnsafeMutableRawBufferPointer(start: buffer, count: size), count)
            },
            Unmanaged.passUnretained(self).toOpaque(),
        )
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    private func fill(_ buffer: UnsafeMutableRawBufferPointer, _ count: UnsafeMutablePointer<Int>) -> Int32 {
        do {
            count.pointee = try source(buffer)
            return 1
        } catch {
            sourceFailure = error
            return 0
        }
    }

    /// The next event, with where it stands.
    ///
    /// - Throws: `YAMLError` for bad syntax, and what the source throws.
    package func next() throws -> (event: Event, mark: Mark) {
        while true {
            var raw = try nextRaw()
            defer { yaml_event_delete(&raw) }
            let mark = Mark(line: raw.start_mark.line + 1, column: raw.start_mark.column + 1)
            switch raw.type {
            case YAML_STREAM_START_EVENT: continue
            case YAML_STREAM_END_EVENT, YAML_NO_EVENT: return (.streamEnd, mark)
            case YAML_DOCUMENT_START_EVENT: return (.documentStart, mark)
            case YAML_DOCUMENT_END_EVENT: return (.documentEnd, mark)
            case YAML_ALIAS_EVENT: return (.alias, mark)
            case YAML_SEQUENCE_START_EVENT: return (.sequenceStart, mark)
            case YAML_MAPPING_START_EVENT: return (.mappingStart, mark)
            case YAML_SCALAR_EVENT:
                let data = raw.data.scalar
                let bytes = UnsafeBufferPointer(start: data.value, count: data.length)
                let text = String(decoding: bytes, as: UTF8.self)
                return (.scalar(text, isPlain: data.style == YAML_PLAIN_SCALAR_STYLE), mark)
            default: return (.end, mark)
            }
        }
    }

    /// Passes over the next node, whatever lies in it.
    ///
    /// - Throws: as `next()`.
    package func skip() throws {
        var depth = 0
        repeat {
            var raw = try nextRaw()
            defer { yaml_event_delete(&raw) }
            switch raw.type {
            case YAML_SEQUENCE_START_EVENT, YAML_MAPPING_START_EVENT: depth += 1
            case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: depth -= 1
            case YAML_STREAM_END_EVENT, YAML_NO_EVENT:
                throw YAMLError(file: file, mark: Mark(line: raw.start_mark.line + 1, column: 1), message: "ends early")
            default: break
            }
        } while depth > 0
    }

    /// An error about what stands at `mark`.
    package func failure(_ mark: Mark, _ message: String) -> YAMLError {
        YAMLError(file: file, mark: mark, message: message)
    }

    private func nextRaw() throws -> yaml_event_t {
        var raw = yaml_event_t()
        guard yaml_parser_parse(parser, &raw) == 1 else {
            if let sourceFailure { throw sourceFailure }
            throw syntaxError()
        }
        return raw
    }

    private func syntaxError() -> YAMLError {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "cannot be read"
        guard parser.pointee.error == YAML_READER_ERROR else {
            let mark = parser.pointee.problem_mark
            return failure(Mark(line: mark.line + 1, column: mark.column + 1), problem)
        }
        // A reader error has an offset only; what was read so far ends shortly before it.
        let line = parser.pointee.mark.line + 1
        return failure(
            Mark(line: line, column: parser.pointee.mark.column + 1),
            "is not valid UTF-8 text: \(problem) at byte \(parser.pointee.problem_offset)",
        )
    }
}
