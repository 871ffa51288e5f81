internal import YAML

/// What a registry holds of one version of a chart: an OCI image manifest.
package struct RegistryManifest: Hashable, Sendable {
    /// One of the files that belong to it.
    package struct Layer: Hashable, Sendable {
        package let mediaType: String
        /// `sha256:` and 64 hexadecimal digits.
        package let digest: String
        package let size: Int
    }

    /// Which of them is the chart.
    package enum LayerChoice: Hashable, Sendable {
        /// The one of helm's media type.
        case chart
        /// The first, whatever it is.
        case first
        /// The first of this media type.
        case mediaType(String)
    }

    /// `sha256:` and 64 hexadecimal digits.
    package let digest: String
    package let layers: [Layer]

    /// The media type of a chart that helm pushes.
    package static let chartMediaType = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
    /// The one before helm 3.7.
    private static let oldChartMediaType = "application/tar+gzip"

    static let mediaTypes = [
        "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json",
    ]

    /// - Parameters:
    ///   - bytes: JSON.
    ///   - digest: theirs.
    ///   - name: what errors call it.
    /// - Throws: `ChartError` with reason `index`.
    init(_ bytes: [UInt8], digest: String, name: String) throws(ChartError) {
        let value: Value
        do throws(JSONError) {
            value = try Value(json: bytes)
        } catch {
            throw ChartError(.index, name, "the manifest is no JSON: \(error.message)", isTransient: true)
        }
        guard let layers = value["layers"]?.array else {
            let isIndex = value["manifests"] != nil
            throw ChartError(
                .index,
                name,
                isIndex ? "is an index of images, not a chart; name the chart's own tag" : "the manifest has no layers",
            )
        }
        self.digest = digest
        self.layers = try layers.map { layer throws(ChartError) in
            guard let type = layer["mediaType"]?.string, let digest = layer["digest"]?.string,
                let size = layer["size"]?.integer, size >= 0, Digest.hexadecimal(of: digest) != nil
            else {
                throw ChartError(.index, name, "the manifest has a layer without media type, size or sha256 digest")
            }
            return Layer(mediaType: type, digest: digest, size: Int(size))
        }
    }

    /// The layer that is the chart.
    ///
    /// - Throws: `ChartError` with reason `notFound`.
    package func layer(_ choice: LayerChoice, name: String) throws(ChartError) -> Layer {
        let wanted: (Layer) -> Bool =
            switch choice {
            case .first: { _ in true }
            case .mediaType(let type): { $0.mediaType == type }
            case .chart: { [Self.chartMediaType, Self.oldChartMediaType].contains($0.mediaType) }
            }
        guard let layer = layers.first(where: wanted) else {
            let types = layers.map(\.mediaType).joined(separator: ", ")
            let all = types.isEmpty ? "no layers at all" : "only \(types)"
            throw ChartError(.notFound, name, "has no layer with the chart, \(all); correct the reference")
        }
        return layer
    }
}
