"""Keys that stand twice, which fettle refuses on purpose where kubectl takes some of them."""

import re

KEY = re.compile(r"""^((?: |- )*)("[^"]*"|'[^']*'|[^\s"'{\[#][^:#]*?)\s*:(?:\s|$)""")


def repeats_a_key(text, top=True):
    """Whether a mapping has a key twice, as far as the indentation tells; with `top`, also the outermost one."""
    open_mappings = []  # the column and the keys of each
    for line in text.splitlines():
        start = len(line) - len(line.lstrip(" "))
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if line.startswith(("---", "...")):
            open_mappings = []
            continue
        match = KEY.match(line)
        column = match.end(1) if match else start
        # A dash or a brace begins another mapping at the same column.
        limit = start if match is None or column > start else column
        while open_mappings and open_mappings[-1][0] > limit:
            open_mappings.pop()
        if match is None:
            continue
        key = match.group(2).strip("\"'")
        if not open_mappings or open_mappings[-1][0] < column:
            open_mappings.append((column, {key}))
        elif key in open_mappings[-1][1] and (top or column > 0):
            return True
        else:
            open_mappings[-1][1].add(key)
    return False
