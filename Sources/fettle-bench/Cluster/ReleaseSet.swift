import SystemPackage

/// HelmReleases of one chart that lies in the repository beside them.
struct ReleaseSet {
    let namespace: String
    let count: Int

    var names: [String] { (0..<count).map { "release-\($0)" } }

    /// The chart's folder in the repository.
    static let chart = FilePath("charts/app")

    /// One release, whose values have a level, so that a commit can change it.
    func yaml(_ name: String, level: String) -> String {
        """
        apiVersion: helm.toolkit.fluxcd.io/v2
        kind: HelmRelease
        metadata:
          name: \(name)
          namespace: \(namespace)
        spec:
          interval: 10m
          chart:
            spec:
              chart: \(Self.chart)
              sourceRef: { kind: GitRepository, name: here }
          values:
            level: \(level)

        """
    }

    /// The source of the chart.
    var source: String {
        """
        apiVersion: source.toolkit.fluxcd.io/v1
        kind: GitRepository
        metadata:
          name: here
          namespace: \(namespace)
          annotations: { fettle.dev/repository: self }
        spec:
          interval: 10m
          url: https://git.invalid/here

        """
    }

    /// The chart's files below its folder: a ConfigMap, a Service and a Deployment without replicas.
    static let files = [
        "Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\n",
        "values.yaml": "level: info\n",
        "templates/config.yaml": """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: {{ .Release.Name }}
        data:
          level: {{ .Values.level | quote }}

        """,
        "templates/service.yaml": """
        apiVersion: v1
        kind: Service
        metadata:
          name: {{ .Release.Name }}
        spec:
          selector: { app: {{ .Release.Name }} }
          ports:
          - { name: http, port: 80, protocol: TCP, targetPort: http }

        """,
        "templates/deployment.yaml": """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: {{ .Release.Name }}
        spec:
          replicas: 0
          selector:
            matchLabels: { app: {{ .Release.Name }} }
          template:
            metadata:
              labels: { app: {{ .Release.Name }} }
              annotations: { level: {{ .Values.level | quote }} }
            spec:
              containers:
              - name: main
                image: registry.invalid/app:1.0
                ports:
                - { name: http, containerPort: 8080, protocol: TCP }

        """,
    ]
}
