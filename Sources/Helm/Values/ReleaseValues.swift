package import Manifests
package import YAML

/// The values of a release, merged from everything that its HelmRelease names.
package struct ReleaseValues: Sendable {
    /// An object, in which a null tells helm to drop the chart's own value of that key.
    package let values: Value
    /// Takes the values that came from Secrets and encrypted files out of texts.
    package internal(set) var mask: SecretMask
    /// What a user should know although it is no error.
    package let notes: [Problem]
    /// What the values were put together from, the later on top of the earlier.
    let layers: [ValuesLayer]

    /// Whether some value came from a Secret or an encrypted file.
    package var isSensitive: Bool { !mask.isEmpty }

    /// Merges the values of `release`: its references in their order, the later on top, its own values on top of those,
    /// and then each value with a `targetPath` in its place.
    ///
    /// A value with a `targetPath` wins over the release's own, as Flux documents it. Flux's code merges the own values
    /// again at the end, so that they often win there; a note says where the two rules can differ. An optional
    /// reference may lack its key as well as its object, as in Flux's code.
    ///
    /// - Parameters:
    ///   - release: whose values are wanted.
    ///   - lookup: reads a ConfigMap or Secret.
    /// - Returns: the values, and what of them is secret.
    /// - Throws: `Problems`, all that were found; what `lookup` throws.
    package static func merged(of release: HelmRelease, lookup: ValuesLookup) async throws -> ReleaseValues {
        var merge = Merge(release: release)
        for (index, reference) in release.valuesFrom.enumerated() {
            let data = try await lookup(reference.object)
            merge.add(data, of: reference, index: index)
        }
        return try merge.result()
    }
}

private struct Merge {
    let release: HelmRelease
    private var values: Value = [:]
    private var placed: [(index: Int, path: [SetExpression.Step], value: Value)] = []
    private var secrets: [Value] = []
    private var problems: [Problem] = []
    private var notes: [Problem] = []
    private var layers: [ValuesLayer] = []

    init(release: HelmRelease) {
        self.release = release
        if release.isSensitive { secrets += [release.values] + release.postRendering.secrets }
    }

    private func problem(_ index: Int, _ message: String) -> Problem {
        Problem(release.subject, "spec.valuesFrom[\(index)]: \(message)")
    }

    mutating func add(_ data: [String: [UInt8]]?, of reference: ValuesReference, index: Int) {
        let name = "\(reference.object.kind) \(reference.object.shortName)"
        guard let data else {
            guard !reference.isOptional else { return }
            problems.append(
                problem(index, "\(name) is neither rendered nor in the cluster; add it, or set optional: true"),
            )
            return
        }
        guard let bytes = data[reference.key] else {
            guard !reference.isOptional else { return }
            problems.append(problem(index, "\(name) has no key '\(reference.key)'; add it, or correct valuesKey"))
            return
        }
        let isSecret = reference.object.kind == "Secret" || release.isSensitive
        guard let text = String(validating: bytes, as: UTF8.self) else {
            problems.append(problem(index, "\(name): key '\(reference.key)' is no UTF-8 text"))
            return
        }
        if let path = reference.targetPath {
            place(text, at: path, of: reference, index: index, isSecret: isSecret)
        } else {
            addFile(bytes, "\(name), key '\(reference.key)'", of: reference, index: index, isSecret: isSecret)
        }
    }

    private mutating func place(
        _ text: String,
        at path: String,
        of reference: ValuesReference,
        index: Int,
        isSecret: Bool,
    ) {
        if isSecret { secrets.append(.string(text)) }
        do throws(SetExpression.Failure) {
            let value = reference.isLiteral ? Value.string(text) : try SetExpression.value(text)
            placed.append((index, try SetExpression.path(path), value))
            layers.append(
                ValuesLayer(.placed(try SetExpression.path(path)), reference.object, key: reference.key),
            )
        } catch {
            problems.append(problem(index, "targetPath '\(path)': \(error.message)"))
        }
    }

    private mutating func addFile(
        _ bytes: [UInt8],
        _ name: String,
        of reference: ValuesReference,
        index: Int,
        isSecret: Bool,
    ) {
        do throws(YAMLError) {
            let document = try Node.parse(bytes, file: name)
            guard let file = try Value.values(document, file: name) else {
                problems.append(problem(index, "\(name) is no map of values"))
                return
            }
            if isSecret { secrets.append(file) }
            values = values.merged(with: file)
            if let node = document.first {
                layers.append(ValuesLayer(.file(node), reference.object, key: reference.key))
            }
        } catch {
            // A message about YAML can hold a key, and a broken Secret can have its value read as one.
            let detail = isSecret ? "line \(error.mark.line)" : "line \(error.mark.line): \(error.message)"
            problems.append(problem(index, "\(name) is no YAML that can be read: \(detail)"))
        }
    }

    mutating func result() throws(Problems) -> ReleaseValues {
        values = values.merged(with: release.values)
        for (index, path, value) in placed {
            let own = release.values.at(path[...])
            if let own, own != value {
                let text = release.valuesFrom[index].targetPath ?? ""
                notes.append(
                    problem(
                        index,
                        "sets '\(text)', which spec.values sets too; the reference wins here, and may not in Flux; "
                            + "remove one of them",
                    ),
                )
            }
            do throws(SetExpression.Failure) {
                values = try values.setting(value, at: path[...])
            } catch {
                problems.append(problem(index, "targetPath: \(error.message)"))
            }
        }
        guard problems.isEmpty else { throw Problems(problems) }
        let files = layers.filter { !$0.isPlaced }
        let places = layers.filter(\.isPlaced)
        return ReleaseValues(
            values: values,
            mask: SecretMask(values: secrets),
            notes: notes,
            layers: files + [ValuesLayer(.own)] + places,
        )
    }
}

extension Value {
    /// Reads a file of values; an empty one is an empty object, and nil is one that is no object.
    static func values(yaml bytes: [UInt8], file: String) throws(YAMLError) -> Value? {
        try values(try Node.parse(bytes, file: file), file: file)
    }

    /// The same of what was parsed already.
    static func values(_ documents: [Node], file: String) throws(YAMLError) -> Value? {
        guard documents.count <= 1 else { return Optional.none }
        let value = try documents.first?.value(file: file) ?? .null
        switch value {
        case .null: return [:]
        case .object: return value
        default: return Optional.none
        }
    }
}
