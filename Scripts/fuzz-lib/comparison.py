"""Whether kubectl and fettle agree about a case, and how they differ."""

import difflib
import re
from dataclasses import dataclass

from programs import Answer, write_alone

BYTES = "different bytes"
ONLY_KUBECTL = "only kubectl builds it"
ONLY_FETTLE = "only fettle builds it"
CRASH = "fettle crashes"


@dataclass(frozen=True)
class Difference:
    kind: str
    oracle: Answer
    candidate: Answer

    def shape(self):
        """Equal for differences that most likely have one cause."""
        if self.kind == BYTES:
            changed = [line for line in self.lines(context=0) if line[0] in "-+"][2:]
            old, new = ([line[1:] for line in changed if line[0] == sign][:1] or [""] for sign in "-+")
            pairs = [re.match(r"( *(?:- )*[^:]*)(?:: )?(.*)", line).groups() for line in (*old, *new)]
            forms = [re.sub(r"[A-Za-z0-9]+", "x", value) for _, value in pairs]
            # A value that is written in another form has the same cause at any key.
            if pairs[0][0] == pairs[1][0] and forms[0] != forms[1]:
                return self.kind, *forms
            return self.kind, pairs[0][0].strip(), *forms
        answer = self.oracle if self.kind == ONLY_FETTLE else self.candidate
        return self.kind, answer.shape()

    def is_like(self, other):
        """Whether a smaller case still shows what the larger one showed."""
        if other is None or self.kind != other.kind:
            return False
        return self.kind == BYTES or self.shape() == other.shape()

    def lines(self, context=3):
        texts = [answer.output.decode("utf-8", "backslashreplace").split("\n")
                 for answer in (self.oracle, self.candidate)]
        return list(difflib.unified_diff(*texts, "kubectl", "fettle", lineterm="", n=context))

    def __str__(self):
        parts = [self.kind]
        if self.kind == BYTES:
            lines = self.lines()
            parts += lines[:40] + ([f"({len(lines) - 40} more lines)"] if len(lines) > 40 else [])
        if self.oracle.error and self.kind != BYTES:
            parts.append("kubectl: " + self.oracle.error.removeprefix("kubectl: "))
        if self.candidate.error and self.kind != BYTES:
            parts.append("fettle: " + self.candidate.error.removeprefix("fettle: "))
        return "\n".join("  " + line for part in parts for line in part.split("\n"))


def difference(oracle, candidate):
    """None if they agree: the same bytes from both, or an error from both. A kubectl that crashed has no say."""
    if candidate.crashed:
        return Difference(CRASH, oracle, candidate)
    if oracle.crashed:
        return None
    if oracle.builds and candidate.builds:
        return Difference(BYTES, oracle, candidate) if oracle.output != candidate.output else None
    if oracle.builds or candidate.builds:
        return Difference(ONLY_KUBECTL if oracle.builds else ONLY_FETTLE, oracle, candidate)
    return None


class Comparison:
    def __init__(self, oracle, candidate):
        self.oracle = oracle
        self.candidate = candidate

    def compare(self, case, folder):
        """Both answers and their difference."""
        write_alone(case, folder)
        expected = self.oracle.ask(case, folder)
        actual = self.candidate.ask(folder, case.target)
        return expected, actual, difference(expected, actual)

    def is_stable(self, case, folder, expected):
        """Whether kubectl says the same when it is asked again; it goes through Go maps, whose order is random."""
        write_alone(case, folder)
        answers = [self.oracle.ask(case, folder, fresh=True) for _ in range(3)]
        return all((again.code, again.output) == (expected.code, expected.output) for again in answers)

    def still(self, case, folder, original):
        """The difference if it is like the original one. The faster program is asked first."""
        write_alone(case, folder)
        actual = self.candidate.ask(folder, case.target)
        if actual.builds != original.candidate.builds:
            return None
        found = difference(self.oracle.program.ask(folder, case.target), actual)
        return found if original.is_like(found) else None
