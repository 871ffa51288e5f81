"""Strategic merge patches and JSON patches, inline and in files, for one object or many."""

import json

from objects import IMAGES, POD, Item
from paths import changeable, pointer
from scalars import Raw, raw, text
from yamltext import has_raw


def inside_pod(item, spec):
    """The patch of the pod's specification, at its place in the object."""
    body = {"spec": spec}
    for key in reversed(POD[item.kind]):
        body = {key: body}
    return body


def merge(into, more):
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            merge(into[key], value)
        else:
            into[key] = value
    return into


class PatchMaker:
    """Makes patches for the items of one layer."""

    def __init__(self, layer):
        self.layer = layer
        self.dice = layer.dice
        self.case = layer.case

    def _pod_changes(self, item):
        dice = self.dice
        names = [container["name"] for container in item.containers()] or ["main"]
        name = dice.pick(names) if dice.chance(0.85) else "new"
        container = next((one for one in item.containers() if one["name"] == name), {})
        env = [one["name"] for one in container.get("env", [])] or ["NEW"]
        ports = [one["containerPort"] for one in container.get("ports", [])] or [9090]
        volumes = [one["name"] for one in item.pod()["spec"].get("volumes", [])] or ["data"]
        args = [one for one in container.get("args", ["--x"])] or ["--x"]
        changes = {
            "change a container": {"containers": [{"name": name, "image": dice.pick(IMAGES)}]},
            "add a container": {"containers": [{"name": "added", "image": "x",
                                                "env": [{"name": "A", "value": text(dice, 0.5)}]}]},
            "merge env": {"containers": [{"name": name,
                                          "env": [{"name": dice.pick([*env, "NEW"]), "value": text(dice, 0.5)}]}]},
            "$patch delete in a list": {"containers": [{"name": name,
                                                        "env": [{"name": dice.pick(env), "$patch": "delete"}]}]},
            "$patch delete a container": {"containers": [{"name": dice.pick([name, "side"]), "$patch": "delete"}]},
            "$patch replace in a list": {"containers": [{"name": name, "image": "new:1", "$patch": "replace"}]},
            "$patch replace a list": {"containers": [{"$patch": "replace"}, {"name": "only", "image": "y"}]},
            "$patch merge": {"containers": [{"$patch": "merge", "name": name, "tty": True}]},
            "merge ports": {"containers": [{"name": name, "ports": [
                {"containerPort": dice.pick([*ports, 9999]), **dice.pick([{}, {"protocol": "UDP"}, {"name": "p"}])}]}]},
            "null": {"containers": [{"name": name, dice.pick(["args", "env", "resources", "image"]): None}]},
            "$setElementOrder": {"$setElementOrder/containers": [{"name": one}
                for one in dice.shuffled([*names, "added"])],
                                 "containers": [{"name": "added", "image": "x"}]},
            "$deleteFromPrimitiveList": {"containers": [{"name": name,
                                                         "$deleteFromPrimitiveList/args": [dice.pick(args)]}]},
            "$retainKeys": {"volumes": [{"$retainKeys": ["name", "emptyDir"], "name": dice.pick(volumes),
                                         "emptyDir": {}}]},
            "merge volumes": {"volumes": [{"name": dice.pick([*volumes, "more"]), "emptyDir": {}}]},
            "init containers": {"initContainers": [{"name": dice.pick(["init", "late"]), "image": "z"}]},
            "atomic list": {"tolerations": [{"key": "c", "operator": "Exists"}]},
            "map with $patch replace": {"nodeSelector": {"$patch": "replace", "zone": "a"}},
            "map with $patch delete": {"securityContext": {"$patch": "delete"}},
            "replace args": {"containers": [{"name": name, "args": [text(dice, 0.6), raw(dice)]}]},
            "merge mounts": {"containers": [{"name": name,
                                             "volumeMounts": [{"mountPath": dice.pick(["/data", "/new"]),
                                                               "name": "m"}]}]},
            "merge affinity": {"affinity": {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": []}}},
            "merge host aliases": {"hostAliases": [{"ip": "127.0.0.1", "hostnames": ["c.local"]}]},
            "merge pull secrets": {"imagePullSecrets": [{"name": "more"}]},
            "empty list": {"containers": []},
        }
        feature = dice.pick(sorted(changes))
        return feature, inside_pod(item, changes[feature])

    def _own_changes(self, item):
        dice = self.dice
        spec = item.document.get("spec") if isinstance(item.document.get("spec"), dict) else {}
        keys = sorted(key for key in spec if isinstance(key, str)) or ["a"]
        changes = {
            "labels": {"metadata": {"labels": {dice.pick(["app", "new"]): dice.pick(["x", "yes", Raw("'1'")])}}},
            "annotations": {"metadata": {"annotations": {"note": text(dice, 0.7), "more": dice.pick(["x", None])}}},
        }
        if item.kind == "Service":
            changes |= {
                "service ports": {"spec": {"ports": [{"port": dice.pick([80, 81]), "name": dice.pick(["http", "n"]),
                                                      "protocol": "TCP"}]}},
                "service selector": {"spec": {"selector": {"app": dice.pick([None, "x"]), "$patch": "replace"}}},
                "service type": {"spec": {"type": "NodePort"}},
            }
        elif item.kind in ("ConfigMap", "Secret"):
            changes |= {
                "data": {"data": {dice.pick(["k", "new", "a"]): text(dice, 0.6)}},
                "remove data": {"data": {key: None for key in list(item.document.get("data") or ["k"])[:1]}},
                "$patch replace data": {"data": {"$patch": "replace", "only": text(dice)}},
                "null data": {"data": None},
            }
        elif item.kind in ("Gadget", "Widget"):
            changes |= {
                "CR list": {"spec": {"parts": [{"name": "a", "image": "new"}]}},
                "CR key": {"spec": {dice.pick(keys): raw(dice)}},
                "CR map": {"spec": {"more": {"deep": {"deeper": text(dice, 0.6)}, "none": None, "empty": {}}}},
                "CR remove": {"spec": {dice.pick(keys): None}},
                "CR list directive": {"spec": {"parts": [{"name": "b", "$patch": "delete"}]}},
            }
        elif item.kind in ("RoleBinding", "ClusterRoleBinding"):
            changes |= {"subjects": {"subjects": [{"kind": "ServiceAccount", "name": "patched", "namespace": "x"}]}}
        elif item.kind in ("Role", "ClusterRole"):
            changes |= {"rules": {"rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["*"]}]}}
        elif item.kind == "Ingress":
            changes |= {"ingress rules": {"spec": {"rules": [{"host": "c.example.com"}], "tls": None}}}
        elif item.kind == "ServiceAccount":
            changes |= {"account secrets": {"secrets": [{"name": "more"}], "automountServiceAccountToken": False}}
        elif item.kind == "CustomResourceDefinition":
            changes |= {"CRD versions": {"spec": {"versions": [{"name": "v2", "served": False}]}}}
        elif item.kind in ("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"):
            changes |= {"webhooks": {"webhooks": [{"name": "a.example.com", "failurePolicy": "Ignore"}]}}
        elif spec:
            changes |= {"spec $patch replace": {"spec": {"$patch": "replace", "a": 1}},
                        "spec key": {"spec": {dice.pick(keys): None}}}
        if "replicas" in spec or item.kind in ("Deployment", "StatefulSet"):
            changes |= {"replicas": {"spec": {"replicas": dice.pick([2, Raw("0x3"), None])}},
                        "strategy": {"spec": {"strategy": {"$retainKeys": ["type"], "type": "Recreate"}}}}
        feature = dice.pick(sorted(changes))
        return feature, changes[feature]

    def strategic(self, item, many=False):
        """A strategic merge patch for the item; one for many has a name that does not matter."""
        dice = self.dice
        metadata = {"name": "any" if many else dice.pick(item.names)}
        if not many:
            namespace = dice.pick(item.namespaces)
            if namespace:
                metadata["namespace"] = namespace
        patch = {"apiVersion": item.api, "kind": item.kind, "metadata": metadata}
        if dice.chance(0.05):
            self.case.use("strategic: $patch delete an object")
            if item in self.layer.items and not many:
                self.layer.items.remove(item)
            return {**patch, "$patch": "delete"}
        for _ in range(dice.pick([1, 1, 2])):
            feature, change = self._pod_changes(item) if item.pod() and dice.chance(0.75) else self._own_changes(item)
            self.case.use(f"strategic: {feature}")
            merge(patch, change)
        item.changed = True
        return patch

    def operations(self, item):
        """A JSON patch that fits the item as it was written."""
        operations = [self._operation(item) for _ in range(self.dice.number(1, 3))]
        # What takes something away comes last, and once, since later paths may lead through it.
        taking = [operation for operation in operations if operation["op"] in ("remove", "move")]
        return [operation for operation in operations if operation not in taking] + taking[:1]

    def _operation(self, item):
        dice = self.dice
        places = changeable(item)
        lists = [path for path, value in places if isinstance(value, list)]
        maps = [path for path, value in places if isinstance(value, dict)]
        value = dice.pick([text(dice, 0.6), raw(dice), {"a": 1}, [1, "x"], None, {}, []])
        op = dice.weighted({"replace": 5, "add": 5, "remove": 2 if places else 0,
                            "test": 1 if item.generated is None else 0, "copy": 1, "move": 1})
        if not places:
            op = "add"
        self.case.use(f"JSON patch: {op}")
        if op == "add":
            if lists and dice.chance(0.4):
                return {"op": "add", "path": pointer(dice.pick(lists)) + dice.pick(["/-", "/0", "/-"]), "value": value}
            path = pointer(dice.pick(maps)) + dice.pick(["/new", "/a~1b", "/x.y"]) if maps else "/added"
            return {"op": "add", "path": path, "value": value}
        path, present = dice.pick(places)
        if op == "remove":
            return {"op": "remove", "path": pointer(path)}
        if op == "test":
            return {"op": "test", "path": pointer(path), "value": present}
        if op in ("copy", "move"):
            return {"op": op, "from": pointer(path), "path": "/copied"}
        return {"op": "replace", "path": pointer(path), "value": value}

    def operations_text(self, operations):
        if not has_raw(operations) and self.dice.chance(0.3):
            return json.dumps(operations, indent=self.dice.pick([None, 2])) + self.dice.pick(["\n", ""])
        return self.layer.inline(operations)

    def selector(self, item, alone=False):
        """A target that matches the item, and may match others, most of the time not if it is meant alone."""
        dice = self.dice
        name = item.names[-1]
        target = {}
        if alone or dice.chance(0.8):
            target["kind"] = dice.pick([item.kind, item.kind, f"({item.kind})", f"{item.kind}|Nothing",
                                        item.kind if alone else item.kind[:3] + ".*"])
        if alone or dice.chance(0.5):
            wide = [".*"] if not alone or dice.chance(0.1) else []
            target["name"] = dice.pick([name, name, name[:-1] + ".*", f"({name})", f"^{name}$", *wide])
        if item.group and dice.chance(0.2):
            target["group"] = dice.pick([item.group, ".*"])
        if dice.chance(0.2):
            target["version"] = dice.pick([item.version, "v1.*"])
        if dice.chance(0.15):
            target["namespace"] = dice.pick([one for one in item.namespaces if one] or ["default"])
        labels = item.document["metadata"].get("labels") or {}
        if labels and dice.chance(0.3):
            key, value = dice.pick(sorted(labels.items()))
            target["labelSelector"] = dice.pick([f"{key}={value}", key, f"{key} in ({value}, x)", f"!{key}",
                                                 f"{key}!={value}", "a=b"])
            self.case.use("target: labelSelector")
        annotations = item.document["metadata"].get("annotations") or {}
        if annotations and dice.chance(0.2):
            target["annotationSelector"] = dice.pick([dice.pick(sorted(annotations)), "note=plain", "!note"])
            self.case.use("target: annotationSelector")
        for key in target:
            self.case.use(f"target: {key}")
        return target

    def patch(self, item):
        """An entry of `patches`."""
        dice = self.dice
        entry = {}
        if dice.chance(0.55) or item.changed and dice.chance(0.7):
            several = dice.chance(0.1)
            targeted = not several and dice.chance(0.4)
            documents = [self.strategic(item, many=targeted and dice.chance(0.7))]
            if several:
                documents.append(self.strategic(dice.pick(self.layer.items or [item])))
                self.case.use("patches: several documents")
            if targeted:
                entry["target"] = self.selector(item)
                if dice.chance(0.2):
                    documents[0]["metadata"]["name"] = "renamed"
            content = self.layer.writer.stream(documents, self.layer.writer.style(0.3)).decode()
            form = "strategic"
        else:
            entry["target"] = self.selector(item, alone=True)
            content = self.operations_text(self.operations(item))
            item.changed = True
            form = "JSON"
        inline = dice.chance(0.6)
        if inline:
            entry["patch"] = content.replace("\r\n", "\n")
        else:
            entry["path"] = self.layer.file(dice.pick(["patch.yaml", "patches/p.yaml", "patch.json"]), content)
        self.case.use(f"patches: {form}, {'inline' if inline else 'file'}")
        if dice.chance(0.15) and "target" in entry:
            entry["options"] = {key: dice.pick([True, True, False])
                                for key in dice.some(["allowNameChange", "allowKindChange"], 1)}
            # The suffix of a generated object of another kind depends on the lines of kustomize's own texts.
            if any(one.generated for one in self.layer.items) and "allowKindChange" in entry["options"]:
                entry["options"]["allowKindChange"] = False
            self.case.use("patches: options")
        return entry


def unchanged(items):
    """Those that are still as they were written, if there are any: their places are known."""
    return [item for item in items if not item.changed] or items


def patchable(layer):
    return [item for item in layer.items if item.generated is None or layer.dice.chance(0.3)]


def add_patches(layer):
    items = patchable(layer)
    if items:
        maker = PatchMaker(layer)
        layer.add("patches", [maker.patch(layer.dice.pick(items)) for _ in range(layer.dice.pick([1, 1, 2]))])


def add_strategic_merge(layer):
    items = patchable(layer)
    if items:
        patch = PatchMaker(layer).strategic(layer.dice.pick(items))
        if layer.dice.chance(0.6):
            layer.add("patchesStrategicMerge", [layer.yaml("merge.yaml", patch)])
        else:
            layer.add("patchesStrategicMerge", [layer.inline(patch)])


def add_json6902(layer):
    items = patchable(layer)
    if items:
        maker = PatchMaker(layer)
        item: Item = layer.dice.pick(unchanged(items))
        target = {"version": item.version, "kind": item.kind, "name": layer.dice.pick(item.names)}
        if item.group:
            target["group"] = item.group
        if item.namespaces[-1]:
            target["namespace"] = item.namespaces[-1]
        content = maker.operations_text(maker.operations(item))
        if layer.dice.chance(0.5):
            layer.add("patchesJson6902", [{"target": target, "path": layer.file("ops.yaml", content)}])
        else:
            layer.add("patchesJson6902", [{"target": target, "patch": content}])
