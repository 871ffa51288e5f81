import Kubernetes
import SystemPackage
import Tools

/// What carries the requests; everything above is tested on each.
enum EngineKind: CaseIterable, Sendable {
    case api
    case kubectl

    /// An engine of this kind.
    ///
    /// - Parameter cacheFolder: for this engine alone.
    func engine(
        _ kubeconfig: Kubeconfig,
        cluster: String,
        cacheFolder: FilePath,
        tools: any ToolRunner = SubprocessToolRunner(),
        timeout: Duration = .seconds(30),
    ) throws -> any ClusterEngine {
        switch self {
        case .api: try APIEngine(kubeconfig: kubeconfig, cluster: cluster, timeout: timeout, tools: tools)
        case .kubectl:
            KubectlEngine(
                tools: tools,
                kubeconfig: kubeconfig,
                cluster: cluster,
                cacheFolder: cacheFolder,
                timeout: timeout,
            )
        }
    }
}
