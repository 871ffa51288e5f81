import SystemPackage

/// A base and an overlay with as many applications as are asked for: a Deployment, a Service and a ConfigMap each, which
/// refer to each other by name.
enum GeneratedRepository {
    /// Gives `body` the overlay's folder, and removes everything afterwards.
    static func with(applications: Int, _ body: (FilePath) throws -> Void) throws {
        try TemporaryFolder.with { folder in
            var resources = "resources:\n"
            for number in 0..<applications {
                try application(number).write(to: folder.appending("base/app-\(number).yaml"))
                resources += "- app-\(number).yaml\n"
            }
            try resources.write(to: folder.appending("base/kustomization.yaml"))
            try overlay(applications).write(to: folder.appending("overlay/kustomization.yaml"))
            try "level=info\nretries=3\n".write(to: folder.appending("overlay/app.properties"))
            try body(folder.appending("overlay"))
        }
    }

    private static func application(_ number: Int) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: app-\(number)
          labels:
            app: app-\(number)
        spec:
          replicas: 2
          selector:
            matchLabels:
              app: app-\(number)
          template:
            metadata:
              labels:
                app: app-\(number)
            spec:
              containers:
              - name: main
                image: example/app:1.0
                ports:
                - containerPort: 8080
                  name: http
                env:
                - name: LEVEL
                  valueFrom:
                    configMapKeyRef:
                      name: settings-\(number)
                      key: level
                resources:
                  requests: {cpu: 100m, memory: 64Mi}
                  limits: {memory: 128Mi}
              volumes:
              - name: settings
                configMap:
                  name: settings-\(number)
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: app-\(number)
        spec:
          selector:
            app: app-\(number)
          ports:
          - name: http
            port: 80
            targetPort: http
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: settings-\(number)
        data:
          level: info
          settings.ini: |
            [server]
            port = 8080
            name = app-\(number)

        """
    }

    /// Twenty patches for three hundred applications, and as many for each more.
    private static func overlay(_ applications: Int) -> String {
        let patches = (0..<max(1, applications / 15)).map { number in
            """
            - patch: |-
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: app-\(number * 15 % applications)
                spec:
                  replicas: 3
                  template:
                    spec:
                      containers:
                      - name: main
                        env:
                        - name: REGION
                          value: north

            """
        }
        return """
            resources:
            - ../base
            namespace: site
            namePrefix: one-
            labels:
            - pairs: {team: platform}
              includeSelectors: true
            images:
            - name: example/app
              newTag: "2.0"
            configMapGenerator:
            - name: shared
              files: [app.properties]
              literals: [mode=fast]
            secretGenerator:
            - name: token
              literals: [token=made-up]
            patches:
            \(patches.joined())
            """
    }
}
