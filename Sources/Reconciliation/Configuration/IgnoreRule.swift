internal import Helm
package import Kustomize
package import Manifests

/// Fields of some objects that others set once an object is there: fettle neither corrects nor changes them.
///
/// Written as in Flux's `Kustomization` (its `spec.ignore`, since 2.9).
package struct IgnoreRule: Hashable, Sendable {
    package let pointers: [JSONPointer]
    /// Nil for all objects.
    package let target: ObjectSelector?

    /// Reads the field `ignore`.
    static func read(_ fields: FieldReader) -> [IgnoreRule] {
        fields.objects("ignore") { rule in
            if rule.value("paths") == nil { rule.fail("paths", "is missing") }
            let pointers = rule.pointers("paths")
            let target = rule.selector("target")
            do throws(ObjectSelector.Invalid) {
                return IgnoreRule(pointers: pointers, target: target.isEmpty ? nil : try ObjectSelector(target))
            } catch {
                rule.fail("target.\(error.field)", Self.complaint(of: error, in: target))
                return IgnoreRule(pointers: pointers, target: nil)
            }
        }
    }

    /// The rules of a release.
    ///
    /// - Throws: `Problems` for a target that selects nothing that can be read.
    static func rules(of release: HelmRelease) throws(Problems) -> [IgnoreRule] {
        var rules: [IgnoreRule] = []
        for (index, rule) in release.driftDetection.ignore.enumerated() {
            do throws(ObjectSelector.Invalid) {
                let target = rule.target.isEmpty ? nil : try ObjectSelector(rule.target)
                rules.append(IgnoreRule(pointers: rule.pointers, target: target))
            } catch {
                let field = "spec.driftDetection.ignore[\(index)].target.\(error.field)"
                throw Problems(release.subject, "\(field): \(complaint(of: error, in: rule.target))")
            }
        }
        return rules
    }

    private static func complaint(of error: ObjectSelector.Invalid, in target: [String: String]) -> String {
        "'\(target[error.field] ?? "")' cannot be used: \(error.reason)"
    }

    private init(pointers: [JSONPointer], target: ObjectSelector?) {
        self.pointers = pointers
        self.target = target
    }
}

extension [IgnoreRule] {
    /// The fields of `manifest` that others set.
    func pointers(for manifest: Manifest) -> [JSONPointer] {
        filter { $0.target?.matches(manifest) ?? true }.flatMap(\.pointers)
    }
}
