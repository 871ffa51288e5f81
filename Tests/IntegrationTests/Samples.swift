import TestSupport

/// Files that several tests begin with.
enum Samples {
    /// A namespace, a ConfigMap and a Deployment in `base/app`, and an overlay for each of `clusters`.
    static func app(for clusters: [String] = ["one"]) -> [String: String] {
        var files = [
            "base/app/kustomization.yaml": """
            resources:
              - namespace.yaml
              - config.yaml
              - deployment.yaml
            """,
            "base/app/namespace.yaml": """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: app
            """,
            "base/app/config.yaml": configMap("settings", "greeting: hello"),
            "base/app/deployment.yaml": """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: app
            spec:
              replicas: 2
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  containers:
                    - name: web
                      image: registry.invalid/web:1
                      ports:
                        - containerPort: 8080
            """,
        ]
        for cluster in clusters { files["overlays/\(cluster)/kustomization.yaml"] = overlay() }
        return files
    }

    /// An overlay of `base/app` with more resources of its own.
    static func overlay(_ resources: String...) -> String {
        (["resources:", "  - ../../base/app"] + resources.map { "  - \($0)" }).joined(separator: "\n") + "\n"
    }

    /// A ConfigMap in the namespace `app` with lines of data.
    static func configMap(_ name: String, _ lines: String...) -> String {
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: \(name)
          namespace: app
        data:
        \(lines.map { "  \($0)\n" }.joined())
        """
    }

    /// A definition of the kind `Widget` or another one, with these fields in its `spec`.
    static func definition(_ kind: String, _ fields: [String], _ more: String = "") -> String {
        let plural = "\(kind.lowercased())s"
        return """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: { name: \(plural).example.invalid\(more) }
            spec:
              group: example.invalid
              scope: Namespaced
              names: { kind: \(kind), plural: \(plural) }
              versions:
                - name: v1
                  served: true
                  storage: true
                  schema:
                    openAPIV3Schema:
                      type: object
                      properties:
                        spec:
                          type: object
                          properties:
            \(fields.map { "                \($0): { type: integer, description: the field that is called \($0) }\n" }.joined())
            """
    }
}

extension ControlPlane {
    /// The version of every object that a test's overlay makes, and of fettle's record: equal texts mean nothing was
    /// written.
    func versions() async throws -> String {
        var text = ""
        for namespace in ["app", "fettle-system"] {
            text += try await kubectl([
                "get", "configmaps,secrets,services,deployments", "--namespace", namespace, "--output",
                "jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.resourceVersion}{\"\\n\"}{end}",
            ])
        }
        // The controller manager writes the status of deployments when it likes.
        return text.split(separator: "\n").filter { !$0.hasPrefix("Deployment/") }.joined(separator: "\n")
    }

    /// One field of one object; empty when it is not there.
    func field(_ path: String, of object: String, in namespace: String = "app") async throws -> String {
        try await kubectl([
            "get", object, "--namespace", namespace, "--ignore-not-found", "--output", "jsonpath={\(path)}",
        ])
    }
}
