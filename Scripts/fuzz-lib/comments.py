"""Cases that kubectl fails to build only because it cannot read the comments that it has written itself.

kustomize keeps comments until the end, writes every object with them, and reads that again. Where a patch leaves nothing
behind a key, or puts brackets there, go-yaml writes the comment so that it refuses its own text.
"""

import re

from programs import write_alone
from yamltext import COMMENTS

# What go-yaml's scanner and parser say, and nothing that is said of a value.
SYNTAX = re.compile(
    r"yaml: (line [0-9]+: )?(could not find |did not find |found |mapping values are not allowed|mapping keys are not "
    r"allowed|block sequence entries are not allowed)")
_ANY = "|".join(re.escape(comment) for comment in sorted(COMMENTS, key=len, reverse=True))
# In files, and in texts of several lines that stand in quotes.
_LINES = re.compile(rf"(?m)^ *(?:{_ANY})\r?(?:\n|\Z)|(?<=\\n) *(?:{_ANY})\\n")
_ENDS = re.compile(rf" +(?:{_ANY})(?=\r?$|\\n)", re.MULTILINE)


def without_comments(case):
    """The case without any comment that the generator writes."""
    files = {}
    for path, content in case.files.items():
        text = content.decode("utf-8", "surrogateescape")
        files[path] = _ENDS.sub("", _LINES.sub("", text)).encode("utf-8", "surrogateescape")
    return case.with_files(files)


class OwnComments:
    """Tells whether kubectl's failure is that one.

    It is if all of these hold: kubectl's message is one of a YAML syntax error; every text of YAML in the case, be it a
    file or one inside a file, is read by kubectl when it is alone; without the comments kubectl builds the case; and
    fettle makes the same bytes of it, without the comments as well as with them.
    """

    def __init__(self, comparison):
        self.comparison = comparison

    def explain(self, case, folder, expected, actual):
        if expected.builds or not actual.builds or not SYNTAX.search(expected.error):
            return False
        plain = without_comments(case)
        if plain.files == case.files or not self._are_readable(case, folder):
            return False
        plain_expected, plain_actual, found = self.comparison.compare(plain, folder)
        return plain_expected.builds and found is None and plain_actual.output == actual.output

    def _are_readable(self, case, folder):
        texts = {content for content in case.files.values() if b"\0" not in content}
        texts |= {text.encode("utf-8", "surrogatepass") for text in case.texts}
        for text in sorted(texts):
            alone = case.with_files({"top/kustomization.yaml": b"resources: [text.yaml]\n", "top/text.yaml": text})
            alone.target = "top"
            write_alone(alone, folder)
            if SYNTAX.search(self.comparison.oracle.ask(alone, folder).error):
                return False
        return True
