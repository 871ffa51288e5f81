package import Manifests

/// The ConfigMaps in which inventories are kept.
extension InventoryStore {
    package static let kind = GroupVersionKind(apiVersion: "v1", kind: "ConfigMap")

    /// The first ConfigMap, which is the only one of most inventories.
    static let reference = reference(named: LoadBearingNames.inventoryName)

    static func reference(toPart number: Int) -> ObjectReference {
        reference(named: "\(LoadBearingNames.inventoryPartPrefix)\(number)")
    }

    /// Whether an object is one in which fettle keeps inventories.
    package static func isRecord(_ reference: ObjectReference) -> Bool {
        reference == Self.reference || number(of: reference) != nil
    }

    private static func reference(named name: String) -> ObjectReference {
        ObjectReference(group: "", kind: "ConfigMap", namespace: LoadBearingNames.systemNamespace, name: name)
    }

    static func kinded(_ reference: ObjectReference) -> KindedReference {
        KindedReference(reference: reference, kind: kind)
    }

    /// The number of a part; nil for everything else.
    static func number(of reference: ObjectReference) -> Int? {
        let prefix = LoadBearingNames.inventoryPartPrefix
        guard reference.name.hasPrefix(prefix), let number = Int(reference.name.dropFirst(prefix.count)), number > 0,
            reference == Self.reference(toPart: number)
        else { return nil }
        return number
    }
}
