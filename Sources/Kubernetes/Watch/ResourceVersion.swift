/// The moments of an API server, as it names them.
enum ResourceVersion {
    /// Whether `version` is of a later moment; every one is later than the empty one, which stands for none.
    ///
    /// The resource versions of one kind are counted up (Kubernetes' API concepts, "Resource versions"); of any others it
    /// is only known whether they are the same.
    static func isNewer(_ version: String, than other: String) -> Bool {
        if other.isEmpty || version.isEmpty { return other.isEmpty }
        guard let number = UInt64(version), let last = UInt64(other) else { return version != other }
        return number > last
    }
}
