internal import Charts
package import Manifests
internal import YAML

/// The objects that a revision of a release consists of, as helm recorded them.
package enum ReleaseObjects {
    /// What helm unpacks to, at most; charts of some MiB exist.
    private static let limit = 128 << 20

    /// Reads the objects from the Secret that holds the record, as `record(in:subject:)` does.
    package static func read(_ secret: Manifest, subject: String) throws(HelmError) -> [Manifest] {
        try record(in: secret, subject: subject).objects
    }

    /// Reads a record from its Secret: base64 of gzip of JSON, whose `manifest` is what the chart's templates gave, changed
    /// by post-renderers (Helm's `pkg/storage/driver/util.go`).
    ///
    /// - Parameters:
    ///   - secret: the whole record.
    ///   - subject: what errors begin with.
    /// - Returns: its objects and values.
    /// - Throws: `HelmError` for a record that cannot be read.
    package static func record(in secret: Manifest, subject: String) throws(HelmError) -> RecordedRelease {
        func damaged(_ reason: String) -> HelmError {
            HelmError(
                .rejected,
                subject: subject,
                "the record \(secret.name) cannot be read: \(reason)",
                isTransient: false
            )
        }
        guard let data = secret.object.at("data", "release")?.string, let once = Base64.decode(data),
            let packed = Base64.decode(String(decoding: once, as: UTF8.self))
        else { throw damaged("it holds no release in base64") }
        let text: [UInt8]
        do {
            // Records of helm 2.7 and before were not packed.
            text = packed.starts(with: [0x1f, 0x8b]) ? try Gzip.unpacked(packed, limit: limit) : packed
        } catch {
            throw damaged(error == .tooLarge ? "it is larger than \(limit >> 20) MiB" : "it is damaged")
        }
        do {
            let record = try Value(json: text)
            let manifest = record["manifest"]?.string ?? ""
            return RecordedRelease(
                objects: try Manifest.read(yaml: Array(manifest.utf8), file: secret.name, allowsDuplicates: true),
                values: record["config"] ?? [:],
                chartName: record.at("chart", "metadata", "name")?.string,
                chartValues: record.at("chart", "values") ?? [:],
            )
        } catch {
            // Values may stand in what cannot be read, so nothing of it is told.
            throw damaged("what it holds is no release")
        }
    }
}
