"""Writes a value as YAML text in one of the many styles that people and programs use."""

import json
import re

from scalars import LONG, Raw

WORDS = {"true", "false", "yes", "no", "on", "off", "y", "n", "null", "~", "", "=", "<<", ".inf", "-.inf", "+.inf",
         ".nan"}
NUMBER = re.compile(r"[-+]?(0[xob])?[0-9._][0-9a-fA-F_.:]*([eE][-+]?[0-9]+)?$|[0-9]{4}-[0-9]")
PLAIN = re.compile(r"[A-Za-z0-9_./$\u00c0-\u9fff][A-Za-z0-9_./@+%=~$()'\"*&!<>|;? \u00c0-\u9fff-]*$")
PLAIN_WITH_SIGNS = re.compile(r"[A-Za-z0-9_./$-][^\x00-\x1f\x7f-\xbf\u2000-\u20ff\ud800-\uffff\U00010000-\U0010ffff]*$")
COMMENTS = ["# comment", "#", "#x: y", "# --- not a document", "# 'quote", "# \u00e9", "## " + LONG]


class Style:
    """How one file is written."""

    def __init__(self, dice, odd):
        self.odd = odd
        self.step = dice.pick([2, 2, 2, 4, 3]) if odd else 2
        self.indented_lists = dice.chance(0.5)
        self.quotes = dice.pick([0, 0.1, 0.5, 1]) if odd else 0.1
        self.flow = dice.pick([0, 0.1, 0.4]) if odd else 0.05
        self.comments = dice.pick([0, 0.1, 0.3]) if odd else 0.02
        self.anchors = dice.pick([0, 0.2, 0.8]) if odd else 0
        self.merges = dice.pick([0, 0, 0.3]) if odd else 0
        self.folds = dice.pick([0, 0.3]) if odd else 0
        self.shuffled = odd and dice.chance(0.5)
        self.crlf = odd and dice.chance(0.05)
        self.json = odd and dice.chance(0.04)
        self.no_end = odd and dice.chance(0.2)
        self.start = odd and dice.chance(0.3)


class Writer:
    def __init__(self, dice, case):
        self.dice = dice
        self.case = case

    def style(self, oddness=0.4):
        return Style(self.dice, self.dice.chance(oddness))

    def document(self, value, style=None):
        """The text of one document, with "\n" at its end."""
        style = style or self.style()
        if style.json and not has_raw(value):
            self.case.use("yaml: JSON")
            text = json.dumps(value, indent=self.dice.pick([None, 2]), ensure_ascii=self.dice.chance(0.5)) + "\n"
        else:
            text = _Document(self.dice, style, self.case).text(value)
        self.case.texts.append(text)
        return text

    def stream(self, values, style=None):
        """The bytes of a file with any number of documents."""
        style = style or self.style()
        if len(values) == 1:
            text = self.document(values[0], style)
            if style.start:
                text = "---\n" + text
        else:
            style.json = False
            marks = ["---\n"] * 6 + ["--- # next\n", "---\n\n---\n", "---\n# only a comment\n---\n", "---   \n",
                                     "...\n---\n"]
            text = "---\n" if self.dice.chance(0.3) else ""
            for number, value in enumerate(values):
                if number:
                    text += self.dice.pick(marks) if style.odd else "---\n"
                text += self.document(value, style)
            if style.odd and self.dice.chance(0.2):
                text += "---\n"
        if style.no_end:
            text = text.rstrip("\n")
        if style.crlf:
            self.case.use("yaml: CRLF")
            text = text.replace("\r\n", "\n").replace("\n", "\r\n")
        return text.encode("utf-8", "surrogatepass")


def has_raw(value):
    if isinstance(value, dict):
        return any(has_raw(part) for pair in value.items() for part in pair)
    if isinstance(value, list):
        return any(has_raw(part) for part in value)
    return isinstance(value, Raw)


def needs_quotes(text):
    return text.lower() in WORDS or NUMBER.match(text) is not None


def is_plain(text, inline):
    """Whether the text without quotes is the same string to readers of YAML 1.1 and 1.2."""
    # kustomize's reader of kustomizations takes a question mark in flow style for a key.
    if needs_quotes(text) or inline and "?" in text or text != text.strip() or text.startswith(("---", "...")):
        return False
    if PLAIN.match(text):
        return text[0] != "-" or len(text) > 1 and text[1] != " "
    return (not inline and PLAIN_WITH_SIGNS.match(text) is not None and ": " not in text and " #" not in text
            and not text.endswith(":") and not text.startswith(("- ", "? ")) and text != "-")


class _Document:
    def __init__(self, dice, style, case):
        self.dice = dice
        self.style = style
        self.case = case
        self.lines = []
        self.anchors = {}
        self.counts = {}
        self.mappings = {}  # by the name of the anchor

    def text(self, value):
        if self.style.anchors:
            self._count(value)
        if isinstance(value, dict) and value:
            self._mapping(value, 0, None)
        elif isinstance(value, list) and value:
            self._sequence(value, 0)
        else:
            self._node(value, 0, "")
        return "\n".join(self.lines) + "\n"

    def _count(self, value):
        if isinstance(value, (dict, list)):
            for part in value.values() if isinstance(value, dict) else value:
                self._count(part)
        key = repr(value)
        self.counts[key] = self.counts.get(key, 0) + 1

    def _comment(self, indent):
        if self.dice.chance(self.style.comments):
            self.case.use("yaml: comments")
            self.lines.append(" " * indent + self.dice.pick(COMMENTS))
            if self.dice.chance(0.2):
                self.lines.append(self.dice.pick(["", "   "]))

    def _end(self, line):
        if self.style.comments and self.dice.chance(self.style.comments / 2):
            line += " " + self.dice.pick(COMMENTS)
        self.lines.append(line)

    def _mapping(self, value, indent, first):
        """Entries at `indent`; `first` is the text before the first one, for a mapping that is in a list."""
        entries = list(value.items())
        if self.style.shuffled:
            entries = self.dice.shuffled(entries)
        merge, merged = self._merge(entries)
        if merge:
            entries = [entry for entry in entries if entry[0] not in merged]
            self.case.use("yaml: merge keys")
        for number, (key, part) in enumerate(entries):
            prefix = " " * indent
            if number == 0 and first is not None:
                prefix = first
            else:
                self._comment(indent)
            if self.style.odd and self.dice.chance(0.01):
                self.case.use("yaml: ? keys")
                self.lines.append(f"{prefix}? {self._key(key)}")
                prefix = " " * indent + ":"
            else:
                prefix += self._key(key) + ":"
            self._node(part, indent, prefix)
        if merge:
            self.lines.append((" " * indent if entries or first is None else first) + f"<<: {merge}")

    def _merge(self, entries):
        """What to write after the merge key, and the keys that come from there."""
        if len(entries) < 3 or not self.dice.chance(self.style.merges) or any(key == "<<" for key, _ in entries):
            return "", {}
        for name, mapping in self.mappings.items():
            if len(mapping) < len(entries) and all(pair in entries for pair in mapping.items()):
                return f"*{name}", mapping
        simple = [pair for pair in entries[1:] if not isinstance(pair[1], (dict, list))]
        if not simple:
            return "", {}
        mapping = dict(self.dice.some(simple, 1, 2))
        text = self._flow(mapping)
        if self.dice.chance(0.6):
            name = f"merge{len(self.mappings)}"
            self.mappings[name] = mapping
            text = f"&{name} {text}"
        return f"[{text}]" if self.dice.chance(0.3) else text, mapping

    def _sequence(self, value, indent):
        for part in value:
            self._comment(indent)
            self._node(part, indent, " " * indent + "-", in_list=True)

    def _anchor(self, value):
        """An alias for what stands above, or the anchor to begin with, or nothing."""
        if isinstance(value, Raw) or not self.style.anchors or value in ("", None):
            return "", False
        key = repr(value)
        if key in self.anchors and self.dice.chance(0.7):
            self.case.use("yaml: anchors")
            return f"*{self.anchors[key]}", True
        if key not in self.anchors and self.counts.get(key, 0) > 1 and self.dice.chance(self.style.anchors):
            self.anchors[key] = self.dice.pick(["a", "b_", "x-"]) + str(len(self.anchors))
            return f"&{self.anchors[key]} ", False
        return "", False

    def _node(self, value, indent, prefix, in_list=False):
        anchor, done = self._anchor(value)
        space = " " if prefix else ""
        if done:
            self._end(f"{prefix}{space}{anchor}")
        elif isinstance(value, (dict, list)) and value and not self.dice.chance(self._flow_chance(value)):
            if isinstance(value, dict) and in_list and not anchor:
                gap = self.dice.pick([1, 1, 1, 3]) if self.style.odd else 1
                self._mapping(value, indent + 1 + gap, prefix + " " * gap)
                return
            if isinstance(value, list) and in_list and not anchor:
                self.lines.append(prefix)
                self._sequence(value, indent + self.style.step)
                return
            # No comment here: when nothing is left of the value, kustomize writes {} behind it and cannot read that.
            self.lines.append(f"{prefix} {anchor}".rstrip() if anchor else prefix)
            if isinstance(value, dict):
                self._mapping(value, indent + self.style.step, None)
            else:
                deeper = self.style.indented_lists or in_list
                self._sequence(value, indent + (self.style.step if deeper else 0))
        elif isinstance(value, str) and not isinstance(value, Raw) and self._block(value, indent,
            f"{prefix}{space}{anchor}"):
            return
        else:
            text = self._flow(value, inline=isinstance(value, (dict, list)))
            self._end(f"{prefix}{space}{anchor}{text}".rstrip(" ") if text == "" else f"{prefix}{space}{anchor}{text}")

    def _flow_chance(self, value):
        return self.style.flow if len(repr(value)) < 300 else 0

    def _block(self, value, indent, prefix):
        """Writes a block scalar, if that can hold the text and is wanted."""
        several = "\n" in value.rstrip("\n") or len(value) > 60
        if not value.strip("\n ") or re.search("[^\n\t -~\u00a1-\u1fff\u3000-\ud7ff]", value) or value[0] == "\t":
            return False
        if not self.dice.chance((0.8 if several else 0.02) if not self.style.odd else (0.6 if several else 0.06)):
            return False
        body = value.rstrip("\n")
        chomping = {0: "-", 1: ""}.get(len(value) - len(body), "+")
        fold = self.style.folds and not re.search(r"(^|\n)[ \t]|[ \t](\n|$)|  |\t", body) and self.dice.chance(0.5)
        leading = value[0] in " \n"
        step = self.style.step
        indicator = str(step) if leading or self.style.odd and self.dice.chance(0.05) else ""
        if fold:
            self.case.use("yaml: folded blocks")
            body = body.replace("\n", "\n\n")
            body = "\n".join(self._folded(line) for line in body.split("\n"))
        else:
            self.case.use("yaml: literal blocks")
        self.lines.append(f"{prefix}{'>' if fold else '|'}{indicator}{chomping}")
        text = body if chomping == "-" else value if not fold else body + value[len(value.rstrip(chr(10))):]
        for line in (text[:-1] if text.endswith("\n") else text).split("\n"):
            self.lines.append(" " * (indent + step) + line if line else "")
        return True

    def _folded(self, line):
        """The line, broken at some of its blanks."""
        return re.sub(" (?=[A-Za-z])", lambda _: "\n" if self.dice.chance(0.1) else " ", line)

    def _key(self, key):
        if isinstance(key, Raw):
            return key
        if is_plain(key, inline=True) and not self.dice.chance(self.style.quotes / 4):
            return key
        return self._quoted(key, one_line=True)

    def _flow(self, value, inline=True):
        if isinstance(value, dict):
            entries = ", ".join(f"{self._key(key)}: {self._flow(part)}".rstrip() for key, part in value.items())
            if value:
                self.case.use("yaml: flow style")
            return "{" + entries + "}"
        if isinstance(value, list):
            return "[" + ", ".join(self._flow(part) or "null" for part in value) + "]"
        if isinstance(value, Raw):
            return value if value or not inline else "null"
        if value is None:
            return self.dice.pick(["null", "~", "Null"]) if inline or not self.style.odd else self.dice.pick(["null",
                "~", ""])
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (int, float)):
            return str(value)
        if is_plain(value, inline) and not self.dice.chance(self.style.quotes):
            return value
        return self._quoted(value, one_line=inline)

    def _quoted(self, text, one_line=False):
        ordinary = not re.search("[^ -~\u00a1-\u1fff\u3000-\ud7ff]", text)
        if ordinary and self.dice.chance(0.5):
            return "'" + self._broken(text.replace("'", "''"), one_line) + "'"
        escaped = []
        numeric = self.dice.chance(0.3)
        for sign in text:
            short = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}.get(sign)
            if short:
                escaped.append(short)
            elif ord(sign) < 32 or 0x7f <= ord(sign) < 0xa0 or sign in "\u2028\u2029\ufeff":
                escaped.append(f"\\x{ord(sign):02x}" if ord(sign) < 256 else f"\\u{ord(sign):04X}")
            elif ord(sign) > 126 and numeric:
                escaped.append(f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}")
            else:
                escaped.append(sign)
        return '"' + self._broken("".join(escaped), one_line) + '"'

    def _broken(self, text, one_line):
        """The inside of quotes, over more than one line if that is allowed and happens to be wanted."""
        if one_line or not self.style.folds or "\\" in text or len(text) < 40 or "  " in text or text != text.strip():
            return text
        self.case.use("yaml: quotes over lines")
        return re.sub(" (?=[A-Za-z])", lambda _: "\n" + " " * 40 if self.dice.chance(0.1) else " ", text)
