internal import Manifests
internal import YAML

extension HelmRelease {
    static func installOptions(_ reader: FieldReader, timeout: Duration) -> InstallOptions {
        var options = InstallOptions(action: actionOptions(reader, timeout: timeout))
        options.createsNamespace = reader.bool("createNamespace") ?? false
        if let serverSide = reader.bool("serverSideApply") {
            options.action.serverSideApply = serverSide ? .enabled : .disabled
        }
        // A release that was uninstalled with its history kept, or whose install failed, is installed or upgraded
        // anyway.
        _ = reader.bool("replace")
        let skips = reader.bool("skipCRDs") ?? false
        options.definitions = reader.choice("crds", DefinitionPolicy.self) ?? (skips ? .skip : .create)
        options.failurePolicy = FailurePolicy.read(reader, isUpgrade: false)
        return options
    }

    static func upgradeOptions(_ reader: FieldReader, timeout: Duration) -> UpgradeOptions {
        var options = UpgradeOptions(action: actionOptions(reader, timeout: timeout))
        options.action.serverSideApply = reader.choice("serverSideApply", ServerSideApply.self)
        options.forces = reader.bool("force") ?? false
        options.cleansUpOnFailure = reader.bool("cleanupOnFail") ?? false
        options.definitions = reader.choice("crds", DefinitionPolicy.self) ?? .skip
        options.preservesValues = reader.bool("preserveValues") ?? false
        options.renaming = reader.choice("chartNameChangeStrategy", UpgradeOptions.Renaming.self) ?? .reinstall
        options.failurePolicy = FailurePolicy.read(reader, isUpgrade: true)
        return options
    }

    static func uninstallOptions(_ reader: FieldReader, timeout: Duration) -> UninstallOptions {
        var options = UninstallOptions(timeout: reader.duration("timeout") ?? timeout)
        options.keepsHistory = reader.bool("keepHistory") ?? false
        options.runsHooks = !(reader.bool("disableHooks") ?? false)
        options.waits = !(reader.bool("disableWait") ?? false)
        options.propagation = reader.choice("deletionPropagation", UninstallOptions.Propagation.self) ?? .background
        return options
    }

    private static func actionOptions(_ reader: FieldReader, timeout: Duration) -> ActionOptions {
        var options = ActionOptions(timeout: reader.duration("timeout") ?? timeout)
        if options.timeout == .zero { reader.fail("timeout", "is 0; give the time that helm may take, such as 5m") }
        options.waits = !(reader.bool("disableWait") ?? false)
        options.waitsForJobs = !(reader.bool("disableWaitForJobs") ?? false)
        options.runsHooks = !(reader.bool("disableHooks") ?? false)
        options.validatesOpenAPI = !(reader.bool("disableOpenAPIValidation") ?? false)
        options.validatesSchema = !(reader.bool("disableSchemaValidation") ?? false)
        options.takesOwnership = !(reader.bool("disableTakeOwnership") ?? false)
        return options
    }

    /// Refuses the fields that change what happens in a way fettle does not do.
    ///
    /// Those whose value says what fettle does anyway pass.
    static func refuseUnsupported(_ spec: FieldReader) {
        _ = spec.object("waitStrategy") { $0.accept("name", only: "poller") }
        // Says how Flux talks to the cluster, and changes nothing there.
        _ = spec.bool("persistentClient")
        spec.accept("healthCheckExprs", only: [])
        spec.unsupported(
            "serviceAccountName",
            "is not supported by fettle; the kubeconfig of the cluster says who it is"
        )
        spec.unsupported("kubeConfig", "is not supported by fettle; clusters/<name>/cluster.yaml names the cluster")
    }
}
