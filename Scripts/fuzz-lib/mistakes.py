"""Deliberate mistakes. Most of them make the build fail, and fettle has to see that as well."""

import re

from keys import repeats_a_key
from scalars import Raw

FIELDS = {
    "unknown field": ("nonsense", [1]), "unknown field, other case": ("NamePrefix", "x-"),
    "resources that is text": ("resources", "a.yaml"),
    "namePrefix that is a list": ("namePrefix", ["a"]), "namePrefix that is a number": ("namePrefix", Raw("12")),
    "namespace that is a bool": ("namespace", Raw("yes")), "labels that are a map": ("labels", {"a": "b"}),
    "number in commonLabels": ("commonLabels", {"a": Raw("1")}), "null in commonLabels": ("commonLabels", {"a": None}),
    "bad label": ("commonLabels", {"a b": "c"}), "bad label value": ("commonLabels", {"a": "b c!"}),
    "images without name": ("images", [{"newTag": "x"}]),
    "image with number as tag": ("images", [{"name": "nginx", "newTag": Raw("1.10")}]),
    "replicas that match nothing": ("replicas", [{"name": "nobody", "count": 1}]),
    "replicas that are text": ("replicas", [{"name": "web", "count": "two"}]),
    "missing configuration": ("configurations", ["none.yaml"]), "missing crd": ("crds", ["none.json"]),
    "missing component": ("components", ["none"]), "missing resource": ("resources", ["none.yaml"]),
    "missing transformer": ("transformers", ["none.yaml"]),
    "resource above the root": ("resources", ["../outside.yaml"]),
    "resource outside": ("resources", ["/nonexistent/x.yaml"]), "empty resource": ("resources", [""]),
    "null resource": ("resources", None),
    "itself as resource": ("resources", ["."]), "component as resource": ("resources", ["../component"]),
    "sortOptions without order": ("sortOptions", {}), "unknown order": ("sortOptions", {"order": "random"}),
    "fifo with lists": ("sortOptions", {"order": "fifo", "legacySortOptions": {"orderFirst": ["Service"]}}),
    "unknown buildMetadata": ("buildMetadata", ["everything"]),
    "buildMetadata that is text": ("buildMetadata", "originAnnotations"),
    "generator without name": ("configMapGenerator", [{"literals": ["a=b"]}]),
    "literal without sign": ("configMapGenerator", [{"name": "bad", "literals": ["a"]}]),
    "literal without key": ("configMapGenerator", [{"name": "bad", "literals": ["=a"]}]),
    "bad key": ("configMapGenerator", [{"name": "bad", "literals": ["a b=c"]}]),
    "key twice": ("configMapGenerator", [{"name": "bad", "literals": ["a=b", "a=c"]}]),
    "missing file": ("configMapGenerator", [{"name": "bad", "files": ["none.txt"]}]),
    "two signs in a file": ("configMapGenerator", [{"name": "bad", "files": ["a=b=c"]}]),
    "missing env": ("secretGenerator", [{"name": "bad", "envs": ["none.env"]}]),
    "merge without base": ("configMapGenerator", [{"name": "bad", "behavior": "merge", "literals": ["a=b"]}]),
    "unknown behavior": ("secretGenerator", [{"name": "bad", "behavior": "mix", "literals": ["a=b"]}]),
    "unknown generator field": ("configMapGenerator", [{"name": "bad", "literal": ["a=b"]}]),
    "no literals": ("configMapGenerator", [{"name": "bad"}]),
    "patch without content": ("patches", [{"target": {"kind": "Deployment"}}]),
    "patch and path": ("patches", [{"patch": "- op: add\n  path: /a\n  value: 1\n", "path": "x.yaml",
                                    "target": {"kind": "Service"}}]),
    "missing patch": ("patches", [{"path": "none.yaml"}]), "patch that is no YAML": ("patches", [{"patch": "a: b: c"}]),
    "patch without a match": ("patches",
                              [{"patch": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: nobody}\ndata: {a: b}\n"}]),
    "JSON patch without target": ("patches", [{"patch": '[{"op": "add", "path": "/a", "value": 1}]'}]),
    "JSON patch with a bad operation": ("patches",
                                        [{"patch": '[{"op": "set", "path": "/a", "value": 1}]',
                                          "target": {"kind": ".*"}}]),
    "JSON patch removes nothing": ("patches",
                                   [{"patch": '[{"op": "remove", "path": "/none"}]', "target": {"kind": ".*"}}]),
    "JSON patch tests in vain": ("patches",
                                 [{"patch": '[{"op": "test", "path": "/kind", "value": "X"}]',
                                   "target": {"kind": ".*"}}]),
    "JSON patch into nothing": ("patches",
                                [{"patch": '[{"op": "add", "path": "/no/ne", "value": 1}]', "target": {"kind": ".*"}}]),
    "bad expression": ("patches", [{"patch": "- op: add\n  path: /a\n  value: 1\n", "target": {"name": "we(b"}}]),
    "bad expression, repeated": ("patches",
                                 [{"patch": "- op: add\n  path: /a\n  value: 1\n", "target": {"kind": "*"}}]),
    "bad label selector": ("patches",
                           [{"patch": "- op: add\n  path: /a\n  value: 1\n", "target": {"labelSelector": "a in b"}}]),
    "target without a match": ("patches", [{"patch": "- op: remove\n  path: /none\n", "target": {"kind": "Nothing"}}]),
    "unknown patch option": ("patches",
                             [{"patch": "- op: add\n  path: /a\n  value: 1\n", "target": {"kind": ".*"},
                               "options": {"x": True}}]),
    "patch that removes the kind": ("patches",
                                    [{"patch": '[{"op": "remove", "path": "/kind"}]', "target": {"kind": ".*"}}]),
    "unknown $patch": ("patches", [{"patch": "apiVersion: v1\nkind: Any\nmetadata: {name: x}\n$patch: burn\n",
                                    "target": {"kind": ".*"}}]),
    "missing strategic merge": ("patchesStrategicMerge", ["none.yaml"]),
    "json6902 without a match": ("patchesJson6902",
                                 [{"target": {"version": "v1", "kind": "ConfigMap", "name": "nobody"},
                                                     "patch": '[{"op": "add", "path": "/a", "value": 1}]'}]),
    "replacement without source": ("replacements",
                                   [{"targets": [{"select": {"kind": "Service"}, "fieldPaths": ["a"]}]}]),
    "replacement from nobody": ("replacements", [{"source": {"kind": "Nothing", "name": "x"},
                                                  "targets": [{"select": {"kind": "Service"}, "fieldPaths": ["a"]}]}]),
    "replacement without targets": ("replacements", [{"source": {"kind": "Service"}}]),
    "replacement with path and source": ("replacements", [{"path": "x.yaml", "source": {"kind": "Service"}}]),
    "variable from nobody": ("vars",
                             [{"name": "NONE", "objref": {"kind": "Service", "name": "nobody", "apiVersion": "v1"}}]),
    "variable twice": ("vars", [{"name": "TWO", "objref": {"kind": "Service", "name": "web"}}] * 2),
    "variable without name": ("vars", [{"objref": {"kind": "Service", "name": "web"}}]),
    "unknown plugin": ("transformers", ["apiVersion: builtin\nkind: NoTransformer\nmetadata: {name: x}\n"]),
    "foreign plugin": ("transformers", ["apiVersion: example.com/v1\nkind: Mine\nmetadata: {name: x}\n"]),
    "plugin with unknown field": ("transformers",
                                  ["apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: x}\nprefixx: a\n"]),
    "wrong kind": ("kind", "Kustomisation"), "wrong apiVersion": ("apiVersion", "kustomize.config.k8s.io/v2"),
    "unknown openapi version": ("openapi", {"version": "v9"}), "missing openapi": ("openapi", {"path": "none.json"}),
    "validator that changes": ("validators",
                               ["apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: x}\nprefix: a-\n"
                                              "fieldSpecs: [{path: metadata/name}]\n"]),
}

# Files as they should not be: what to add as one more resource.
FILES = {
    "tab as indentation": "a:\n\tb: 1\n", "quote without end": "kind: 'x\n",
    "key twice": "apiVersion: v1\nkind: ConfigMap\nkind: Secret\nmetadata: {name: twice}\n",
    "no kind": "apiVersion: v1\nmetadata: {name: bad}\n", "no name": "apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n",
    "no apiVersion": "kind: ConfigMap\nmetadata: {name: bad}\n",
    "generateName": "apiVersion: v1\nkind: Pod\nmetadata: {generateName: x-}\n",
    "text": "hello\n", "list": "- a\n- b\n", "nothing": "", "only a comment": "# nothing\n", "only null": "null\n",
    "only a marker": "---\n",
    "unknown alias": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bad}\ndata: *none\n",
    "number as name": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: 12}\n",
    "number as key": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bad}\ndata: {1: x}\n",
    "bool as key": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bad}\ndata: {yes: x, true: y}\n",
    "null as key": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bad}\ndata: {null: x}\n",
    "map as key": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bad}\ndata: {? {a: b} : x}\n",
    "number as annotation": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: bad\n  annotations: {a: 1}\n",
    "number as label": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: bad\n  labels: {a: 1.0}\n",
    "null as annotations":
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: bad\n  annotations: null\n  labels: {}\n",
    "null as name": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: }\n",
    "metadata as text": "apiVersion: v1\nkind: ConfigMap\nmetadata: x\n",
    "bad indentation": "apiVersion: v1\nkind: ConfigMap\n  metadata:\n    name: bad\n",
    "not a number": "apiVersion: v1\nkind: X\nmetadata: {name: bad}\na: .nan\n",
    "broken JSON": '{"apiVersion": "v1", "kind": "ConfigMap",\n',
    "not UTF-8": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bad}\ndata: {a: \udcff}\n",
    "control character": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bad}\ndata: {a: x\x01}\n",
    "directive": "%YAML 1.1\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: bad}\n",
    "byte order mark": "\ufeffapiVersion: v1\nkind: ConfigMap\nmetadata: {name: bad}\n",
    "text after a document": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bad}\n...\nmore\n",
    "List without items": "apiVersion: v1\nkind: List\n",
    "List with null": "apiVersion: v1\nkind: List\nitems: [null]\n",
    "List of text": "apiVersion: v1\nkind: List\nitems: [a]\n",
    "empty List": "apiVersion: v1\nkind: ConfigMapList\nitems: []\n",
    "a kustomization": "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamePrefix: x\n",
    "merge key of text": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bad}\ndata: {<<: x}\n",
    "alias in itself": "apiVersion: v1\nkind: X\nmetadata: {name: bad}\nspec: &a {b: *a}\n",
    "function annotation":
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bad, annotations: {config.kubernetes.io/index: '7'}}\n",
    "internal annotation":
        "apiVersion: v1\nkind: ConfigMap\n"
        "metadata: {name: bad, annotations: {internal.config.kubernetes.io/path: a, x: y}}\n",
    "behavior annotation":
        "apiVersion: v1\nkind: ConfigMap\n"
        "metadata: {name: bad, annotations: {kustomize.config.k8s.io/behavior: merge}}\n",
}


def _field(case, layer, dice):
    name = dice.pick(sorted(FIELDS))
    field, value = FIELDS[name]
    present = layer.fields.get(field)
    layer.fields[field] = [*present, *value] if isinstance(present, list) and isinstance(value, list) else value
    case.use(f"mistake: {name}")


def _file(case, layer, dice):
    name = dice.pick(sorted(FILES))
    layer.fields.setdefault("resources",
                            []).append(layer.file("odd.yaml", FILES[name].encode("utf-8", "surrogateescape")))
    case.use(f"mistake: file, {name}")


def _again(case, layer, dice):
    """One of the resources twice."""
    if layer.fields.get("resources"):
        layer.fields["resources"].append(dice.pick(layer.fields["resources"]))
        case.use("mistake: resource twice")


def before(case, layer, dice):
    """A mistake in what a layer is about to write."""
    dice.pick([_field, _field, _field, _file, _file, _again])(case, layer, dice)


def after(case, dice):
    """A mistake in the files as they are."""
    path = dice.pick(sorted(case.files))
    text = case.files[path]
    kind = dice.pick(["lost", "cut", "line lost", "line twice", "indented", "changed word", "second kustomization"])
    lines = text.splitlines(keepends=True)
    if kind == "lost":
        del case.files[path]
    elif kind == "cut":
        case.files[path] = text[:dice.number(0, len(text))]
    elif kind == "second kustomization":
        case.files[f"{case.target}/{dice.pick(['kustomization.yml', 'Kustomization'])}"] = b"namePrefix: second-\n"
    elif lines:
        at = dice.number(0, len(lines) - 1)
        if kind == "line lost":
            del lines[at]
        elif kind == "line twice":
            lines.insert(at, lines[at])
        elif kind == "indented":
            lines[at] = dice.pick([b" ", b"  ", b"\t", b"- "]) + lines[at]
        else:
            words = re.findall(rb"[A-Za-z]+", lines[at])
            if words:
                lines[at] = lines[at].replace(dice.pick(words),
                                              dice.pick([b"x", b"null", b"12", b"yes", b"{}", b"[]", b"''"]), 1)
        # A kustomization may have a key twice, but nothing else.
        top = "kustomization" not in path.lower()
        if not repeats_a_key(b"".join(lines).decode("utf-8", "replace"), top):
            case.files[path] = b"".join(lines)
    case.use(f"mistake: {kind}")
