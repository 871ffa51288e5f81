internal import Manifests
internal import YAML

/// The state of applying one set of objects.
struct ApplyRun {
    private(set) var comparisons: [Comparison]
    private var results: [ApplyOutcome?]
    private var failedNamespaces: [String: ObjectReference] = [:]
    private var failedKinds: [KindName: ObjectReference] = [:]
    private let definedKinds: Set<KindName>

    private struct KindName: Hashable {
        let group: String
        let kind: String

        init(_ reference: ObjectReference) {
            group = reference.group
            kind = reference.kind
        }

        /// What a CustomResourceDefinition defines.
        init?(definedBy manifest: Manifest) {
            guard manifest.isDefinition, let group = manifest.object.at("spec", "group")?.string,
                let kind = manifest.object.at("spec", "names", "kind")?.string
            else { return nil }
            self.group = group
            self.kind = kind
        }
    }

    init(_ comparisons: [Comparison]) {
        self.comparisons = comparisons
        results = Array(repeating: nil, count: comparisons.count)
        definedKinds = Set(comparisons.compactMap { KindName(definedBy: $0.manifest) })
    }

    /// One outcome for each comparison; what no wave came to is unchanged.
    var outcomes: [ApplyOutcome] {
        zip(comparisons, results).map { $1 ?? ApplyOutcome(comparison: $0, action: .unchanged, live: $0.live) }
    }

    /// Settles the objects of a wave that are not to be written, and returns the places of the others, in their order.
    mutating func start(_ wave: KindOrder.Wave) -> [Int] {
        let places = comparisons.indices.filter { KindOrder.wave(of: comparisons[$0].manifest.kind.kind) == wave }
            .sorted { KindOrder.precedes(comparisons[$0].manifest.reference, comparisons[$1].manifest.reference) }
        return admit(places)
    }

    /// Settles the objects at these places that are not to be written, and returns the places of the others.
    mutating func admit(_ places: [Int]) -> [Int] {
        places.filter { place in
            let comparison = comparisons[place]
            let reference = comparison.manifest.reference
            guard !comparison.isInSync else { return false }
            switch comparison.state {
            case .failed(let error):
                fail(place, error)
                return false
            case .namespaceMissing:
                let name = reference.namespace ?? ""
                fail(
                    place,
                    KubernetesError(
                        .namespaceMissing,
                        subject: reference.description,
                        "the namespace '\(name)' does not exist; add it to the repository",
                    ),
                )
                return false
            case .unknownKind where !definedKinds.contains(KindName(reference)):
                unknown(place)
                return false
            case .absent, .same, .different, .outdated, .unknownKind:
                break
            }
            if let cause = reference.namespace.flatMap({ failedNamespaces[$0] }) ?? failedKinds[KindName(reference)],
                comparison.live == nil, !isOutdated(place)
            {
                results[place] = ApplyOutcome(comparison: comparison, action: .skipped(because: "\(cause) failed"))
                return false
            }
            return true
        }
    }

    /// Whether a definition in this set defines the kind of the object there.
    func isDefinedHere(_ place: Int) -> Bool {
        definedKinds.contains(KindName(comparisons[place].manifest.reference))
    }

    /// Whether the object there was not looked at before it is written.
    func isOutdated(_ place: Int) -> Bool {
        if case .outdated = comparisons[place].state { true } else { false }
    }

    func isWritten(_ place: Int) -> Bool {
        results[place]?.live != nil
    }

    mutating func succeed(_ place: Int, _ live: LiveObject) {
        let comparison = comparisons[place]
        let action: ApplyOutcome.Action =
            if comparison.recreation != nil {
                .recreated
            } else if case .outdated(let version) = comparison.state {
                version == live.resourceVersion ? .unchanged : .configured
            } else if let before = comparison.live {
                before.resourceVersion == live.resourceVersion ? .unchanged : .configured
            } else {
                .created
            }
        results[place] = ApplyOutcome(comparison: comparison, action: action, live: live)
    }

    mutating func unknown(_ place: Int) {
        results[place] = ApplyOutcome(comparison: comparisons[place], action: .unknownKind)
    }

    mutating func fail(_ place: Int, _ error: KubernetesError) {
        let comparison = comparisons[place]
        let manifest = comparison.manifest
        let told = error.reason == .immutable ? Recreation.advice(on: error, of: manifest) : error
        // A comparison that failed carries its advice already.
        let final = comparison.state == .failed(error) ? error : told
        results[place] = ApplyOutcome(comparison: comparison, action: .failed(final))
        if manifest.isNamespace { failedNamespaces[manifest.name] = manifest.reference }
        if let kind = KindName(definedBy: manifest) { failedKinds[kind] = manifest.reference }
    }

    /// Takes a closer look at an object that was written without one.
    mutating func replace(_ place: Int, with comparison: Comparison) {
        comparisons[place] = comparison
    }

    /// Settles an object that could not be made way for.
    ///
    /// - Throws: what ends the run as a whole: without a connection the other objects fare no better.
    mutating func fail(_ place: Int, with error: any Error) throws {
        guard let error = error as? KubernetesError, error.reason != .unreachable else { throw error }
        fail(place, error)
    }
}
