import Helm
import Manifests
import Testing
import YAML

struct AHelmRelease {
    @Test func `that says nothing has Flux's defaults`() throws {
        let release = try HelmRelease.read(helmRelease())
        #expect(release.name == "web")
        #expect(release.namespace == "apps")
        #expect(release.interval == .seconds(600))
        #expect(release.maxHistory == 5)
        #expect(release.isSuspended == false)
        #expect(release.install.action.timeout == .seconds(300))
        #expect(release.install.action.waits)
        #expect(release.install.definitions == .create)
        #expect(release.upgrade.definitions == .skip)
        #expect(release.upgrade.action.takesOwnership)
        #expect(release.uninstall.propagation == .background)
        #expect(release.values == [:])
        #expect(release.chart.source.name == "charts")
        #expect(release.chart.source.namespace == "apps")
        #expect(release.subject == "base/web/release.yaml: HelmRelease/apps/web")
    }

    @Test func `gives back what it says`() throws {
        let release = try HelmRelease.read(
            helmRelease(
                [
                    "timeout": "1m",
                    "maxHistory": 0,
                    "suspend": true,
                    "dependsOn": [
                        ["name": "db"], ["name": "crds", "namespace": "infra", "kind": "Kustomization"],
                    ],
                    "install": ["createNamespace": true, "disableWait": true, "skipCRDs": true, "timeout": "2m"],
                    "upgrade": ["force": true, "cleanupOnFail": true, "disableHooks": true],
                    "uninstall": ["keepHistory": true, "deletionPropagation": "orphan", "disableWait": true],
                    "valuesFrom": [
                        ["kind": "ConfigMap", "name": "shared"],
                        ["kind": "Secret", "name": "keys", "valuesKey": "pw", "targetPath": "a.b", "optional": true],
                    ],
                    "values": ["replicas": 2],
                ],
            ),
        )
        #expect(release.maxHistory == 0)
        #expect(release.isSuspended)
        #expect(release.releasesBefore.map(\.description) == ["helm.toolkit.fluxcd.io/HelmRelease/apps/db"])
        #expect(
            release.stagesBefore.map(\.description) == ["kustomize.toolkit.fluxcd.io/Kustomization/infra/crds"],
        )
        #expect(release.install.createsNamespace)
        #expect(!release.install.action.waits)
        #expect(release.install.definitions == .skip)
        #expect(release.install.action.timeout == .seconds(120))
        #expect(release.upgrade.action.timeout == .seconds(60))
        #expect(release.upgrade.forces)
        #expect(release.upgrade.cleansUpOnFailure)
        #expect(!release.upgrade.action.runsHooks)
        #expect(release.uninstall.keepsHistory)
        #expect(release.uninstall.propagation == .orphan)
        #expect(release.valuesFrom.map(\.object.description) == ["ConfigMap/apps/shared", "Secret/apps/keys"])
        #expect(release.valuesFrom.map(\.key) == ["values.yaml", "pw"])
        #expect(release.valuesFrom[1].targetPath == "a.b")
        #expect(release.values == ["replicas": 2])
    }

    @Test func `in an encrypted file is sensitive`() throws {
        let origin = Origin(file: "secret.yaml", line: 3, isEncrypted: true)
        let release = try HelmRelease.read(helmRelease(origin: origin))
        #expect(release.isSensitive)
        #expect(release.subject == "secret.yaml:3: HelmRelease/apps/web")
    }

    @Test(arguments: [
        (Optional<String>.none, "web", "web"),
        ("prod", "web", "prod-web"),
        (nil, String(repeating: "a", count: 53), String(repeating: "a", count: 53)),
        // sha256sum of sixty letters a.
        (nil, String(repeating: "a", count: 60), String(repeating: "a", count: 40) + "-11ee391211c6"),
    ])
    func `names its release as Flux does`(target: String?, name: String, expected: String) throws {
        let spec: [String: Value] = target.map { ["targetNamespace": .string($0)] } ?? [:]
        let release = try HelmRelease.read(helmRelease(name, spec))
        #expect(release.name == expected)
        #expect(release.namespace == target ?? "apps")
    }

    @Test func `reports everything that fettle does not do, with its place`() {
        let error = #expect(throws: Problems.self) {
            try HelmRelease.read(
                helmRelease(
                    [
                        "storageNamespace": "elsewhere",
                        "serviceAccountName": "flux",
                        "driftDetection": ["mode": "always", "ignore": [["paths": ["spec"]]]],
                        "postRenderers": [["kustomize": ["patches": [["patch": "a: [", "target": ["kin": "Job"]]]]]],
                        "postRenderStrategy": "all",
                        "install": ["strategy": ["name": "Hope"], "crds": "Replace"],
                        "upgrade": [
                            "preserveValues": "yes", "chartNameChangeStrategy": "Hope",
                            "remediation": ["strategy": "pray"],
                        ],
                        "rollback": ["recreat": true],
                        "test": ["filters": [[:]]],
                        "valuesfrom": [],
                        "valuesFrom": [["kind": "Bucket", "name": "x"]],
                    ],
                ),
            )
        }
        #expect(error?.list.allSatisfy { $0.subject == "base/web/release.yaml: HelmRelease/apps/web" } == true)
        #expect(
            error?.list.map(\.message) == [
                "spec.storageNamespace: 'elsewhere' differs from the release's namespace 'apps', "
                    + "which fettle does not support; remove it",
                "spec.serviceAccountName: is not supported by fettle; the kubeconfig of the cluster says who it is",
                "spec.install.crds: 'Replace' is none of: Skip, Create, CreateReplace",
                "spec.install.strategy.name: 'Hope' is none of: RemediateOnFailure, RetryOnFailure",
                "spec.upgrade.preserveValues: is a string, not true or false",
                "spec.upgrade.chartNameChangeStrategy: 'Hope' is none of: Reinstall, InPlaceUpdate",
                "spec.upgrade.remediation.strategy: 'pray' is none of: rollback, uninstall",
                "spec.rollback.recreat: unknown field; remove it or correct its name",
                "spec.test.filters[0].name: is missing",
                "spec.driftDetection.mode: 'always' is none of: disabled, warn, enabled",
                "spec.driftDetection.ignore[0].paths: 'spec' is no JSON pointer to a field; write it like /spec/replicas",
                "spec.valuesFrom[0].kind: 'Bucket' is none of: ConfigMap, Secret",
                "spec.postRenderStrategy: 'all' is none of: nohooks, combined, separate",
                "spec.postRenderers[0].kustomize.patches[0].patch: is no YAML that can be read: see its line 2",
                "spec.postRenderers[0].kustomize.patches[0].target.kin: unknown field; remove it or correct its name",
                "spec.valuesfrom: unknown field; did you mean valuesFrom",
            ],
        )
    }

    @Test func `may say what fettle does anyway`() throws {
        _ = try HelmRelease.read(
            helmRelease(
                [
                    "driftDetection": ["mode": "disabled"],
                    "test": ["enable": false, "timeout": "1m"], "rollback": ["recreate": true],
                    "persistentClient": true,
                    "waitStrategy": ["name": "poller"],
                    "storageNamespace": "apps",
                    "install": ["strategy": ["name": "RetryOnFailure"], "replace": true],
                    "upgrade": ["preserveValues": false],
                ],
            ),
        )
    }

    @Test(arguments: ["helm.toolkit.fluxcd.io/v2beta2", "helm.toolkit.fluxcd.io/v2beta1"])
    func `of an older version is refused by name`(version: String) {
        let error = #expect(throws: Problems.self) { try HelmRelease.read(helmRelease(version: version)) }
        #expect(
            error?.description == "base/web/release.yaml: HelmRelease/apps/web: apiVersion: '\(version)' is not "
                + "supported; write it as helm.toolkit.fluxcd.io/v2",
        )
    }

    @Test func `without a chart is refused`() {
        let error = #expect(throws: Problems.self) { try HelmRelease.read(helmRelease(["chart": nil])) }
        #expect(error?.list.map(\.message) == ["spec.chart: is missing; give chart or chartRef"])
    }
}
