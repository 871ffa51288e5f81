import Glibc
import SystemPackage

/// A base and an overlay with as many applications as are asked for: a Deployment, a Service and a ConfigMap each, which
/// refer to each other by name.
enum GeneratedRepository {
    /// Gives `body` the overlay's folder, and removes everything afterwards.
    static func with(applications: Int, _ body: (FilePath) throws -> Void) throws {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/fettle-bench-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else {
            throw BenchError(
                description: "\(parent): no folder can be made in it; let TMPDIR name one that is writable"
            )
        }
        let folder = FilePath(String(cString: made))
        defer { remove(folder) }
        for name in ["base", "overlay"] { mkdir(folder.appending(name).string, S_IRWXU) }
        var resources = "resources:\n"
        for number in 0..<applications {
            try write(application(number), to: folder.appending("base/app-\(number).yaml"))
            resources += "- app-\(number).yaml\n"
        }
        try write(resources, to: folder.appending("base/kustomization.yaml"))
        try write(overlay(applications), to: folder.appending("overlay/kustomization.yaml"))
        try write("level=info\nretries=3\n", to: folder.appending("overlay/app.properties"))
        try body(folder.appending("overlay"))
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

    private static func write(_ text: String, to path: FilePath) throws {
        let file = try FileDescriptor.open(path, .writeOnly, options: [.create], permissions: .ownerReadWrite)
        _ = try file.closeAfter { try file.writeAll(text.utf8) }
    }

    private static func remove(_ folder: FilePath) {
        for name in ["base", "overlay"] {
            let path = folder.appending(name)
            if let directory = opendir(path.string) {
                while let entry = readdir(directory) {
                    let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                    }
                    if name != ".", name != ".." { unlink(path.appending(name).string) }
                }
                closedir(directory)
            }
            rmdir(path.string)
        }
        rmdir(folder.string)
    }
}
