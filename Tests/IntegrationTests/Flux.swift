import Foundation
import SystemPackage
import TestSupport

/// Objects of Flux's kinds, as a repository for fettle writes them.
enum Flux {
    /// A stage, as it stands in a cluster's folder; `more` are lines of its `spec`.
    static func stage(_ name: String, _ path: String, prune: Bool = true, _ more: String...) -> String {
        """
        ---
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata:
          name: \(name)
          namespace: flux-system
        spec:
          interval: 10m
          path: \(path)
          prune: \(prune)
          sourceRef: { kind: GitRepository, name: flux-system }
        \(more.map { "  \($0)\n" }.joined())
        """
    }

    /// A release in the namespace `app` of a chart in this repository; `more` are lines of its `spec`.
    static func release(_ name: String, chart: String, _ more: String...) -> String {
        """
        apiVersion: helm.toolkit.fluxcd.io/v2
        kind: HelmRelease
        metadata:
          name: \(name)
          namespace: app
        spec:
          interval: 10m
          chart:
            spec:
              chart: charts/\(chart)
              sourceRef: { kind: GitRepository, name: homelab }
        \(more.map { "  \($0)\n" }.joined())
        """
    }

    /// The source of those charts.
    static let repository = """
        apiVersion: source.toolkit.fluxcd.io/v1
        kind: GitRepository
        metadata:
          name: homelab
          namespace: app
          annotations: { fettle.dev/repository: self }
        spec:
          interval: 10m
          url: https://git.invalid/homelab

        """

    /// A chart whose templates are `templates`, by file name.
    static func chart(_ name: String, _ templates: [String: String]) -> [String: String] {
        var files = ["charts/\(name)/Chart.yaml": "apiVersion: v2\nname: \(name)\nversion: 1.0.0\n"]
        for (file, text) in templates { files["charts/\(name)/templates/\(file)"] = text }
        return files
    }

    /// A chart that makes one ConfigMap, named as the release, of all its values.
    static let plainChart = chart(
        "plain",
        [
            "config.yaml": """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: {{ .Release.Name }}
            data:
            {{- range $name, $value := .Values }}
            {{- if ne $name "global" }}
              {{ $name }}: {{ $value | quote }}
            {{- end }}
            {{- end }}
            """
        ],
    )

    /// A chart with a Deployment, which no control plane without nodes ever gets ready with more than no pods.
    static let patientChart = chart(
        "patient",
        [
            "deployment.yaml": """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: {{ .Release.Name }}
            spec:
              replicas: {{ .Values.replicas }}
              selector:
                matchLabels: { app: {{ .Release.Name }} }
              template:
                metadata:
                  labels: { app: {{ .Release.Name }} }
                spec:
                  containers:
                    - name: main
                      image: registry.invalid/main:1
            """
        ],
    )
}

/// One release as `helm list` prints it.
struct ListedRelease: Decodable, Hashable {
    let name: String
    let revision: String
    let status: String

    init(_ name: String, _ revision: Int, _ status: String = "deployed") {
        self.name = name
        self.revision = String(revision)
        self.status = status
    }
}

extension ControlPlane {
    /// What `helm list` shows of the namespace `app`, by name.
    func releases() async throws -> [ListedRelease] {
        let text = try await run(
            "helm",
            "list",
            "--namespace",
            "app",
            "--output",
            "json",
            "--kubeconfig",
            kubeconfig.string,
        )
        return try JSONDecoder().decode([ListedRelease].self, from: Data(text.utf8)).sorted { $0.name < $1.name }
    }
}

/// A `helm` before the real one on `PATH` that writes down what it is asked.
struct HelmLog {
    private let file: FilePath

    /// Puts it before the real one for every command of `scenario`.
    init(for scenario: inout Scenario) async throws {
        let folder = scenario.folder.appending("helm-log")
        file = scenario.folder.appending("helm-calls")
        let real = try await run("sh", "-c", "command -v helm").split(separator: "\n").first ?? ""
        try write(
            ["helm": "#!/bin/sh\nprintf '%s\\n' \"$1\" >>'\(file)'\nexec '\(real)' \"$@\"\n"],
            below: folder,
        )
        try await run("chmod", "+x", folder.appending("helm").string)
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        scenario.variables["PATH"] = "\(folder):\(path)"
    }

    /// The subcommands since the last time, in order.
    func takeCalls() throws -> [String] {
        guard FileManager.default.fileExists(atPath: file.string) else { return [] }
        let text = try String(contentsOfFile: file.string, encoding: .utf8)
        try FileManager.default.removeItem(atPath: file.string)
        return text.split(separator: "\n").map(String.init)
    }
}
