package import Manifests
internal import YAML

/// What is done when the objects of a release are otherwise than its record says: Flux's `spec.driftDetection`.
package struct DriftDetection: Hashable, Sendable {
    /// What is done about drift.
    package enum Mode: String, Hashable, Sendable, CaseIterable {
        /// Nobody looks.
        case disabled
        /// It is told.
        case warn
        /// It is told and corrected.
        case enabled
    }

    /// Fields that others set once an object is there.
    package struct Rule: Hashable, Sendable {
        package let pointers: [JSONPointer]
        /// The fields of a selector of objects, as they are written; empty for all objects.
        package let target: [String: String]
    }

    package var mode = Mode.enabled
    package var ignore: [Rule] = []

    /// An object with this annotation, of the value `disabled`, is not looked at.
    package static let annotation = "helm.toolkit.fluxcd.io/driftDetection"

    static func read(_ fields: FieldReader) -> DriftDetection {
        var result = DriftDetection()
        result.mode = fields.choice("mode", Mode.self) ?? result.mode
        result.ignore = fields.objects("ignore") { rule in
            if rule.value("paths") == nil { rule.fail("paths", "is missing") }
            return Rule(pointers: rule.pointers("paths"), target: rule.selector("target"))
        }
        return result
    }
}
