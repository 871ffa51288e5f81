internal import Manifests
internal import YAML

/// The value that a replacement copies.
struct ReplacementValue {
    private var value: TracedValue
    /// How it was reached; nil when it is only a part of what is there.
    private let steps: [ReplacementSource.Step]?
    /// What is copied to where a text is, if the value is none.
    private let word: String
    /// Whether it is of a Secret's data.
    private let isSecret: Bool

    /// - Throws: `Problems`: the field is missing, or has no such part.
    init(_ source: Replacement.Source, of resource: Resource) throws {
        let context = resource.context
        isSecret = resource.isSecret(at: source.path.text)
        func failure(_ message: String) -> Problems { context.failure(source.place, message) }
        let found: (value: TracedValue, steps: [ReplacementSource.Step])?
        do {
            found = try ReplacementSource.find(source.path, in: resource.node)
        } catch {
            throw failure(
                "error looking up replacement source '\(source.path.text)' of \(resource.currentID): \(error.message)"
            )
        }
        guard var found, !found.value.isNullOrEmpty else {
            throw failure(
                "fieldPath `\(source.path.text)` is missing for replacement source \(resource.currentID);"
                    + " correct the path, or give the object the field"
            )
        }
        if resource.isSecret(at: source.path.text) { found.value.markSecret(in: context) }
        word = resource.nullRemains.word(at: found.steps.map(\.name))
        guard let options = source.options, !options.delimiter.isEmpty else {
            value = found.value
            steps = found.steps
            return
        }
        guard case .scalar(let scalar) = found.value.content else {
            throw failure("delimiter option can only be used with scalar nodes; '\(source.path.text)' is none")
        }
        let parts = scalar.text.pieces(separatedBy: options.delimiter)
        guard parts.indices.contains(options.index) else {
            throw failure(
                "options.index \(options.index) is out of bounds for the value of '\(source.path.text)', which has"
                    + " \(parts.count) parts"
            )
        }
        value = found.value
        value.content = .scalar(TracedScalar(parts[options.index], tag: scalar.tag, style: scalar.style))
        steps = nil
    }

    /// Takes over what a replacement of the source itself made of the value, as kustomize copies what is there now.
    mutating func reread(from source: Resource) {
        guard let steps else { return }
        let current = steps.reduce(Optional(source.node)) { value, step in value?.at(step) }
        guard let current else { return }
        value = current
        if isSecret { value.markSecret(in: source.context) }
    }

    /// Copies the value into all fields of `resource` that `path` names.
    ///
    /// - Parameters:
    ///   - isSource: whether the value comes from `resource`; one of the fields may be where it comes from, and those
    ///     that follow get what became of it.
    ///   - place: where the path is written.
    mutating func copy(
        to path: ReplacementPath,
        of resource: Resource,
        isSource: Bool,
        options: Replacement.Options?,
        place: Place,
    ) throws {
        let creates = options?.creates ?? false
        let verb = creates ? "find or create" : "find"
        let subject = "unable to \(verb) field \"\(path.text)\" in replacement target"
        do {
            if isSource, creates {
                // kustomize makes the fields before it takes the value, which may hold them.
                let maker = ReplacementTarget(created: initial) { _, _ in }
                _ = try maker.apply(to: &resource.node, path.parts[...], nil)
                reread(from: resource)
            }
            var current = value
            let word = word
            let target = ReplacementTarget(created: creates ? initial : nil) { field, isWhereItComesFrom in
                try Self.set(&field, to: current, or: word, options: options, at: place.written(by: .replacement))
                if isWhereItComesFrom { current = field }
            } hide: { fields, further in
                resource.nullRemains.hide(fields, at: path.parts.dropLast(further))
            }
            let count = try target.apply(to: &resource.node, path.parts[...], isSource ? steps?[...] : nil)
            if count == 0 {
                throw ReplacementSource.Problem(message: "there is none; correct the path, or set 'create' to true")
            }
        } catch let problem as ReplacementSource.Problem {
            throw resource.context.failure(place, "\(subject) \(resource.currentID): \(problem.message)")
        } catch let misfit as Misfit {
            throw resource.context.failure(
                place,
                "replacement of \"\(path.text)\" in \(resource.currentID): \(misfit.message)",
            )
        }
    }

    /// What a field begins as that is made for the value.
    private var initial: TracedValue.Content {
        switch value.content {
        case .scalar: .scalar(TracedScalar("", tag: nil))
        case .sequence: .sequence([])
        case .mapping: .mapping([])
        }
    }

    /// Why a value cannot be where it is copied to.
    private struct Misfit: Error {
        let message: String
    }

    private static func set(
        _ field: inout TracedValue,
        to value: TracedValue,
        or word: String,
        options: Replacement.Options?,
        at place: Place,
    ) throws {
        var text = value.text ?? word
        var new = value
        if let options, !options.delimiter.isEmpty {
            guard let current = field.text else {
                throw Misfit(message: "delimiter option can only be used with scalar nodes")
            }
            text = joined(text, into: current, options)
            if case .scalar(let scalar) = value.content {
                new.content = .scalar(TracedScalar(text, tag: scalar.tag, style: scalar.style))
            }
        }
        if case .scalar(let scalar) = field.content {
            // The type of the field stays, so that 8080 is a text where a text is. A value that does not fit is found
            // where the object is written, if it is ever.
            new.content = .scalar(TracedScalar(text, tag: scalar.tag, style: scalar.style))
        }
        field.replace(with: new, at: place, from: [value.trace])
    }

    private static func joined(_ text: String, into current: String, _ options: Replacement.Options) -> String {
        var parts = current.pieces(separatedBy: options.delimiter)
        if options.index < 0 {
            parts.insert(text, at: 0)
        } else if options.index >= parts.count {
            parts.append(text)
        } else {
            parts[options.index] = text
        }
        return parts.joined(separator: options.delimiter)
    }
}
