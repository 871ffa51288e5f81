"""ConfigMaps and Secrets from files, environment files and literals, in all layers."""

from objects import NAMESPACES, Item
from scalars import TEXTS, text
from transformations import label_pairs, pairs

LITERALS = [
    "a=1", "b=two words", "c='single'", 'd="double"', "e=", "f=a=b", "g= lead", "h=\u00e9\u6f22", 'i={"x": [1]}',
    "j=yes", "k=0755",
    "l=a\\nb", "m=it's", "n=$(VAR)", "o.p=x", "q=\"half", "r=a\nb\n", "s=" + "x" * 100,
]
ENVS = [
    b"A=1\nB=two words\n", b"# comment\n\nC='q'\n  D=lead\nE=\n", b"F=a=b\r\nG=x\r\n", b"\xef\xbb\xbfH=bom\n",
    b"I=last", b"J=\"x\"\nK= y \n",
]
CONTENTS = [
    b"", b"one line\n", b"no end", b"a: 1\nb:\n- c\n", b"\x00\x01\xff\xfe", b"\xef\xbb\xbfbom\n",
    "h\u00e9llo \u6f22\u5b57 \U0001f600\n".encode(),
    b"crlf\r\nlines\r\n", b"tab\there\n\tx\n", b"  indented\nless\n", b"trailing \nblanks  \n", b"\n\nlines\n\n\n",
    b"x" * 200 + b"\n",
    b"#!/bin/sh\nexport A=1\n", b"\xc3\x28", b'{"a": 1}',
]


def options(dice):
    chosen = {}
    if dice.chance(0.4):
        chosen["disableNameSuffixHash"] = dice.pick([True, True, False])
    if dice.chance(0.3):
        chosen["labels"] = label_pairs(dice)
    if dice.chance(0.3):
        chosen["annotations"] = pairs(dice, 0.3)
    if dice.chance(0.2):
        chosen["immutable"] = dice.pick([True, True, False])
    return chosen


def sources(layer):
    """Literals, files and environment files for one generated object."""
    dice = layer.dice
    result = {}
    if dice.chance(0.6):
        result["literals"] = dice.some(LITERALS, 1, 3)
        if dice.chance(0.2):
            fitting = [value for value in TEXTS if "\r" not in value]
            result["literals"].append(f"odd={dice.pick(fitting)}")
    if dice.chance(0.4):
        result["files"] = []
        for number in range(dice.pick([1, 1, 2])):
            name = layer.file(dice.pick(["app.conf", "data/x.txt", "bin", "UPPER.Txt"]), dice.pick(CONTENTS))
            result["files"].append(f"{dice.pick(['key', 'a.b', 'k-'])}{number}={name}" if dice.chance(0.5) else name)
    if dice.chance(0.25):
        content = dice.pick(ENVS)
        if dice.chance(0.15):
            content = f"Z={text(dice)}\n".encode()
        name = layer.file(dice.pick(["x.env", ".env"]), content)
        if dice.chance(0.2):
            result["env"] = name
        else:
            result["envs"] = [name]
    for source in result:
        layer.case.use(f"generator: {source}")
    return result


def arguments(layer, kind):
    """What a generator is given, and the item that it makes, or None if it changes one that is there."""
    dice = layer.dice
    there = [item for item in layer.items if item.generated == kind and item.namespace is None]
    written = [item for item in layer.items if item.kind == kind]
    given = {}
    behavior = "create"
    item = None
    if there and dice.chance(0.6):
        target = dice.pick(there)
        given["name"] = target.names[0] if dice.chance(0.3) else target.names[-1]
        behavior = dice.pick(["merge", "merge", "replace"])
    elif written and dice.chance(0.1):
        target = dice.pick(written)
        given["name"] = target.names[-1]
        if target.namespace:
            given["namespace"] = target.namespace
        behavior = dice.pick(["merge", "replace"])
        layer.case.use("generator: over a written object")
    else:
        taken = layer.maker.taken.setdefault(kind, set())
        given["name"] = next(name for name in ["conf", "settings", "extra", *(f"gen{n}" for n in range(50))]
                             if name not in taken)
        taken.add(given["name"])
        metadata = {"name": given["name"]}
        if dice.chance(0.15):
            given["namespace"] = metadata["namespace"] = dice.pick(NAMESPACES)
        item = Item({"apiVersion": "v1", "kind": kind, "metadata": metadata, "data": {}}, [given["name"]],
                    generated=kind)
    if behavior != "create" or dice.chance(0.1):
        given["behavior"] = behavior
    layer.case.use(f"generator: behavior {behavior}")
    given.update(sources(layer))
    if kind == "Secret" and dice.chance(0.3):
        given["type"] = dice.pick(["Opaque", "kubernetes.io/tls", "example.com/x"])
    if dice.chance(0.4):
        given["options"] = options(dice)
        for option in given["options"]:
            layer.case.use(f"generator options: {option}")
    if item and "data" in item.document:
        keys = [literal.split("=")[0] for literal in given.get("literals", [])]
        item.document["data"] = {key: "x" for key in keys}
    return given, item


def add_generators(layer):
    for _ in range(layer.dice.pick([1, 1, 2])):
        kind = layer.dice.pick(["ConfigMap", "ConfigMap", "Secret"])
        given, item = arguments(layer, kind)
        layer.add("configMapGenerator" if kind == "ConfigMap" else "secretGenerator", [given])
        if item:
            layer.items.append(item)


def add_generator_options(layer):
    chosen = options(layer.dice)
    layer.add("generatorOptions", chosen)
    for option in chosen:
        layer.case.use(f"generatorOptions: {option}")
