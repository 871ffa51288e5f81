"""Fields that change all objects of a layer: namespace, names, labels, annotations, images, replicas and more."""

from objects import LABELS, NAMESPACES
from scalars import TAME_TEXTS, Raw, text

FIELD_SPECS = [
    {"path": "spec/parts/size", "create": False}, {"path": "spec/extra/labels", "create": True, "kind": "Gadget"},
    {"path": "metadata/labels", "create": True},
    {"path": "spec/template/metadata/labels", "create": True, "kind": "Deployment"},
    {"path": "spec/selector", "kind": "Service", "version": "v1", "create": True},
    {"path": "data", "kind": "ConfigMap"},
    {"path": "spec/selector/matchLabels", "group": "apps", "create": False},
    {"path": "metadata/annotations/example.com\\/x", "create": True},
]


def add_namespace(layer):
    layer.namespace = layer.dice.pick(NAMESPACES)
    layer.add("namespace", layer.namespace)


def add_names(layer):
    if layer.dice.chance(0.7):
        layer.prefix = layer.dice.pick(["pre-", "a-", "dev-", "x.", "1-", "no"])
        layer.add("namePrefix", layer.prefix)
    else:
        layer.suffix = layer.dice.pick(["-suf", "-v1", ".x", "-0", "y"])
        layer.add("nameSuffix", layer.suffix)


def pairs(dice, odd=0.1):
    return {key: text(dice, odd) if dice.chance(0.9) else Raw(dice.pick(["'1'", '"yes"', "abc", "a.b"]))
            for key in dice.some(LABELS + ["env", "y", "example.com/z"], 1, 2)}


def label_pairs(dice):
    return {key: dice.pick(TAME_TEXTS) for key in dice.some(LABELS + ["env", "y"], 1, 2)}


def add_labels(layer):
    dice = layer.dice
    for _ in range(dice.pick([1, 1, 2])):
        label = {"pairs": label_pairs(dice)}
        if dice.chance(0.4):
            label["includeSelectors"] = dice.pick([True, True, False])
        if dice.chance(0.4):
            label["includeTemplates"] = dice.pick([True, True, False])
        if dice.chance(0.2):
            label["fields"] = dice.some(FIELD_SPECS, 1, 2)
        layer.case.use("labels: " + ", ".join(sorted(key for key in label if label[key])))
        layer.add("labels", [label])


def add_common_labels(layer):
    layer.add("commonLabels", label_pairs(layer.dice))


def add_common_annotations(layer):
    layer.add("commonAnnotations", pairs(layer.dice, 0.5))


def image_name(image):
    """The name in an image, without tag and digest."""
    name = image.split("@")[0]
    head, colon, tail = name.rpartition(":")
    return head if colon and "/" not in tail else name


def image_change(layer):
    dice = layer.dice
    used = [container.get("image", "nginx") for item in layer.items for container in item.containers()]
    change = {"name": image_name(dice.pick(used)) if used and dice.chance(0.85)
              else dice.pick(["nginx", "none", "ng.*"])}
    for key, choices in (("newName", ["mirror.example.com:5000/x", "other", "a/b"]),
                         ("newTag", ["v2", Raw("'1.0'"), Raw("'0755'"), "latest", Raw('"1e3"')]),
                         ("digest", ["sha256:" + "ef" * 32]), ("tagSuffix", ["-alpine"])):
        if dice.chance({"newName": 0.5, "newTag": 0.6, "digest": 0.25, "tagSuffix": 0.1}[key]):
            change[key] = dice.pick(choices)
    layer.case.use("images: " + ", ".join(key for key in change if key != "name"))
    return change


def add_images(layer):
    field = "images" if layer.dice.chance(0.93) else "imageTags"
    layer.add(field, [image_change(layer) for _ in range(layer.dice.pick([1, 1, 2]))])


def add_replicas(layer):
    scaled = [item for item in layer.items
              if item.kind in ("Deployment", "StatefulSet", "ReplicaSet", "ReplicationController")]
    if scaled:
        names = {layer.dice.pick(layer.dice.pick(scaled).names) for _ in range(layer.dice.pick([1, 2]))}
        layer.add("replicas", [{"name": name, "count": layer.dice.pick([0, 2, 5, Raw("0x10"), Raw("1_0")])}
                               for name in sorted(names)])


def add_sort_options(layer):
    order = layer.dice.pick(["legacy", "legacy", "fifo"])
    options = {"order": order}
    if order == "legacy" and layer.dice.chance(0.6):
        kinds = [item.kind for item in layer.items] + ["Namespace", "Service", "Nothing"]
        options["legacySortOptions"] = {"orderFirst": layer.dice.some(sorted(set(kinds)), 0, 3)}
        options["legacySortOptions"]["orderLast"] = layer.dice.some(sorted(set(kinds)), 0, 2)
    layer.add("sortOptions", options)
    layer.case.use(f"sortOptions: {order}{', lists' if len(options) > 1 else ''}")


def add_build_metadata(layer):
    chosen = layer.dice.some(["originAnnotations", "transformerAnnotations", "managedByLabel"], 1)
    layer.add("buildMetadata", chosen)
    for option in chosen:
        layer.case.use(f"buildMetadata: {option}")
