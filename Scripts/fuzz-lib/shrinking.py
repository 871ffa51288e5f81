"""Makes a case smaller as long as the difference stays: fewer layers, files, documents, entries, and plainer values.

It works on the text, by its indentation, since what differs may be in how something is written.
"""

import json
import re
from pathlib import PurePosixPath


def indentation(line):
    return len(line) - len(line.lstrip(" "))


def block_end(lines, start):
    """The line after the block that begins at `start`: all that is deeper, and a list right below its key."""
    depth = indentation(lines[start])
    content = lines[start].strip()
    if not content or content.startswith(("#", "---")):
        return start + 1
    is_key = not content.startswith("- ")
    end = start + 1
    while end < len(lines):
        line = lines[end]
        if line.strip() and indentation(line) <= depth:
            if not (is_key and indentation(line) == depth and line.lstrip().startswith(("- ", "-\n"))):
                break
        end += 1
    while end - 1 > start and not lines[end - 1].strip():
        end -= 1
    if end < len(lines) and indentation(lines[end]) == depth and lines[end].strip().rstrip(",") in ("}",
        "]") and end > start + 1:
        end += 1
    return end


def without_first(lines, start):
    """A list element without its first entry: the next one takes the dash."""
    line = lines[start]
    entry = re.match(r"( *- +)\S", line)
    if not entry or start + 1 >= len(lines):
        return None
    inner = len(entry.group(1))
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or indentation(lines[end]) > inner):
        end += 1
    if end >= len(lines) or indentation(lines[end]) != inner:
        return None
    return lines[:start] + [entry.group(1) + lines[end][inner:]] + lines[end + 1:]


def plainer(line):
    """Simpler spellings of one line, the simplest first."""
    body = line.rstrip("\n")
    # A text with line breaks in quotes becomes a block, whose lines can then go one by one.
    quoted = re.match(r'( *)((?:- )?)([^"]*?)(:|-) "(.*)"$', body)
    if quoted and "\\n" in quoted.group(5):
        try:
            text = json.loads(f'"{quoted.group(5)}"')
        except ValueError:
            text = ""
        if text and text[0] not in " \n":
            depth = " " * (len(quoted.group(1)) + len(quoted.group(2)) + 2)
            content = "".join(depth + part + "\n" if part else "\n" for part in text.rstrip("\n").split("\n"))
            yield f"{body[:quoted.start(5) - 1]}|{'' if text.endswith(chr(10)) else '-'}\n{content}"
    yield from _without_elements(body)
    if " #" in body:
        yield body.partition(" #")[0] + "\n"
    for pattern, replacement in (
            (r"([:-] )&\S+ ?", r"\1"), (r"([:-] )!\S+ ", r"\1"), (r"^( *(?:- )?)\"([^\"]*)\":", r"\1\2:"),
            (r"^( *(?:- )?)'([^']*)':", r"\1\2:"),
            (r": \S.*$", ": x"), (r": '([^']*)'$", r": \1"), (r': "([^"\\]*)"$', r": \1"), (r"^( *- ).+$", r"\1x"),
            (r"(: ['\"]?)\S+ (.*)$", r"\1\2"), (r"^(.*) \S+?(['\"]?)$", r"\1\2")):
        simpler = re.sub(pattern, replacement, body, count=1)
        if simpler != body and len(simpler) < len(body):
            yield simpler + "\n"


def _without_elements(body):
    """The line without one of the elements of a map or list in braces or brackets."""
    opened = []
    for position, sign in enumerate(body):
        if sign in "[{":
            opened.append((position + 1, []))
        elif sign == "," and opened:
            opened[-1][1].append(position)
        elif sign in "]}" and opened:
            start, commas = opened.pop()
            edges = [start - 1, *commas, position]
            for left, right in zip(edges, edges[1:]):
                if body[left + 1:right].strip():
                    # The comma goes with the element: the one before it, or for the first the one after it.
                    first = left == start - 1
                    yield body[:left + 1 if first else left] + (body[right + 1:].lstrip() if first
                                                                and right != position else body[right:]) + "\n"


class Shrinker:
    def __init__(self, holds, attempts):
        self.holds = holds  # whether a case still shows the difference
        self.attempts = attempts
        self.seen = set()

    def shrink(self, case):
        before = None
        while case.files != before and self.attempts > 0:
            before = dict(case.files)
            case = self._layers(case)
            case = self._files(case)
            case = self._blocks(case)
            if case.files == before:
                case = self._lines(case)
        return case

    def _try(self, case, files, target=None):
        """The case with these files if it holds, else None."""
        smaller = case.with_files(files)
        smaller.target = target or case.target
        digest = smaller.digest()
        if digest in self.seen or self.attempts <= 0:
            return None
        self.seen.add(digest)
        self.attempts -= 1
        return smaller if self.holds(smaller) else None

    def _layers(self, case):
        """Builds a lower layer instead, if that will do."""
        for folder in sorted({str(PurePosixPath(path).parent) for path in case.files
                              if "ustomization" in PurePosixPath(path).name}):
            if folder != case.target:
                case = self._try(case, case.files, folder) or case
        return case

    def _files(self, case):
        for folder in sorted({path.partition("/")[0] for path in case.files}):
            rest = {path: text for path, text in case.files.items() if not path.startswith(folder + "/")}
            if rest and folder != case.target:
                case = self._try(case, rest) or self._try(case, self._without_mentions(rest, folder)) or case
        for path in sorted(case.files, key=lambda path: -len(case.files[path])):
            rest = {other: text for other, text in case.files.items() if other != path}
            case = self._try(case, rest) or self._try(case,
                                                      self._without_mentions(rest, PurePosixPath(path).name)) or case
        return case

    @staticmethod
    def _without_mentions(files, name):
        """The kustomizations without the list entries that are this name."""
        entry = re.compile(rb"""(?m)^ *- ['"]?(\.\.?/)*([^'"\n]*/)?""" + re.escape(name.encode())
                           + rb"""/?['"]?[ \r]*(#.*)?\n""")
        return {path: entry.sub(b"", text) if "ustomization" in path else text for path, text in files.items()}

    def _blocks(self, case):
        """Takes out what hangs together, from the outside in."""
        for path in sorted(case.files, key=lambda path: ("ustomization" not in path, path)):
            case = self._documents(case, path)
            start = 0
            while path in case.files and start < len(lines := self._text(case, path)):
                end = block_end(lines, start)
                smaller = self._try(case, self._changed(case, path, lines[:start] + lines[end:]))
                if smaller is None and (rest := without_first(lines, start)):
                    smaller = self._try(case, self._changed(case, path, rest))
                if smaller:
                    case = smaller
                else:
                    start += 1
        return case

    def _documents(self, case, path):
        parts = re.split(r"(?m)^---.*\n", "".join(self._text(case, path)))
        number = 0
        while len(parts) > 1 and number < len(parts):
            rest = parts[:number] + parts[number + 1:]
            smaller = self._try(case, self._changed(case, path, ["---\n".join(rest)]))
            if smaller:
                case, parts = smaller, rest
            else:
                number += 1
        return case

    def _lines(self, case):
        for path in sorted(case.files):
            number = 0
            while number < len(lines := self._text(case, path)):
                for simpler in plainer(lines[number]):
                    smaller = self._try(case, self._changed(case, path,
                                                            lines[:number] + [simpler] + lines[number + 1:]))
                    if smaller:
                        case = smaller
                        break
                else:
                    number += 1
        return case

    @staticmethod
    def _text(case, path):
        return case.files[path].decode("utf-8", "surrogateescape").splitlines(keepends=True)

    @staticmethod
    def _changed(case, path, lines):
        return {**case.files, path: "".join(lines).encode("utf-8", "surrogateescape")}
