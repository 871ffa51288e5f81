internal import YAML

extension StrategicMerge {
    /// Merges a list by the keys of its shape.
    func mergeElements(of list: inout TracedValue, shape: SchemaShape, with partner: AssociativeList.Partner) throws {
        let known = schema.shape(ofElementsIn: shape)
        _ = try list.modifyElements { elements in
            var list = AssociativeList(taking: &elements, keys: shape.mergeKeys ?? [], with: partner)
            elements = try StrategicMergeFailure.below(StrategicMergeFailure.element) {
                try list.merged { list, own, other in
                    try mergeElement(own, with: other, of: &list.elements, known: known)
                }
            }
        }
    }

    /// Merges two elements.
    ///
    /// - Returns: which of them is the result; nil when nothing is left.
    private func mergeElement(
        _ own: Int?,
        with other: Int?,
        of elements: inout [TracedValue],
        known: SchemaShape?,
    ) throws -> Int? {
        switch (own, other) {
        case (nil, nil): return nil
        case (let own?, nil): return try keep(&elements[own], known: known) ? own : nil
        case (nil, let other?): return try settle(&elements[other], known: known, isNew: true) ? other : nil
        case (let own?, let other?) where own == other:
            return try settle(&elements[own], known: known, isNew: false) ? own : nil
        case (let own?, let other?):
            let patch = elements[other]
            let outcome = try merge(patch, into: &elements[own], known: known)
            // An element that is found a second time has lost its directive.
            StrategicMergeDirective.elide(fromMapping: &elements[other])
            switch outcome {
            case .removed: return nil
            case .merged: return own
            case .replaced(let element):
                elements[other] = element
                return other
            }
        }
    }
}
