"""Flags as helm's own parser reads them: `--name value`, `--name=value`, `-n value`, in any place, `--` ends them."""

import re

UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}


class UsageError(Exception):
    """A command line that is not helm's."""


def seconds(text):
    """A Go duration such as `5m0s`, in seconds."""
    parts = re.findall(r"([0-9]*\.?[0-9]+)(h|ms|m|s|us|µs|ns)", text)
    if text == "0":
        return 0.0
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise ValueError(f'time: invalid duration "{text}"')
    return sum(float(number) * UNITS[unit] for number, unit in parts)


def boolean(text):
    if text in ("1", "t", "T", "true", "TRUE", "True"):
        return True
    if text in ("0", "f", "F", "false", "FALSE", "False"):
        return False
    raise ValueError(f'strconv.ParseBool: parsing "{text}": invalid syntax')


def pairs(text):
    """`a=1,b=2` as a dictionary. Values with a comma stand in double quotes, as in a line of CSV."""
    result = {}
    for part in re.findall(r'(?:"(?:[^"]|"")*"|[^,])+', text):
        if part.startswith('"') and part.endswith('"') and len(part) > 1:
            part = part[1:-1].replace('""', '"')
        key, equals, value = part.partition("=")
        if not equals:
            raise ValueError(f"{part} must be formatted as key=value")
        result[key] = value
    return result


class Flag:
    """One flag: how its value is read, its default, and the value it has when it is given without one."""

    def __init__(self, name, kind="string", default=None, short=None, bare=None):
        self.name = name
        self.kind = kind
        self.default = default
        self.short = short
        self.bare = True if kind == "bool" else bare

    def read(self, text, before):
        if self.kind == "bool":
            return boolean(text)
        if self.kind == "int":
            if not re.fullmatch(r"[+-]?[0-9]+", text):
                raise ValueError(f'strconv.ParseInt: parsing "{text}": invalid syntax')
            return int(text)
        if self.kind == "seconds":
            return seconds(text)
        if self.kind == "pairs":
            return {**(before or {}), **pairs(text)}
        if self.kind == "list":
            return [*(before or []), text]
        if self.kind == "comma list":
            return [*(before or []), *text.split(",")]
        return text


class Given:
    """The values of all flags by attribute (`create_namespace`), the arguments, and which flags were given."""

    def __init__(self, flags):
        self.arguments = []
        self.present = set()
        for flag in flags:
            setattr(self, attribute(flag.name), flag.default)


def attribute(name):
    return name.replace("-", "_")


def parse(flags, words):
    """Reads a command line. Throws UsageError with helm's own wording."""
    by_name = {flag.name: flag for flag in flags}
    by_short = {flag.short: flag for flag in flags if flag.short}
    given = Given(flags)
    words = list(words)

    def take(flag, text):
        shown = f"-{flag.short}, --{flag.name}" if flag.short else f"--{flag.name}"
        before = getattr(given, attribute(flag.name)) if flag.name in given.present else None
        try:
            value = flag.read(text, before)
        except ValueError as error:
            raise UsageError(f'invalid argument "{text}" for "{shown}" flag: {error}') from None
        setattr(given, attribute(flag.name), value)
        given.present.add(flag.name)

    while words:
        word = words.pop(0)
        if word == "--":
            given.arguments += words
            break
        if word.startswith("--"):
            name, equals, text = word[2:].partition("=")
            flag = by_name.get(name)
            if flag is None:
                raise UsageError(f"unknown flag: --{name}")
            if equals:
                take(flag, text)
            elif flag.bare is not None:
                take(flag, "true" if flag.bare is True else flag.bare)
            elif words:
                take(flag, words.pop(0))
            else:
                raise UsageError(f"flag needs an argument: --{name}")
        elif word.startswith("-") and len(word) > 1:
            rest = word[1:]
            while rest:
                letter, rest = rest[0], rest[1:]
                flag = by_short.get(letter)
                if flag is None:
                    raise UsageError(f"unknown shorthand flag: '{letter}' in {word}")
                if flag.bare is not None and not rest.startswith("="):
                    take(flag, "true" if flag.bare is True else flag.bare)
                    continue
                if rest:
                    take(flag, rest.removeprefix("="))
                elif words:
                    take(flag, words.pop(0))
                else:
                    raise UsageError(f"flag needs an argument: '{letter}' in {word}")
                rest = ""
        else:
            given.arguments.append(word)
    return given
