"""Scalars that YAML readers and writers treat differently."""


class Raw(str):
    """A scalar exactly as it stands in the YAML text, quotes and tags included."""


LONG = "The quick brown fox jumps over the lazy dog, and then it runs back again and again until all of the line is full"

TEXTS = [
    "", " ", "plain", "two words", "it's", 'say "hi"', "back\\slash", "a: b", "a #b", "# x", "#x", "- a", "-", "--",
    "---", "...",
    "?", "? x", ":", ": x", "x:", "=", "<<", "*star", "&and", "!bang", "|", ">", "%percent", "@at", "`tick`", "{brace}",
    "[bracket]", "a, b", "a,b", "'single'", '"double"', "$(VAR)", "${VAR}", "$(APP_NAME)-x", "~", "null", "Null",
    "true",
    "False", "yes", "No", "on", "OFF", "y", "N", "0", "1", "-1", "+1", "007", "0755", "0o17", "0x1F", "0b11", "1_000",
    "1e3",
    "1.0", "1.", ".5", "1e-7", "-.inf", ".NaN", "12:30:45", "190:20:30", "2001-01-01", "2001-12-14t21:59:43.10-05:00",
    "2001-01-01 10:00:00", "1.2.3", "v1", "1Gi", "500m", "50%", "tab\there", "\ttab", "end ", "end\t", " start", "\n",
    "\n\n",
    "one\ntwo", "one\ntwo\n", "one\n\n\ntwo\n\n", "  in\nout\n", "out\n  in\n", "one \ntwo\t\n", "\none",
    "# one\ntwo\n",
    "key: value\nlist:\n- a\n", "#!/bin/sh\nset -e\necho \"$1\" | sed 's/a/b/'\n", "a\r\nb\r\n", "héllo", "漢字かな",
    "😀 smile",
    "e\u0301", "\u00a0", "\u2028", "\u0085", "\ufeffbom", "\u0007", "<b>&amp;</b>", '{"a": 1, "b": [true, null]}',
    "[1, 2]", LONG, LONG + " " + LONG, "x" * 90, "https://example.com:8443/a/b?c=d&e=f#g", LONG + "\n" + LONG + "\n",
    LONG + ": x",
    "'" + LONG + "'", "  " + LONG, LONG.replace(" ", "  "), "a" * 60 + " " + "b" * 60, "key=value", "a=b=c",
    "/var/lib/x",
]

# What may stand wherever a string must be and is copied into names and selectors.
TAME_TEXTS = ["plain", "blue", "v1", "a-b", "a.b", "x_y", "true", "yes", "no", "1", "0755", "1.0", "1e3", "on", "null",
              "y"]

NUMBERS = [
    "0", "1", "-1", "+1", "42", "0x1F", "0o17", "0755", "0b101", "1_000", "1.0", "1.50", "0.1", "1e3", "1E+3", "1e23",
    "1e21",
    "1e20", "1e-7", "0.000001", ".5", "5.", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "-0",
    "-0.0",
    "123456789.0", "1234567.8901234567", "100000000000000000000.0", "3.14159265358979323846", "12345678901234567", "08",
    "09.5",
    "1e400",
]
RARE_NUMBERS = [".inf", "-.INF", ".nan", "18446744073709551616", "1234567890123456789012"]
WORDS = ["true", "True", "FALSE", "yes", "No", "on", "Off", "y", "N", "null", "~", "Null", ""]
OTHERS = [
    "12:30:45", "190:20:30", "2001-01-01", "2001-01-01T00:00:00Z", "2001-12-14 21:59:43.10 -5", "!!str 1", "!!str true",
    '!!int "3"', "!!float 3", '!!bool "true"', "!!binary aGVsbG8=", "!custom x", "!!null ''", "! 12", "1.2.3", "1Gi",
    "=",
]


def raw(dice):
    """A scalar of any type, as it stands in the text."""
    kind = dice.weighted({"number": 10, "word": 5, "other": 5, "rare": 0.05})
    return Raw(dice.pick({"number": NUMBERS, "word": WORDS, "other": OTHERS, "rare": RARE_NUMBERS}[kind]))


def text(dice, oddness=0.35):
    if dice.chance(0.0005):
        return "\u007f"
    if dice.chance(oddness):
        return dice.pick(TEXTS)
    return dice.pick(TAME_TEXTS)
