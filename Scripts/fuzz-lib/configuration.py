"""Files that tell kustomize about kinds: transformer configurations, CRDs, an OpenAPI schema."""

import json

CONFIGURATIONS = {
    "nameReference": [{"kind": "ConfigMap", "version": "v1",
                       "fieldSpecs": [{"path": "spec/configMapRef/name", "kind": "Gadget"}]}],
    "varReference": [{"path": "spec/command", "kind": "Gadget"}, {"path": "data/k", "kind": "ConfigMap"}],
    "commonLabels": [{"path": "spec/extra/labels", "create": True, "kind": "Gadget"}],
    "labels": [{"path": "spec/more/labels", "create": True, "kind": "Gadget"}],
    "templateLabels": [{"path": "spec/pod/metadata/labels", "create": True, "kind": "Gadget"}],
    "commonAnnotations": [{"path": "spec/extra/annotations", "create": True, "kind": "Gadget"}],
    "images": [{"path": "spec/parts/image", "kind": "Gadget"}],
    "replicas": [{"path": "spec/count", "create": True, "kind": "Gadget"}],
    "namespace": [{"path": "spec/targetNamespace", "create": True, "kind": "Gadget"}],
    "namePrefix": [{"path": "spec/title", "kind": "Gadget"}],
    "nameSuffix": [{"path": "metadata/labels/app"}],
}

CRD = {
    "github.com/example/pkg/apis/example/v1.Gadget": {
        "Schema": {
            "description": "A gadget.",
            "properties": {
                "apiVersion": {"type": "string"}, "kind": {"type": "string"},
                "metadata": {"$ref": "k8s.io/apimachinery/pkg/apis/meta/v1.ObjectMeta"},
                "spec": {"$ref": "github.com/example/pkg/apis/example/v1.GadgetSpec"},
            },
        },
        "Dependencies": ["github.com/example/pkg/apis/example/v1.GadgetSpec"],
    },
    "github.com/example/pkg/apis/example/v1.GadgetSpec": {
        "Schema": {"properties": {
            "configMapRef": {"x-kubernetes-object-ref-api-version": "v1", "x-kubernetes-object-ref-kind": "ConfigMap",
                             "$ref": "github.com/example/pkg/apis/example/v1.Reference"},
            "labelSelector": {"x-kubernetes-label-selector": ""}, "notes": {"x-kubernetes-annotation": ""},
            "identity": {"x-kubernetes-identity": ""},
        }},
        "Dependencies": ["github.com/example/pkg/apis/example/v1.Reference"],
    },
    "github.com/example/pkg/apis/example/v1.Reference": {"Schema": {"properties": {"name": {"type": "string"}}}},
}

OPENAPI = {
    "definitions": {
        "v1.Gadget": {
            "type": "object",
            "properties": {
                "apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": {"type": "object"},
                "spec": {"type": "object", "properties": {"parts": {
                    "type": "array", "items": {"type": "object"}, "x-kubernetes-patch-merge-key": "name",
                    "x-kubernetes-patch-strategy": "merge"}}},
            },
            "x-kubernetes-group-version-kind": [{"group": "example.com", "kind": "Gadget", "version": "v1"}],
        },
    },
}


def add_configurations(layer):
    fields = layer.dice.some(sorted(CONFIGURATIONS), 1, 3)
    for field in fields:
        layer.case.use(f"configurations: {field}")
    layer.add("configurations", [layer.yaml("config.yaml", {field: CONFIGURATIONS[field] for field in fields})])


def add_crds(layer):
    if layer.dice.chance(0.5):
        layer.add("crds", [layer.file("crd.json", json.dumps(CRD, indent=1))])
    else:
        layer.add("crds", [layer.yaml("crd.yaml", CRD)])


def add_openapi(layer):
    if layer.dice.chance(0.25):
        layer.add("openapi", {"version": "v1.21.2"})
    elif layer.dice.chance(0.5):
        layer.add("openapi", {"path": layer.file("schema.json", json.dumps(OPENAPI))})
    else:
        layer.add("openapi", {"path": layer.yaml("schema.yaml", OPENAPI)})
