"""What helm prints: JSON and YAML as Go encodes them, tables, and times."""

import json
import re
import time

_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_PLAIN = re.compile(r"[A-Za-z_./][A-Za-z0-9_./ -]*\Z")
_WORDS = re.compile(r"(?i:y|n|yes|no|on|off|true|false|null|nan|\.nan|\.inf|[0-9.]+e[0-9]+)\Z")


def json_text(value):
    """JSON on one line, with the characters escaped that Go escapes."""
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[<>&\u2028\u2029]", lambda match: _ESCAPES[match.group()], plain) + "\n"


def _scalar(value):
    if not isinstance(value, str):
        return json.dumps(value)
    if _PLAIN.match(value) and not _WORDS.match(value) and not value.endswith(" ") and not value.startswith("."):
        return value
    return json.dumps(value, ensure_ascii=False)


def _lines(value, indent):
    pad = "  " * indent
    if isinstance(value, dict):
        for key in sorted(value):
            yield from _entry(f"{pad}{_scalar(key)}:", value[key], indent)
    else:
        for item in value:
            if isinstance(item, (dict, list)) and item:
                lines = list(_lines(item, indent + 1))
                yield f"{pad}- {lines[0].lstrip()}"
                yield from lines[1:]
            else:
                yield from _entry(f"{pad}-", item, indent)


def _entry(head, value, indent):
    if isinstance(value, dict):
        if not value:
            yield head + " {}"
        else:
            yield head
            yield from _lines(value, indent + 1)
    elif isinstance(value, list):
        if not value:
            yield head + " []"
        else:
            yield head
            yield from _lines(value, indent)
    elif isinstance(value, str) and "\n" in value and not re.search(r"[^\n\x20-\x7e\xa0-\ud7ff]|\A[ \n]| \n", value):
        body = value.rstrip("\n")
        chomp = {0: "-", 1: ""}.get(len(value) - len(body), "+")
        yield f"{head} |{chomp}"
        for line in body.split("\n") + [""] * max(0, len(value) - len(body) - 1):
            yield "  " * (indent + 1) + line if line else ""
    else:
        yield f"{head} {_scalar(value)}"


def yaml_text(value):
    """YAML with sorted keys; strings that a YAML reader could take for something else stand in double quotes."""
    if isinstance(value, (dict, list)) and value:
        return "\n".join(_lines(value, 0)) + "\n"
    return _scalar(value) + "\n" if not isinstance(value, (dict, list)) else json.dumps(value) + "\n"


def table_text(rows):
    widths = [max(len(str(row[column])) for row in rows) for column in range(len(rows[0]))]
    return "".join("\t".join(str(cell).ljust(width) for cell, width in zip(row, widths)) + "\n" for row in rows)


def _utc(text):
    """A time of the engine, in seconds since 1970 and the digits of its fraction."""
    match = re.match(r"(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)\Z", text or "")
    if match is None:
        return None
    *numbers, fraction, zone = match.groups()
    import calendar

    total = calendar.timegm(tuple(int(number) for number in numbers))
    if zone != "Z":
        offset = int(zone[1:3]) * 3600 + int(zone[4:6]) * 60
        total -= offset if zone[0] == "+" else -offset
    return total, (fraction or "").rstrip("0")


def go_time(text):
    """As Go prints a time: `2026-11-24 01:45:20.438 +0000 UTC`."""
    if (moment := _utc(text)) is None:
        return "-"
    total, fraction = moment
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(total)) + ("." + fraction if fraction else "") + " +0000 UTC"


def ansi_time(text):
    """As C prints a time: `Tue Nov 24 01:45:20 2026`."""
    moment = _utc(text)
    return time.asctime(time.gmtime(moment[0])) if moment else ""
