"""Replacements and variables, which copy a value from one object into others."""

from objects import POD
from patches import unchanged
from paths import changeable, field_path, walk
from scalars import Raw


def scalar_places(item):
    return [(path, value) for path, value in walk(item.document)
            if type(value) in (str, int) and value != "" and path[0] not in ("apiVersion", "kind")
            and "\n" not in str(value)]


def selector(layer, item, exact=True):
    dice = layer.dice
    chosen = {"kind": item.kind}
    if exact or dice.chance(0.6):
        chosen["name"] = dice.pick(item.names)
    if item.group and dice.chance(0.2):
        chosen["group"] = item.group
    if dice.chance(0.2):
        chosen["version"] = item.version
    if item.namespaces[-1] and dice.chance(0.2):
        chosen["namespace"] = dice.pick([one for one in item.namespaces if one])
    return chosen


def options(dice, creating, scalar):
    """`scalar`: whether a part of each target can be replaced."""
    chosen = {}
    if dice.chance(0.3 if scalar else 0.02):
        chosen["delimiter"] = dice.pick(["/", ":", "-", ".", "="])
        if dice.chance(0.7):
            chosen["index"] = dice.pick([0, 0, 1, -1, 2])
    if creating or dice.chance(0.1):
        chosen["create"] = True
    if dice.chance(0.05):
        chosen["encoding"] = "base64"
    return chosen


def replacement(layer):
    dice = layer.dice
    source = dice.pick(unchanged(layer.items))
    path, _ = dice.pick(scalar_places(source) + ([] if dice.chance(0.9) else changeable(source))
                        or [(("metadata", "name"), "")])
    entry = {"source": {**selector(layer, source),
                        "fieldPath": field_path(dice, source.document, path, wildcards=False)}}
    if path == ("metadata", "name") and dice.chance(0.5):
        del entry["source"]["fieldPath"]
        layer.case.use("replacements: source without path")
    if dice.chance(0.2):
        entry["source"]["options"] = {"delimiter": dice.pick(["-", "/", "."]), "index": 0}
        layer.case.use("replacements: source options")
    entry["targets"] = [target(layer) for _ in range(dice.pick([1, 1, 2]))]
    return entry


def target(layer):
    dice = layer.dice
    item = dice.pick(unchanged(layer.items))
    chosen = {"select": selector(layer, item, exact=dice.chance(0.85))}
    creating = dice.chance(0.3)
    paths = []
    scalar = True
    for _ in range(dice.pick([1, 1, 2])):
        if creating:
            fitting = ["data.made", "data.[a.b]"] if item.kind in ("ConfigMap", "Secret") else ["spec.made.deep",
                "spec.list.[name=x].value"]
            paths.append(dice.pick(["metadata.annotations.new", "metadata.annotations.[example.com/new.x]",
                                    "metadata.labels.made",
                                    "metadata.annotations.a\\.b", *fitting]))
        else:
            places = changeable(item) or [(("metadata", "name"), "")]
            # A text put where a number was keeps the number's tag, and that is an error.
            scalars = [place for place in places if type(place[1]) is str or type(place[1]) is not dict
                       and dice.chance(0.05)]
            path, value = dice.pick(scalars or places) if dice.chance(0.9) else dice.pick(places)
            scalar = scalar and type(value) is str
            paths.append(field_path(dice, item.document, path))
    for path in paths:
        for sign, feature in (("*", "wildcard"), ("=", "list filter"), ("\\", "escaped dot"), ("[", "brackets")):
            if sign in path:
                layer.case.use(f"replacements: {feature}")
    chosen["fieldPaths"] = paths
    if dice.chance(0.2):
        chosen["reject"] = [selector(layer, dice.pick(layer.items), exact=dice.chance(0.5))]
        layer.case.use("replacements: reject")
    given = options(dice, creating, scalar)
    if given:
        chosen["options"] = given
        for option in given:
            layer.case.use(f"replacements: {option}")
    return chosen


def add_replacements(layer):
    if not layer.items:
        return
    for _ in range(layer.dice.pick([1, 1, 2])):
        entry = replacement(layer)
        if layer.dice.chance(0.2):
            content = [entry] if layer.dice.chance(0.3) else entry
            layer.add("replacements", [{"path": layer.yaml("replacement.yaml", content)}])
            layer.case.use("replacements: file")
        else:
            layer.add("replacements", [entry])


def add_vars(layer):
    """A variable, and objects of this layer that use it."""
    dice = layer.dice
    sources = [item for item in layer.items if item.namespace is None]
    users = [item for item in layer.items if item.containers() or item.kind == "Ingress"]
    if not sources:
        return
    source = dice.pick(sources)
    name = f"{dice.pick(['NAME', 'APP_NAME', 'x.y-z'])}_{len(layer.case.files)}"
    variable = {"name": name, "objref": {"kind": source.kind, "name": source.names[-1], "apiVersion": source.api}}
    if dice.chance(0.5):
        path, _ = dice.pick(scalar_places(source) or [(("metadata", "name"), "")])
        variable["fieldref"] = {"fieldPath": field_path(dice, source.document, path, wildcards=False).replace(".[",
            "[").replace("*", "0")}
        if any(isinstance(part, int) or not part.isalnum() for part in path):
            variable["fieldref"] = {"fieldPath": "metadata.name"}
    layer.add("vars", [variable])
    if not users:
        return
    user = dice.pick(users)
    use = dice.pick([f"$({name})", f"--x=$({name})-$({name})", f"$$({name})", f"$({name}", "$(UNKNOWN)"])
    if user.containers():
        container = user.containers()[0]["name"]
        change = {"containers": [{"name": container, "env": [{"name": "USED", "value": use}],
                                  "command": [use, Raw("1") if dice.chance(0.05) else "x"]}]}
        for key in reversed([*POD[user.kind], "spec"]):
            change = {key: change}
    else:
        change = {}
    metadata = {"name": user.names[-1], **({} if change else {"annotations": {"used": use}})}
    if user.namespaces[-1]:
        metadata["namespace"] = user.namespaces[-1]
    layer.add("patches", [{"patch": layer.inline({"apiVersion": user.api, "kind": user.kind, "metadata": metadata,
                                                  **change})}])
    layer.case.use("vars: used")
