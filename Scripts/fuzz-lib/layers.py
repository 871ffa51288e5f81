"""Layers: the kustomization folders of a case, from the bases to the one that is built."""

from objects import Item

FILE_NAMES = {"kustomization.yaml": 10, "kustomization.yml": 1, "Kustomization": 1}


class Layer:
    """A folder with a kustomization file. Its items are what it has accumulated so far."""

    def __init__(self, case, dice, writer, maker, path, component=False):
        self.case = case
        self.dice = dice
        self.writer = writer
        self.maker = maker
        self.path = path
        self.component = component
        self.fields = {}
        self.items = []
        self.prefix = ""
        self.suffix = ""
        self.namespace = None
        self.file_name = dice.weighted(FILE_NAMES)

    def add(self, field, value, feature=None):
        """Appends to a list field, or sets any other one."""
        if isinstance(value, list):
            self.fields.setdefault(field, []).extend(value)
        else:
            self.fields[field] = value
        self.case.use(f"field: {feature or field}")

    def file(self, name, content):
        """Writes a file below the layer; the path to write into the kustomization."""
        name = self.free(name)
        self.case.files[f"{self.path}/{name}"] = content if isinstance(content, bytes) else content.encode()
        return name if not self.dice.chance(0.03) else f"./{name}"

    def free(self, name):
        """The name, or one like it that no file has yet."""
        stem, dot, ending = name.rpartition(".")
        number = 2
        while f"{self.path}/{name}" in self.case.files:
            name = f"{stem}-{number}{dot}{ending}" if dot else f"{ending}-{number}"
            number += 1
        return name

    def yaml(self, name, *values):
        return self.file(name, self.writer.stream(list(values)))

    def inline(self, value):
        """A text that holds YAML, for a field of the kustomization."""
        return self.writer.document(value, self.writer.style(0.3))

    def finish(self):
        """Writes the kustomization file."""
        head = {}
        if self.component:
            head = {"apiVersion": "kustomize.config.k8s.io/v1alpha1", "kind": "Component"}
        elif self.dice.chance(0.6):
            head = {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization"}
        if self.dice.chance(0.05) and not self.component:
            head["metadata"] = {"name": "x", "annotations": {"config.kubernetes.io/local-config": "true"}}
        fields = dict(self.dice.shuffled(self.fields.items())) if self.dice.chance(0.4) else self.fields
        style = self.writer.style(0.25)
        style.no_end = False
        self.case.files[f"{self.path}/{self.file_name}"] = self.writer.stream([{**head, **fields}], style)

    def seen_from_above(self):
        """The items as the layer above gets them."""
        above = []
        for item in self.items:
            names = item.names + ([self.prefix + item.names[-1] + self.suffix] if self.prefix or self.suffix else [])
            one = Item(item.document, names, item.generated,
                       item.namespaces + ([self.namespace] if self.namespace else []))
            one.changed = item.changed
            above.append(one)
        return above


def add_resources(layer, count):
    """Makes objects and spreads them over files of all shapes."""
    dice = layer.dice
    items = [layer.maker.item() for _ in range(count)]
    rest = list(items)
    number = 0
    while rest:
        shape = dice.weighted({"one": 6, "stream": 3, "list": 1})
        size = 1 if shape == "one" else min(len(rest), dice.number(1, 4))
        group, rest = rest[:size], rest[size:]
        documents = [item.document for item in group]
        number += 1
        stem = dice.pick([f"{group[0].kind.lower()}-{group[0].names[0]}", f"r{number}", f"files/{group[0].names[0]}",
                          f"all {number}"])
        if shape == "list":
            layer.case.use("resources: List kind")
            kinds = {item.kind for item in group}
            kind = f"{group[0].kind}List" if len(kinds) == 1 and dice.chance(0.4) else "List"
            documents = [{"apiVersion": group[0].api if kind != "List" else "v1", "kind": kind, "items": documents}]
        elif shape == "stream":
            layer.case.use("resources: several documents")
        if dice.chance(0.04):
            documents.append(None)
            layer.case.use("resources: empty document")
        layer.add("resources", [layer.yaml(stem + dice.pick([".yaml", ".yaml", ".yaml", ".yml", ".json", ""]),
                                           *documents)])
    layer.items += items
