internal import YAML

extension Value {
    /// This object with `protocol: TCP` on every Service port and container port that says no protocol.
    ///
    /// API servers before 1.23 lack that default in server-side apply, where the protocol is part of a port's key.
    var withPortProtocols: Value {
        let version = self["apiVersion"]?.string ?? ""
        let group = version.contains("/") ? String(version.prefix { $0 != "/" }) : ""
        switch (group, self["kind"]?.string ?? "") {
        case ("", "Service"): return changing(["spec"]) { $0.withPorts }
        case ("", "Pod"): return changing(["spec"], \.withContainerPorts)
        case ("", "PodTemplate"): return changing(["template", "spec"], \.withContainerPorts)
        case ("", "ReplicationController"), ("batch", "Job"),
            ("apps", "Deployment"), ("apps", "StatefulSet"), ("apps", "DaemonSet"), ("apps", "ReplicaSet"):
            return changing(["spec", "template", "spec"], \.withContainerPorts)
        case ("batch", "CronJob"):
            return changing(["spec", "jobTemplate", "spec", "template", "spec"], \.withContainerPorts)
        default: return self
        }
    }

    private func changing(_ path: ArraySlice<String>, _ change: (Value) -> Value) -> Value {
        guard let name = path.first else { return change(self) }
        guard let field = self[name] else { return self }
        var result = self
        result[name] = field.changing(path.dropFirst(), change)
        return result
    }

    private var withContainerPorts: Value {
        ["containers", "initContainers"].reduce(self) { spec, name in
            spec.changing([name]) { list in
                guard let containers = list.array else { return list }
                return .array(containers.map(\.withPorts))
            }
        }
    }

    private var withPorts: Value {
        changing(["ports"]) { list in
            guard let ports = list.array else { return list }
            return .array(
                ports.map { port in
                    guard port.object != nil, port["protocol"] == nil else { return port }
                    var port = port
                    port["protocol"] = "TCP"
                    return port
                }
            )
        }
    }
}
