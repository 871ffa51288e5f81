internal import Manifests
internal import YAML

extension Target {
    /// What makes objects, in kustomize's order: ConfigMaps, Secrets, plugins.
    func generators() throws -> [Step<any Generator>] {
        let options = try fields.object("generatorOptions").map { try GeneratorOptions($0) } ?? GeneratorOptions()
        let configMaps = try fields.objects("configMapGenerator").map { entry in
            try ConfigMapGenerator(entry, options: options, loader: loader)
        }
        let secrets = try fields.objects("secretGenerator").map { entry in
            try SecretGenerator(entry, options: options, loader: loader)
        }
        let plugins = try plugins("generators").map { plugin in
            Step<any Generator>(operation: try plugin.generator(), origin: plugin.origin)
        }
        return steps("ConfigMapGenerator", configMaps) + steps("SecretGenerator", secrets) + plugins
    }

    private func steps(_ kind: String, _ generators: [any Generator]) -> [Step<any Generator>] {
        let origin = provenance?.step(kind, in: kustomization.fileName)
        return generators.map { Step(operation: $0, origin: origin) }
    }
}
