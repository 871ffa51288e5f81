"""The built-in transformers and generators, written as plugins: in files, in folders and inline."""

import generation
import replacements
import transformations
from objects import LABELS, NAMESPACES, Item
from patches import PatchMaker, patchable, unchanged
from scalars import text
from transformations import FIELD_SPECS


def annotations(layer):
    return {"annotations": transformations.pairs(layer.dice, 0.4),
            "fieldSpecs": layer.dice.pick([[{"path": "metadata/annotations", "create": True}], [FIELD_SPECS[1]], []])}


def labels(layer):
    return {"labels": transformations.label_pairs(layer.dice), "fieldSpecs": layer.dice.some(FIELD_SPECS, 1, 2)}


def namespace(layer):
    body = {"metadata": {"name": "plugin", "namespace": layer.dice.pick(NAMESPACES)},
            "fieldSpecs": layer.dice.pick([[{"path": "metadata/namespace", "create": True}],
                                           [{"path": "metadata/name", "kind": "Namespace", "create": True}], []])}
    if layer.dice.chance(0.4):
        body["unsetOnly"] = True
    if layer.dice.chance(0.5):
        body["setRoleBindingSubjects"] = layer.dice.pick(["defaultOnly", "allServiceAccounts", "none"])
    return body


NAME_SPECS = [[{"path": "metadata/name"}], [{"path": "metadata/name", "kind": "Deployment"}],
              [{"path": "metadata/labels/app"}]]


def prefix(layer):
    return {"prefix": layer.dice.pick(["p-", "q."]), "fieldSpecs": layer.dice.pick(NAME_SPECS)}


def suffix(layer):
    return {"suffix": layer.dice.pick(["-s", ".t"]), "fieldSpecs": layer.dice.pick(NAME_SPECS)}


def both(layer):
    return {**prefix(layer), **suffix(layer)}


def image(layer):
    return {"imageTag": transformations.image_change(layer),
            "fieldSpecs": layer.dice.pick([[], [{"path": "spec/parts/image"}],
                                           [{"path": "spec/template/spec/containers[]/image"}]])}


def replica(layer):
    names = [item.names[-1] for item in layer.items if item.kind == "Deployment"] or [layer.items[0].names[-1]]
    return {"replica": {"name": layer.dice.pick(names), "count": 4},
            "fieldSpecs": [{"path": "spec/replicas", "create": True, "kind": "Deployment"}]}


def patch(layer):
    return PatchMaker(layer).patch(layer.dice.pick(patchable(layer) or layer.items))


def strategic(layer):
    document = PatchMaker(layer).strategic(layer.dice.pick(patchable(layer) or layer.items))
    if layer.dice.chance(0.5):
        return {"patches": layer.inline(document)}
    return {"paths": [layer.yaml("plugin-merge.yaml", document)]}


def json6902(layer):
    maker = PatchMaker(layer)
    item: Item = layer.dice.pick(unchanged(patchable(layer) or layer.items))
    target = {"kind": item.kind, "name": item.names[-1], "version": item.version,
              **({"group": item.group} if item.group else {})}
    content = maker.operations_text(maker.operations(item))
    if layer.dice.chance(0.5):
        return {"target": target, "jsonOp": content}
    return {"target": target, "path": layer.file("plugin-ops.yaml", content)}


def value_add(layer):
    body = {"targets": [{"selector": {"kind": layer.dice.pick(layer.items).kind},
                         "fieldPath": layer.dice.pick(["metadata/namespace", "metadata/annotations/added", "spec/added",
                                                       "data/k"])}]}
    if layer.dice.chance(0.3):
        body["targets"][0]["filePathPosition"] = layer.dice.pick([1, 2])
    if layer.dice.chance(0.8):
        body["value"] = layer.dice.pick(["value", "a/b", " x ", "1"])
    if layer.dice.chance(0.2):
        body = {**body, "targetFilePath": layer.yaml("targets.yaml", {"targets": body.pop("targets")})}
    return body


def replacing(layer):
    return {"replacements": [replacements.replacement(layer)]}


def hashing(_):
    return {}


TRANSFORMERS = {
    "AnnotationsTransformer": annotations, "LabelTransformer": labels, "NamespaceTransformer": namespace,
    "PrefixTransformer": prefix,
    "SuffixTransformer": suffix, "PrefixSuffixTransformer": both, "ImageTagTransformer": image,
    "ReplicaCountTransformer": replica,
    "PatchTransformer": patch, "PatchStrategicMergeTransformer": strategic, "PatchJson6902Transformer": json6902,
    "ValueAddTransformer": value_add, "ReplacementTransformer": replacing, "HashTransformer": hashing,
}


def generated(layer, kind):
    given, item = generation.arguments(layer, kind)
    if item:
        layer.items.append(item)
    metadata = {"name": given.pop("name"), **({"namespace": given.pop("namespace")} if "namespace" in given else {})}
    return {"metadata": metadata, **given}


def policy(layer):
    return {"cloud": "gke", "kubernetesService": {"name": "robot",
                                                  **({"namespace": "x"} if layer.dice.chance(0.5) else {})},
            "serviceAccount": {"name": "sa", "projectId": "project"}}


def document(layer, kind, body):
    metadata = {"name": f"{kind.lower()}-{layer.dice.pick(LABELS[:2])}"}
    if layer.dice.chance(0.05):
        metadata["annotations"] = {"note": text(layer.dice)}
    return {"apiVersion": "builtin", "kind": kind, "metadata": metadata, **body}


def attach(layer, field, documents):
    """Names the plugins in the kustomization, in one of the ways that there are."""
    way = layer.dice.weighted({"file": 4, "inline": 3, "folder": 1})
    layer.case.use(f"{field}: {way}")
    if way == "inline":
        layer.add(field, [layer.inline(one) for one in documents])
    elif way == "file":
        layer.add(field, [layer.yaml("plugin.yaml", *documents)])
    else:
        # Files that a plugin names lie beside the kustomization that lists it, so such plugins stay there.
        inner = [one for one in documents if not {"path", "paths", "files", "env", "envs", "targetFilePath"} & set(one)]
        outer = [one for one in documents if one not in inner]
        if inner:
            name = layer.free("plugins/plugin.yaml")
            layer.file(name, layer.writer.stream(inner))
            content = f"resources: [{name.split('/')[-1]}]\n"
            layer.case.files[f"{layer.path}/plugins/kustomization.yaml"] = content.encode()
            layer.add(field, ["plugins"])
        if outer:
            layer.add(field, [layer.yaml("plugin.yaml", *outer)])


def add_transformers(layer):
    if not layer.items or f"{layer.path}/plugins/kustomization.yaml" in layer.case.files:
        return
    documents = []
    for kind in layer.dice.some(sorted(TRANSFORMERS), 1, 2):
        if not layer.items:  # the one before deletes the last
            break
        if kind == "ReplicaCountTransformer" and not any(item.kind == "Deployment"
                                                         for item in layer.items) and layer.dice.chance(0.9):
            kind = "HashTransformer"
        layer.case.use(f"plugin: {kind}")
        documents.append(document(layer, kind, TRANSFORMERS[kind](layer)))
    attach(layer, "transformers", documents)


def add_generators(layer):
    if f"{layer.path}/plugins/kustomization.yaml" in layer.case.files:
        return
    kind = layer.dice.weighted({"ConfigMapGenerator": 4, "SecretGenerator": 3, "IAMPolicyGenerator": 1})
    layer.case.use(f"plugin: {kind}")
    body = policy(layer) if kind == "IAMPolicyGenerator" else generated(layer, kind.removesuffix("Generator"))
    attach(layer, "generators", [document(layer, kind, {}) | body])


def add_validators(layer):
    """A validator must leave all as it is, so one that has nothing to do is the only built-in one that passes."""
    attach(layer, "validators", [document(layer, "LabelTransformer", {
        "labels": {"x": "y"}, "fieldSpecs": [{"path": "spec/nothing", "kind": "Nothing"}]})])
