internal import YAML

/// A JSON patch (RFC 6902) with the leniencies of the library that kustomize uses, evanphx/json-patch 4.12.
///
/// They are: `replace` adds a missing key, `copy` of a missing key gives null, `test` for null passes where the key is
/// missing, indexes below 0 count from the end, what stands before the first slash of a path does not count, and a
/// missing value is null.
struct JSONPatch: Sendable {
    struct Operation: Sendable {
        /// `add`, `remove`, `replace`, `move`, `copy`, `test`, or what else was written.
        var kind = "unknown"
        /// Nil when it is missing or no string.
        var path: String?
        var from: String?
        /// Nil when it is missing.
        var value: TracedValue?
        /// Whether the value is written in JSON, but not as Go writes it.
        var hasOtherSpelling = false
        /// Where the operation is written.
        var place = Place.unknown
    }

    /// Why a patch cannot be applied; names paths, never values.
    struct Failure: Error {
        let place: Place
        let message: String
    }

    let operations: [Operation]

    /// Changes `document` in place.
    ///
    /// As kustomize writes the document as JSON before and reads it after, its scalars become what JSON makes of them,
    /// all whole numbers past 2^53 rounded.
    ///
    /// - Parameters:
    ///   - document: left half changed when an operation fails.
    ///   - place: what asked for the patch.
    func apply(to document: inout TracedValue, place: Place) throws(Failure) {
        document.settleFlow()
        try document.passThroughJSON()
        for operation in operations {
            do throws(JSONPatchStep.Problem) {
                try JSONPatchStep(operation: operation, place: place).apply(to: &document)
            } catch {
                throw Failure(place: operation.place, message: error.message)
            }
        }
        document.readAsWrittenByGo()
        guard document.isMapping else {
            throw Failure(place: place, message: "the patch leaves \(document.kindName) instead of an object")
        }
    }
}

extension TracedValue {
    /// Turns every scalar into what it is once it was written as JSON and read again by Go.
    ///
    /// - Throws: `JSONPatch.Failure` for a number that JSON has not.
    mutating func passThroughJSON() throws(JSONPatch.Failure) {
        switch content {
        case .scalar(let scalar):
            if scalar.isNegativeZero {
                content = .scalar(TracedScalar("-0", tag: .float))
                return
            }
            let value: Value
            do throws(TracedScalar.Misfit) {
                value = try scalar.value()
            } catch {
                throw JSONPatch.Failure(place: trace.place, message: error.description)
            }
            content = Self.content(of: value)
        case .sequence:
            // The error comes out of a closure, which cannot say its type.
            let result = modifyElements { elements -> JSONPatch.Failure? in
                for index in elements.indices {
                    do throws(JSONPatch.Failure) { try elements[index].passThroughJSON() } catch { return error }
                }
                return nil
            }
            if let error = result ?? nil { throw error }
        case .mapping:
            let result = modifyFields { fields -> JSONPatch.Failure? in
                for index in fields.indices {
                    guard fields[index].hasTextName else {
                        let message = "key '\(fields[index].name)' is no string, as JSON asks; quote it"
                        return JSONPatch.Failure(place: fields[index].value.trace.place, message: message)
                    }
                    do throws(JSONPatch.Failure) { try fields[index].value.passThroughJSON() } catch { return error }
                }
                return nil
            }
            if let error = result ?? nil { throw error }
        }
    }

    /// Becomes what kustomize reads when Go has written this as YAML.
    ///
    /// Lists and mappings stand in brackets if there is nothing in them, and the zero with a sign, written as -0, is a
    /// whole number without one.
    fileprivate mutating func readAsWrittenByGo() {
        isFlow = !isScalar && isNullOrEmpty
        switch content {
        case .scalar(let scalar):
            if scalar.isNegativeZero { content = .scalar(TracedScalar("-0", tag: .integer)) }
        case .sequence:
            _ = modifyElements { elements in
                for index in elements.indices { elements[index].readAsWrittenByGo() }
            }
        case .mapping:
            _ = modifyFields { fields in
                for index in fields.indices { fields[index].value.readAsWrittenByGo() }
            }
        }
    }

    private static func content(of value: Value) -> Content {
        if case .string(let text) = value { return .scalar(TracedScalar(written: text)) }
        guard case .integer(let number) = value else { return TracedValue(value).content }
        // Go reads all numbers of JSON as floating ones, and writes those past six digits with an exponent.
        let content = TracedValue(.number(Double(number))).content
        guard case .scalar(let scalar) = content, TracedScalar.tag(ofPlain: scalar.text) == .integer else {
            return content
        }
        return .scalar(TracedScalar(scalar.text, tag: .integer))
    }
}

extension TracedScalar {
    /// A string as kustomize reads it after it has written it: only what would be no string otherwise has quotes, and one
    /// of several lines is a block.
    fileprivate init(written text: String) {
        let isBlock = text.utf8.contains(UInt8(ascii: "\n"))
        let isQuoted = Self.isNoString(text) || Self.tag(ofPlain: text) != .string
        let tag = Self.tag(ofValue: text)
        self.init(text, tag: tag == .custom ? tag : .string, style: isBlock ? .literal : isQuoted ? .quoted : .plain)
    }
}
