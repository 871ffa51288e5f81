"""Values of a release: files and `--set` flags, merged in helm's order."""

import json
import re
import sys

import engine
from failure import Failure
from flags import Flag

VALUE_FLAGS = [
    Flag("values", "comma list", short="f"), Flag("set", "list"), Flag("set-string", "list"), Flag("set-file", "list"),
    Flag("set-json", "list"), Flag("set-literal", "list"),
]


def merged(low, high):
    result = dict(low)
    for key, value in high.items():
        if isinstance(value, dict) and isinstance(result.get(key), dict):
            result[key] = merged(result[key], value)
        else:
            result[key] = value
    return result


def _read(path):
    if path.strip() == "-":
        return sys.stdin.buffer.read()
    if re.match(r"[a-z][a-z0-9+.-]*://", path):
        raise Failure(f"--values {path}: this helm reads values from files and from stdin only; save the file first")
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise Failure(f"open {path}: {error.strerror.lower()}") from None


def _parsed_file(path):
    raw = _read(path)
    try:
        return engine.data("helm_values_from_yaml", raw.decode("utf-8")) or {}
    except UnicodeDecodeError as error:
        raise Failure(f"failed to parse {path}: not UTF-8 at byte {error.start}") from None
    except engine.EngineError as error:
        raise Failure(f"failed to parse {path}: {error}") from None


def _parsed_flag(flag, function, expression):
    # The engine reads an expression by itself, so one that changes an item of a list from a file would lose the rest.
    if re.match(r"[^=]*\[\d+\]", expression):
        raise Failure(f"--{flag} {expression}: this helm does not set single items of a list; give the values in a file")
    try:
        return engine.data(function, expression)
    except engine.EngineError as error:
        raise Failure(f"failed parsing --{flag} data: {error}") from None


def user_values(given):
    """All values that the user gave, as one dictionary."""
    result = {}
    for path in given.values or []:
        result = merged(result, _parsed_file(path))
    for expression in given.set_json or []:
        if expression.lstrip().startswith("{"):
            try:
                result = merged(result, json.loads(expression))
            except ValueError:
                raise Failure(f"failed parsing --set-json data JSON: {expression}") from None
        else:
            result = merged(result, _parsed_flag("set-json", "helm_strvals_parse_json", expression))
    for flag, function, expressions in [
        ("set", "helm_strvals_parse", given.set),
        ("set-string", "helm_strvals_parse_string", given.set_string),
        ("set-file", "helm_strvals_parse_file", given.set_file),
        ("set-literal", "helm_strvals_parse_literal", given.set_literal),
    ]:
        for expression in expressions or []:
            result = merged(result, _parsed_flag(flag, function, expression))
    return result
