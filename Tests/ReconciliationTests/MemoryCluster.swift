import Kubernetes
import Manifests
import YAML

/// A cluster in memory that dies where a test wants it: what no real one does on demand.
///
/// It keeps to server-side apply as far as a run depends on it: whole maps are merged by key, everything else is one
/// value; what fettle applied before and does not apply now goes away; an apply that changes nothing writes nothing.
actor MemoryCluster: ClusterEngine {
    /// What happens to the call at which the cluster dies.
    enum Death: CaseIterable {
        case beforeCall
        /// Of many objects, half are written.
        case halfway
        /// Everything is written, and the answer is lost.
        case afterCall
    }

    private(set) var objects: [ObjectReference: Value] = [:]
    /// How many calls there were.
    private(set) var calls = 0
    /// How many of them changed something.
    private(set) var writes = 0
    private var death: (call: Int, kind: Death)?
    private var isDead = false
    /// Why nothing is done for anybody; nil when it is.
    private var refusal: KubernetesError?
    private(set) var version = 0
    /// Everything that was changed, in order.
    private var changes: [Change] = []
    /// Objects whose deletion does not end.
    private var stuck: Set<ObjectReference> = []
    /// Objects that are refused.
    private var invalid: Set<ObjectReference> = []

    /// An object before and after a write.
    struct Change {
        let version: Int
        let before: Value?
        let after: Value?
    }

    init() {
        objects[Self.reference("Namespace", nil, "app")] = [
            "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "app", "uid": "0", "resourceVersion": "0"],
        ]
    }

    // MARK: What tests do to it

    /// Lets the call after so many more be the last one that is answered.
    func die(afterCalls count: Int, _ kind: Death) {
        death = (calls + count, kind)
    }

    func revive() {
        (death, isDead) = (nil, false)
    }

    /// Has every call end with `error`.
    func refuseAll(_ error: KubernetesError?) {
        refusal = error
    }

    func hold(_ reference: ObjectReference) {
        stuck.insert(reference)
    }

    func refuse(_ reference: ObjectReference, _ isRefused: Bool = true) {
        if isRefused { invalid.insert(reference) } else { invalid.remove(reference) }
    }

    /// Somebody changes a key of an object's data.
    func edit(_ reference: ObjectReference, _ key: String, to value: String, by manager: String = "kubectl-edit") {
        guard var object = objects[reference] else { return }
        var data = object["data"] ?? [:]
        data[key] = .string(value)
        object["data"] = data
        let entry = Self.entry(manager, "Update", ["f:data": .object(["f:\(key)": [:]])])
        let others = (object.at("metadata", "managedFields")?.array ?? []).filter { $0["manager"]?.string != manager }
            .map { entry in
                // Who sets a field to another value takes it from those that applied it.
                var (entry, fields) = (entry, entry["fieldsV1"] ?? [:])
                var data = fields["f:data"] ?? [:]
                data["f:\(key)"] = nil
                // An empty map would stand for all of it.
                fields["f:data"] = data == [:] ? nil : data
                entry["fieldsV1"] = fields
                return entry
            }
        set(reference, Self.with(object, "managedFields", .array(others + [entry])))
    }

    func remove(_ reference: ObjectReference) {
        drop(reference)
    }

    /// Somebody makes an object as it is given.
    func put(_ object: Value) {
        set(Manifest(object).reference, object)
    }

    /// What was changed after a version.
    func changes(after version: Int) -> [Change] { changes.filter { $0.version > version } }

    /// The names of the ConfigMaps and Secrets in the namespace `app`, with the value of the key `a`.
    var contents: [String: String] {
        var contents: [String: String] = [:]
        for (reference, object) in objects where reference.namespace == "app" {
            contents[reference.name] = object.at("data", "a")?.string ?? ""
        }
        return contents
    }

    static func reference(_ kind: String, _ namespace: String?, _ name: String) -> ObjectReference {
        ObjectReference(group: "", kind: kind, namespace: namespace, name: name)
    }

    // MARK: ClusterEngine

    func read(_ references: [KindedReference]) throws -> [ReadResult] {
        try call {
            references.map { objects[$0.reference].map { .found(LiveObject($0)) } ?? .absent }
        }
    }

    func apply(_ manifests: [Manifest], mode: ApplyMode) throws -> [ApplyResult] {
        let isLast = isNextTheLast
        if isLast, death?.kind == .halfway, mode == .persist {
            for manifest in manifests.prefix(manifests.count / 2) { _ = applied(manifest, mode) }
        }
        return try call { manifests.map { applied($0, mode) } }
    }

    func replaceManagedFields(of live: LiveObject, with managedFields: [Value]) throws -> LiveObject {
        try call {
            let object = Self.with(live.object, "managedFields", .array(managedFields))
            set(live.reference, object)
            return LiveObject(objects[live.reference] ?? object)
        }
    }

    func delete(_ live: LiveObject, propagation: DeletePropagation) throws {
        try call {
            guard let object = objects[live.reference] else { return }
            guard object.at("metadata", "uid")?.string == live.uid else {
                throw KubernetesError(.conflict, subject: "\(live.reference)", "is another object")
            }
            if stuck.contains(live.reference) {
                let finalized = Self.with(object, "finalizers", ["example.org/wait"])
                return set(live.reference, Self.with(finalized, "deletionTimestamp", "2026-01-01T00:00:00Z"))
            }
            writes += 1
            drop(live.reference)
        }
    }

    func list(_ kind: GroupVersionKind, namespace: String?, selector: String, detail: ListDetail) throws -> [LiveObject]
    {
        try call {
            objects.filter { reference, object in
                reference.kind == kind.kind && (namespace == nil || reference.namespace == namespace)
                    && Self.carries(object, selector)
            }.map { LiveObject($0.value) }
        }
    }

    /// Whether an object has the labels that a selector names, each with its value.
    static func carries(_ object: Value, _ selector: String) -> Bool {
        selector.split(separator: ",").allSatisfy { part in
            let pair = part.split(separator: "=")
            return pair.count == 2 && Manifest(object).label(String(pair[0])) == String(pair[1])
        }
    }

    func kinds() throws -> KnownKinds {
        try call {
            let kinds = [("ConfigMap", true), ("Secret", true), ("Namespace", false)].map { name, isNamespaced in
                KnownKinds.Kind(GroupVersionKind(group: "", version: "v1", kind: name), isNamespaced: isNamespaced)
            }
            return KnownKinds(kinds: kinds, unavailable: [])
        }
    }

    func create(_ manifest: Manifest) throws -> LiveObject {
        try call {
            let reference = manifest.reference
            guard objects[reference] == nil else {
                throw KubernetesError(.alreadyExists, subject: "\(reference)", "is there already")
            }
            try checkNamespace(of: manifest)
            set(reference, manifest.object)
            return LiveObject(objects[reference] ?? manifest.object)
        }
    }

    // MARK: How it works

    private var isNextTheLast: Bool { death.map { calls == $0.call } ?? false }

    private func call<Result>(_ body: () throws -> Result) throws -> Result {
        let isLast = isNextTheLast
        calls += 1
        let silence = KubernetesError(.unreachable, subject: "memory", "gives no answer")
        guard !isDead else { throw silence }
        if let refusal { throw refusal }
        guard isLast, let death else { return try body() }
        isDead = true
        if death.kind == .afterCall { _ = try body() }
        throw silence
    }

    private func checkNamespace(of manifest: Manifest) throws(KubernetesError) {
        guard let namespace = manifest.namespace, objects[Self.reference("Namespace", nil, namespace)] == nil else {
            return
        }
        throw KubernetesError(.namespaceMissing, subject: "\(manifest.reference)", "the namespace is not there")
    }

    private func applied(_ manifest: Manifest, _ mode: ApplyMode) -> ApplyResult {
        let reference = manifest.reference
        let before = objects[reference]
        if invalid.contains(reference) {
            return .failed(KubernetesError(.invalid, subject: "\(reference)", "is invalid"))
        }
        do throws(KubernetesError) {
            try checkNamespace(of: manifest)
        } catch {
            return .failed(error)
        }
        var wanted = manifest.object
        if let expected = manifest.object.at("metadata", "resourceVersion")?.string {
            guard before?.at("metadata", "resourceVersion")?.string == expected else {
                return .failed(KubernetesError(.conflict, subject: "\(reference)", "is another version"))
            }
            wanted = Self.with(wanted, "resourceVersion", nil)
        }
        if let expected = manifest.object.at("metadata", "uid")?.string {
            guard before?.at("metadata", "uid")?.string == expected else {
                return .failed(KubernetesError(.conflict, subject: "\(reference)", "is another object"))
            }
            wanted = Self.with(wanted, "uid", nil)
        }
        let all = before?.at("metadata", "managedFields")?.array ?? []
        let ours = all.first { $0["manager"]?.string == "fettle" }
        let fields = Self.fields(of: wanted)
        var result = before.map { Self.merged($0, wanted, dropping: ours?["fieldsV1"] ?? [:]) } ?? wanted
        let others = all.filter { $0["manager"]?.string != "fettle" }
        result = Self.with(result, "managedFields", .array(others + [Self.entry("fettle", "Apply", fields)]))
        if result == before { return .applied(LiveObject(result)) }
        guard mode == .persist else { return .applied(LiveObject(result)) }
        set(reference, result)
        return .applied(LiveObject(objects[reference] ?? result))
    }

    private func set(_ reference: ObjectReference, _ object: Value) {
        version += 1
        writes += 1
        let uid = objects[reference]?.at("metadata", "uid") ?? .string("uid-\(version)")
        let made = Self.with(Self.with(object, "uid", uid), "resourceVersion", .string("\(version)"))
        changes.append(Change(version: version, before: objects[reference], after: made))
        objects[reference] = made
    }

    private func drop(_ reference: ObjectReference) {
        guard let before = objects.removeValue(forKey: reference) else { return }
        version += 1
        let last = Self.with(before, "resourceVersion", .string("\(version)"))
        changes.append(Change(version: version, before: last, after: nil))
    }

    private static func with(_ object: Value, _ field: String, _ value: Value?) -> Value {
        var object = object
        var metadata = object["metadata"] ?? [:]
        metadata[field] = value
        object["metadata"] = metadata
        return object
    }

    private static func entry(_ manager: String, _ operation: String, _ fields: Value) -> Value {
        [
            "manager": .string(manager), "operation": .string(operation), "apiVersion": "v1", "fieldsType": "FieldsV1",
            "fieldsV1": fields,
        ]
    }

    /// The fields of an applied object as managed fields name them.
    private static func fields(of object: Value, isTop: Bool = true) -> Value {
        var fields: [String: Value] = [:]
        for (name, value) in object.object ?? [:] where !(isTop && ["apiVersion", "kind"].contains(name)) {
            var children = value.object == nil ? [:] : Self.fields(of: value, isTop: false)
            if isTop, name == "metadata" {
                children["f:name"] = nil
                children["f:namespace"] = nil
            }
            fields["f:\(name)"] = children
        }
        return .object(fields)
    }

    /// `live` with what `wanted` has, and without what fettle applied before and `wanted` has not.
    private static func merged(_ live: Value, _ wanted: Value, dropping owned: Value) -> Value {
        guard var result = live.object, let fields = wanted.object else { return wanted }
        for name in (owned.object ?? [:]).keys.map({ String($0.dropFirst(2)) }) where fields[name] == nil {
            result[name] = nil
        }
        for (name, value) in fields {
            let before = result[name]
            result[name] = before.map { merged($0, value, dropping: owned["f:\(name)"] ?? [:]) } ?? value
        }
        return .object(result)
    }
}
