"""What the reader sees: headings, commands with their output, the daemon's log lines, and the table at the end."""

import os
import shutil
import sys
import textwrap
import time

STYLES = {"heading": "1", "command": "36", "log": "2", "good": "32", "bad": "31"}
# A file or a pipe gets plain ASCII; these are the only other characters in the log and in what kubectl and helm print.
ASCII = str.maketrans({"«": "<", "»": ">", "…": "...", "→": "->"})


class Screen:
    """Prints to stdout; with colours on a terminal only, and not if NO_COLOR is set."""

    def __init__(self):
        self.terminal = sys.stdout.isatty()
        self.coloured = self.terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        self.width = max(60, min(shutil.get_terminal_size((110, 24)).columns, 140))

    def heading(self, text):
        self._print()
        self._print(text, "heading")
        self._print("-" * len(text), "heading")

    def say(self, text):
        """A paragraph; its own line breaks do not count."""
        self._print(textwrap.fill(" ".join(text.split()), self.width))

    def command(self, text):
        self._print(f"  $ {text}", "command")

    def output(self, text):
        for line in text.splitlines():
            self._print(f"    {line}".rstrip())

    def log(self, line):
        """One line of the daemon's log. It is wrapped between words, so that keys and values stay whole."""
        wrapped = textwrap.wrap(line, self.width - 12, break_long_words=False, break_on_hyphens=False)
        for number, part in enumerate(wrapped):
            self._print(("    fettle | " if number == 0 else "           |   ") + part, "log")

    def good(self, text):
        self._print(f"  ok: {text}", "good")

    def bad(self, text):
        self._print(f"  {text}", "bad")

    def table(self, rows):
        """Rows of three cells, the first row being the heading; the second cell is wrapped to the width."""
        first, last = (max(len(row[column]) for row in rows) for column in (0, 2))
        middle = min(max(len(row[1]) for row in rows), self.width - first - last - 4)
        for number, (step, what, took) in enumerate(rows):
            lines = textwrap.wrap(what, middle)
            self._print(f"{step:<{first}}  {lines[0]:<{middle}}  {took:>{last}}".rstrip())
            for line in lines[1:]:
                self._print(" " * (first + 2) + line)
            if number == 0:
                self._print(f"{'-' * first}  {'-' * middle}  {'-' * last}")

    def blank(self):
        self._print()

    def _print(self, text="", style=None):
        if not self.terminal:
            text = text.translate(ASCII).encode("ascii", "replace").decode("ascii")
        if style and self.coloured:
            text = f"\x1b[{STYLES[style]}m{text}\x1b[0m"
        print(text, flush=True)


def seconds(began):
    return f"{time.monotonic() - began:.1f} s"
