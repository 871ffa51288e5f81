"""The places inside an object, as JSON pointers and as the field paths of replacements."""

import re


def walk(value, path=()):
    """All places, as (path, value); list elements by index."""
    if path:
        yield path, value
    if isinstance(value, dict):
        for key, part in value.items():
            yield from walk(part, (*path, key))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from walk(part, (*path, number))


def changeable(item):
    """Places whose change leaves the object what it is."""
    return [(path, value) for path, value in walk(item.document)
            if path not in (("apiVersion",), ("kind",), ("metadata",), ("metadata", "name"), ("metadata", "namespace"))]


def pointer(path):
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def field_path(dice, document, path, wildcards=True):
    """Like spec.containers.[name=main].image, in one of its spellings."""
    parts = []
    value = document
    for part in path:
        if isinstance(part, int):
            element = value[part]
            keys = [key for key in ("name", "containerPort", "kind") if isinstance(element, dict)
                    and type(element.get(key)) in (str, int)]
            if keys and dice.chance(0.5):
                parts.append(f"[{keys[0]}={element[keys[0]]}]")
            else:
                parts.append("*" if wildcards and dice.chance(0.3) else str(part))
        elif re.fullmatch("[A-Za-z0-9_-]+", part):
            parts.append(part)
        elif dice.chance(0.5):
            parts.append(f"[{part}]")
        else:
            parts.append(part.replace(".", "\\."))
        value = value[part]
    return ".".join(parts)
