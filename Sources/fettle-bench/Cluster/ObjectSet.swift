/// Objects of a made-up site: namespaces of up to a hundred objects, filled with applications of a ConfigMap, a Service and
/// a Deployment without replicas.
struct ObjectSet {
    /// What the names of the namespaces begin with.
    let prefix: String
    /// How many objects there are, the namespaces among them.
    let count: Int

    /// One object.
    struct Object: Hashable, Sendable {
        let kind: Kind
        let namespace: String
        let name: String
    }

    enum Kind: String, CaseIterable, Sendable {
        case namespace = "Namespace"
        case configMap = "ConfigMap"
        case service = "Service"
        case deployment = "Deployment"
    }

    var namespaces: [String] {
        (0..<max(1, count / 100)).map { "\(prefix)-\($0)" }
    }

    /// The objects in a namespace, without itself; those of one application follow each other.
    func objects(in namespace: String) -> [Object] {
        let kinds: [Kind] = [.configMap, .service, .deployment]
        return (0..<(count / namespaces.count - 1)).map { number in
            Object(kind: kinds[number % kinds.count], namespace: namespace, name: "app-\(number / kinds.count)")
        }
    }

    /// All objects but the namespaces.
    var objects: [Object] { namespaces.flatMap(objects(in:)) }
}

extension ObjectSet.Object {
    /// Where it is on an API server.
    var path: String {
        switch kind {
        case .namespace: "/api/v1/namespaces/\(name)"
        case .configMap: "/api/v1/namespaces/\(namespace)/configmaps/\(name)"
        case .service: "/api/v1/namespaces/\(namespace)/services/\(name)"
        case .deployment: "/apis/apps/v1/namespaces/\(namespace)/deployments/\(name)"
        }
    }

    /// What fettle's log calls it.
    var logName: String {
        let place = "\(kind.rawValue)/\(namespace)/\(name)"
        return kind == .deployment ? "apps/\(place)" : place
    }

    /// Its manifest.
    ///
    /// - Parameter level: what a ConfigMap says, so that a commit can change it.
    /// - Returns: one document.
    func yaml(level: String = "info") -> String {
        switch kind {
        case .namespace: "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: \(namespace)\n"
        case .configMap:
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: \(name)
              namespace: \(namespace)
            data:
              level: \(level)
              settings.ini: |
                [server]
                port = 8080
                name = \(name)

            """
        case .service:
            """
            apiVersion: v1
            kind: Service
            metadata:
              name: \(name)
              namespace: \(namespace)
            spec:
              selector:
                app: \(name)
              ports:
              - name: http
                port: 80
                protocol: TCP
                targetPort: http

            """
        case .deployment:
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: \(name)
              namespace: \(namespace)
              labels:
                app: \(name)
            spec:
              replicas: 0
              revisionHistoryLimit: 3
              selector:
                matchLabels:
                  app: \(name)
              template:
                metadata:
                  labels:
                    app: \(name)
                spec:
                  containers:
                  - name: main
                    image: registry.invalid/app:1.0
                    ports:
                    - containerPort: 8080
                      name: http
                      protocol: TCP
                    env:
                    - name: LEVEL
                      valueFrom:
                        configMapKeyRef:
                          name: \(name)
                          key: level
                    resources:
                      limits:
                        memory: 128Mi
                      requests:
                        cpu: 100m
                        memory: 64Mi

            """
        }
    }
}
