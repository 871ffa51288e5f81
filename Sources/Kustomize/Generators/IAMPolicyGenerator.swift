internal import Manifests
internal import YAML

/// Makes the ServiceAccount that stands for one of Google's cloud.
struct IAMPolicyGenerator: Generator {
    let cloud: PlacedText
    let name: PlacedText
    let namespace: PlacedText
    let accountName: PlacedText
    let projectID: PlacedText
    let place: Place

    /// A plugin under `generators`.
    init(plugin fields: ConfigFields) throws {
        func text(_ fields: ConfigFields?, _ name: String) throws -> PlacedText {
            PlacedText(text: try fields?.text(name) ?? "", place: fields?.place(name) ?? .unknown)
        }
        let service = try fields.object("kubernetesService")
        let account = try fields.object("serviceAccount")
        cloud = try text(fields, "cloud")
        name = try text(service, "name")
        namespace = try text(service, "namespace")
        accountName = try text(account, "name")
        projectID = try text(account, "projectId")
        place = fields.value.trace.place
    }

    func generate(_ context: BuildContext) throws -> [Resource] {
        guard cloud.text == "gke" else {
            throw context.failure(cloud.place, "cloud provider \(cloud.text) not supported yet; only gke is")
        }
        guard !name.text.isEmpty, TracedScalar.tag(ofPlain: name.text) != .null else {
            throw context.failure(place, "missing metadata.name of the ServiceAccount; give kubernetesService a name")
        }
        guard !accountName.text.isEmpty else {
            throw context.failure(place, "serviceAccount has no name; give it one")
        }
        let trace = Trace(place.written(by: .generator))
        let account = TracedValue(
            string: "\(accountName.text)@\(projectID.text).iam.gserviceaccount.com",
            trace: Trace(accountName.place.written(by: .generator)),
        )
        let annotations = [TracedField("iam.gke.io/gcp-service-account", account)]
        var metadata = [
            TracedField("annotations", TracedValue(.mapping(annotations), trace: trace)),
            TracedField("name", plain(name)),
        ]
        if !namespace.text.isEmpty { metadata.append(TracedField("namespace", plain(namespace))) }
        let fields = [
            TracedField("apiVersion", TracedValue(string: "v1", trace: trace)),
            TracedField("kind", TracedValue(string: "ServiceAccount", trace: trace)),
            TracedField("metadata", TracedValue(.mapping(metadata), trace: trace)),
        ]
        return [Resource(TracedValue(.mapping(fields), trace: trace), context: context)]
    }

    /// kustomize puts the text between others and reads all as YAML, so that `12` becomes a number.
    private func plain(_ text: PlacedText) -> TracedValue {
        TracedValue(.scalar(TracedScalar(text.text, tag: nil)), trace: Trace(text.place.written(by: .generator)))
    }
}
