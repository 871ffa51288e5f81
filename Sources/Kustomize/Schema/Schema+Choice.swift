internal import Manifests
internal import YAML

extension Schema {
    /// What `openapi` of one kustomization says.
    struct Choice {
        /// Its `version`.
        var version: String?
        /// The contents of the file that its `path` names.
        var file: TracedValue?
        /// Where it is written.
        var place: Place
    }

    /// Takes what the kustomization that is built chooses, before anything is read with this schema.
    ///
    /// - Throws: `Problems`: both a version and a file, a version that is not built in, a file that is no schema.
    func choose(_ choice: Choice, in context: BuildContext) throws {
        if let file = choice.file {
            guard choice.version == nil else {
                throw context.failure(
                    choice.place,
                    "openapi: builtin version and custom schema provided, cannot use both; remove version or path",
                )
            }
            choose(try CustomSchema(file, context: context))
        } else if let version = choice.version, !version.isEmpty {
            guard version == BuiltInSchema.version else {
                throw context.failure(
                    choice.place,
                    "openapi: the specified OpenAPI version is not built in; write \(BuiltInSchema.version)",
                )
            }
            chooseBuiltIn()
        }
    }

    /// Takes what a base or component chooses, unless something was chosen before: the first one counts.
    ///
    /// - Throws: as `choose(_:in:)`, when it counts.
    func chooseIfOpen(_ choice: Choice, in context: BuildContext) throws {
        if !isChosen { try choose(choice, in: context) }
    }
}
