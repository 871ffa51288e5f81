internal import Manifests
internal import SourceTrees
internal import SystemPackage

/// What kubectl says when a build fails, in words about the repository.
struct KubectlFailure {
    let errors: String
    let folder: FilePath
    let input: BuildInput

    /// The longest message that is passed on, in characters.
    private static let limit = 2000

    func problems(building path: TreePath) -> Problems {
        var text = Self.message(in: errors)
        let repository = "\(folder)/repo"
        for (prefix, replacement) in [
            ("\(repository)/", ""), (repository, "."), ("\(Workplace.repository)/", ""),
            ("\(folder)/build", "the build"),
            ("\(folder)", "."),
        ] {
            text.replace(prefix, with: replacement)
        }
        if !input.encrypted.isEmpty { text = SecretMask(texts: input.secretTexts).hide(in: text) }
        if text.count > Self.limit { text = text.prefix(Self.limit) + "…" }
        return Problems("\(path)", "kustomize cannot build it: \(text); correct the files that it names")
    }

    /// The error itself, on one line: official kubectl writes `error: …`, others a log line with `err="…"` or `err=<…>`.
    static func message(in errors: String) -> String {
        let lines = errors.split(separator: "\n").filter { !$0.hasPrefix("# Warning") }
        var text = lines.joined(separator: " ")
        if let range = text.firstRange(of: "\"command failed\" err=") {
            text = String(text[range.upperBound...])
            if text.hasPrefix("<"), text.hasSuffix(">") {
                text = String(text.dropFirst().dropLast())
            } else if text.hasPrefix("\""), text.hasSuffix("\""), text.count > 1 {
                text = unescaped(text.dropFirst().dropLast())
            }
        } else if let range = text.firstRange(of: "error: ") {
            text = String(text[range.upperBound...])
        }
        let words = text.split { $0.isWhitespace }
        return words.isEmpty ? "it gave no reason" : words.joined(separator: " ")
    }

    /// What a text in quotes means, as Go writes it.
    private static func unescaped(_ quoted: Substring) -> String {
        var result = ""
        var isEscaped = false
        for character in quoted {
            switch (isEscaped, character) {
            case (false, "\\"): isEscaped = true
            case (true, "n"), (true, "t"), (true, "r"):
                result += " "
                isEscaped = false
            default:
                result.append(character)
                isEscaped = false
            }
        }
        return result
    }
}
