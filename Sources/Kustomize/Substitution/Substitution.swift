package import Manifests
internal import YAML

/// Replaces `${variable}` in rendered objects, as Flux's `postBuild` does.
///
/// The text of an object as YAML is changed and read again, so `port: ${port}` becomes an integer. An object with the
/// label or annotation `kustomize.toolkit.fluxcd.io/substitute: disabled` is left alone. A variable without value and
/// without default is a problem.
package struct Substitution: Sendable {
    /// When objects are changed at all.
    package enum Strategy: String, CaseIterable, Sendable {
        /// Only when there is a variable; else even `${name:=default}` stays as it is.
        case withVariables = "WithVariables"
        case always = "Always"
    }

    private static let disabledKey = "kustomize.toolkit.fluxcd.io/substitute"

    private let variables: [String: [UInt8]]
    private let strategy: Strategy
    private let isSensitive: Bool
    private let origin: Origin?

    /// Line feeds are removed from the values, as Flux does.
    ///
    /// - Parameters:
    ///   - variables: their values by name.
    ///   - isSensitive: whether values come from a Secret or an encrypted file, so that changed objects must not be
    ///     printed.
    ///   - strategy: when objects are changed at all.
    ///   - origin: the file that sets the variables.
    package init(
        variables: [String: String],
        isSensitive: Bool = false,
        strategy: Strategy = .withVariables,
        origin: Origin? = nil,
    ) {
        self.variables = variables.mapValues { value in value.utf8.filter { $0 != 0x0A } }
        self.isSensitive = isSensitive
        self.strategy = strategy
        self.origin = origin
    }

    /// `manifests` with every variable replaced, in their order.
    ///
    /// A changed object keeps its origin; the file that sets the variables is added to those that touched it.
    ///
    /// - Throws: `Problems`, all that were found: names that no variable may have, variables without a value,
    ///   expressions that cannot be read, and objects that are none any more afterwards. They name no value.
    package func apply(to manifests: [Manifest]) throws(Problems) -> [Manifest] {
        var problems = invalidNames
        var result: [Manifest] = []
        if variables.isEmpty, strategy == .withVariables { return manifests }
        for manifest in manifests {
            do {
                result.append(try apply(to: manifest))
            } catch {
                problems += error.list
            }
        }
        guard problems.isEmpty else { throw Problems(problems) }
        return result
    }

    private var invalidNames: [Problem] {
        variables.keys.sorted().filter { !Self.isVariableName($0) }.map { name in
            Problem(
                origin?.description ?? "substitute",
                "'\(name)' cannot be a variable's name; use letters, digits and _, and no digit first",
            )
        }
    }

    private static func isVariableName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy(SubstitutionTemplate.isNamePart)
    }

    private func apply(to manifest: Manifest) throws(Problems) -> Manifest {
        guard manifest.object.mentionsDollar, !isDisabled(manifest) else { return manifest }
        let before = manifest.object.yaml()
        let template: SubstitutionTemplate
        do {
            template = try SubstitutionTemplate(before)
        } catch {
            throw Problems([problem(manifest, "\(error.message); a literal ${ is written $${")])
        }
        var evaluation = SubstitutionEvaluation(variables: variables)
        let after = evaluation.text(of: template)
        let problems = missing(evaluation.missing) + evaluation.failures
        guard problems.isEmpty else { throw Problems(problems.map { problem(manifest, $0) }) }
        if after == before { return manifest }
        return try reread(after, of: manifest, variables: evaluation.used)
    }

    private func isDisabled(_ manifest: Manifest) -> Bool {
        manifest.label(Self.disabledKey) == "disabled" || manifest.annotation(Self.disabledKey) == "disabled"
    }

    private func missing(_ names: Set<String>) -> [String] {
        names.sorted().map { name in
            "variable '\(name)' has no value and no default; set it, give a default as in ${\(name):=text}, "
                + "or write $${\(name)} where the text itself is meant"
        }
    }

    private func problem(_ manifest: Manifest, _ message: String) -> Problem {
        guard let origin = manifest.origin else { return Problem(manifest.reference.description, message) }
        return Problem(origin.description, "\(manifest.reference): \(message)")
    }

    /// Reads the changed text; what the reader says of it is left out, since it may repeat a part of a value.
    private func reread(
        _ text: [UInt8],
        of manifest: Manifest,
        variables: Set<String>,
    ) throws(Problems) -> Manifest {
        let names = variables.sorted().joined(separator: ", ")
        let advice = "look at the values of \(names): one with ': ', ' #' or quotes needs quotes around its variable"
        var changed = manifest
        do {
            let documents = try Node.parse(text, file: "")
            guard documents.count == 1, let document = documents.first else {
                throw Problems([problem(manifest, "is no single object after substitution; \(advice)")])
            }
            changed.object = try document.value(file: "")
        } catch let error as Problems {
            throw error
        } catch {
            throw Problems([problem(manifest, "is no YAML after substitution; \(advice)")])
        }
        let broken = changed.identityProblems()
        guard broken.isEmpty else {
            throw Problems(broken.map { problem(manifest, "after substitution \($0)") })
        }
        if changed.object != manifest.object {
            let touchers = toucher(of: manifest)
            changed.touchedBy += touchers
            for toucher in touchers { changed.fields?.update(to: changed.object, by: .substitution, at: toucher) }
        }
        return changed
    }

    private func toucher(of manifest: Manifest) -> [Origin] {
        guard let origin else {
            let file = manifest.origin?.file ?? manifest.reference.description
            return isSensitive ? [Origin(file: file, isEncrypted: true)] : []
        }
        return [Origin(file: origin.file, line: origin.line, isEncrypted: origin.isEncrypted || isSensitive)]
    }
}

extension Value {
    /// Whether a key or a string in this value has a `$`.
    fileprivate var mentionsDollar: Bool {
        switch self {
        case .null, .bool, .integer, .number: false
        case .string(let text): text.utf8.contains(UInt8(ascii: "$"))
        case .array(let elements): elements.contains(where: \.mentionsDollar)
        case .object(let fields):
            fields.contains { $0.key.utf8.contains(UInt8(ascii: "$")) || $0.value.mentionsDollar }
        }
    }
}
