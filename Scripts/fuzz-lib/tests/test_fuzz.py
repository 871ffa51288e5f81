"""The random comparison, with programs that stand in for fettle and have a known fault.

Needs kubectl on PATH.
"""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

LIBRARY = Path(__file__).resolve().parents[1]
sys.dont_write_bytecode = True
sys.path.insert(0, str(LIBRARY))

from cases import Case  # noqa: E402
from comments import OwnComments, without_comments  # noqa: E402
from comparison import Comparison  # noqa: E402
from composition import compose  # noqa: E402
from keys import repeats_a_key  # noqa: E402
from programs import Oracle, Program  # noqa: E402
from shrinking import Shrinker  # noqa: E402


class ComparisonTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="fuzz-test-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def compare(self, script, *arguments):
        program = self.folder / "fettle"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        command = [LIBRARY.parent / "fuzz-kustomize", "--fettle", program, "--seed", "7", "--count", "12", *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env={
            **os.environ, "TMPDIR": str(self.folder)})

    def test_the_same_program_does_not_differ_from_itself(self):
        result = self.compare('kubectl kustomize "$2"')
        self.assertEqual((result.returncode, result.stderr), (0, ""), result.stdout)
        self.assertIn("12 cases", result.stdout)
        self.assertIn(", 0 differ (0 kinds)", result.stdout)

    def test_a_wrong_byte_is_found_shown_small_and_kept(self):
        fault = """kubectl kustomize "$2" >out || exit 1; sed 's/^kind: Deployment$/kind: deployment/' out"""
        result = self.compare(fault, "--keep", self.folder / "kept")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("  -kind: Deployment\n  +kind: deployment\n", result.stdout)
        small = max((self.folder / "kept").glob("*/small"), key=os.path.getmtime)
        self.assertLess(sum(len(file.read_bytes()) for file in small.rglob("*") if file.is_file()), 250)

    def test_a_crash_is_a_difference_even_if_kubectl_fails(self):
        result = self.compare("kill -SEGV $$", "--attempts", "0")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("12 differ (1 kinds)", result.stdout)

    def test_one_that_always_fails_differs_where_kubectl_builds(self):
        result = self.compare("echo no >&2; exit 1", "--attempts", "0", "--errors")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("only kubectl builds it", result.stdout)
        self.assertIn("  fettle:  no\n", result.stdout)

    def test_a_missing_program_is_no_result(self):
        result = self.compare("", "--fettle", self.folder / "none")
        self.assertEqual(result.returncode, 2, result.stdout)
        self.assertIn("fettle: no such executable", result.stderr)

    def test_answers_in_the_cache_are_used_again(self):
        cache = self.folder / "cache"
        first = self.compare('kubectl kustomize "$2"', "--cache", cache)
        for file in cache.rglob("*"):
            if file.is_file():
                file.write_bytes(b'[0, ""]\nfrom the cache\n')
        second = self.compare('echo from the cache', "--cache", cache)
        self.assertEqual(first.returncode, 0, first.stdout)
        self.assertEqual(second.returncode, 0, second.stdout)


class OwnCommentsTests(unittest.TestCase):
    """The comment behind `d:` is all that the patch leaves of the field, and go-yaml writes it where it reads none."""

    FILES = {
        "top/kustomization.yaml": b"configMapGenerator:\n- {name: c, literals: [d=x]}\ntransformers: [p.yaml]\n",
        "top/p.yaml": b"apiVersion: builtin\nkind: PatchStrategicMergeTransformer\nmetadata: {name: p}\npaths: [m.yaml]\n",
        "top/m.yaml": b"data:\n  d: # comment\napiVersion: v1\nmetadata: {name: c, labels: {a: b}} # comment\n"
                      b"kind: ConfigMap\n",
    }
    # Builds what is there without comments, as fettle does.
    BUILD = "mkdir plain && cp -r top plain && sed -i 's/ # comment$//' plain/top/*.yaml && kubectl kustomize plain/top"

    def explains(self, files, script=BUILD):
        with tempfile.TemporaryDirectory(prefix="fuzz-test-") as folder:
            environment = {"PATH": os.environ["PATH"], "HOME": folder}
            comparison = Comparison(Oracle.find(environment, None), Program(["sh", "-c", script], environment))
            case = Case(files)
            work = Path(folder, "case")
            expected, actual, found = comparison.compare(case, work)
            self.assertEqual((found.kind, expected.builds), ("only fettle builds it", False), expected)
            return OwnComments(comparison).explain(case, work, expected, actual)

    def test_a_failure_that_goes_away_with_the_comments_is_no_difference(self):
        self.assertTrue(self.explains(self.FILES))

    def test_it_is_one_if_fettle_makes_something_else(self):
        self.assertFalse(self.explains(self.FILES, self.BUILD + " && echo more"))

    def test_it_is_one_if_fettle_makes_something_of_the_comments(self):
        self.assertFalse(self.explains(self.FILES, self.BUILD + "; grep -q comment top/m.yaml && echo more; true"))

    def test_it_is_one_if_kubectl_cannot_read_a_file(self):
        broken = {**self.FILES, "top/m.yaml": self.FILES["top/m.yaml"] + b"a: [b\n"}
        self.assertFalse(self.explains(broken, "echo a: b"))

    def test_it_is_one_if_kubectl_fails_for_another_reason(self):
        self.assertFalse(self.explains({"top/kustomization.yaml": b"resources: [none] # comment\n"}, "echo a: b"))

    def test_only_the_comments_of_the_generator_are_taken_out(self):
        text = b"# comment\na: 'b # c' # comment\nd: \"e # x\\n# comment\\nf # comment\\n\"\r\n  #\r\ng: h #\r\n"
        plain = b"a: 'b # c'\nd: \"e # x\\nf\\n\"\r\ng: h\r\n"
        self.assertEqual(without_comments(Case({"a": text})).files["a"], plain)


class CaseTests(unittest.TestCase):
    def test_a_case_depends_on_seed_and_number_alone(self):
        first = [compose("s", number).digest() for number in range(20)]
        self.assertEqual([compose("s", number).digest() for number in reversed(range(20))], first[::-1])
        self.assertEqual(len(set(first)), 20)
        self.assertNotEqual(compose("t", 3).digest(), first[3])

    def test_a_key_that_stands_twice_in_one_mapping_is_found(self):
        for text in ("a:\nb:\na:\n", "- a: 1\n  a: 2\n", "s:\n  a: 1\n  b:\n    a: 1\n  a: 2\n"):
            self.assertTrue(repeats_a_key(text), text)
        for text in ("a:\n- b: 1\n- b: 2\nc: 1\n", "a: 1\n---\na: 1\n", '[\n  {\n    "a": 1\n  },\n  {\n    "a": 2\n'):
            self.assertFalse(repeats_a_key(text), text)
        self.assertFalse(repeats_a_key("a: 1\na: 2\n", top=False))

    def test_shrinking_leaves_what_is_needed(self):
        case = Case({
            "top/kustomization.yaml": b"resources:\n- a.yaml\n- b.yaml\nnamePrefix: x-\n",
            "top/a.yaml": b"# one\nkind: A\nspec:\n  list:\n  - name: p\n    cause: yes\n  - name: q\n---\nkind: B\n",
            "top/b.yaml": b"kind: C\n",
        })
        small = Shrinker(lambda one: b"cause" in one.files.get("top/a.yaml", b""), 200).shrink(case)
        self.assertEqual(list(small.files), ["top/a.yaml"])
        self.assertIn(b"cause", small.files["top/a.yaml"])
        self.assertNotIn(b"kind", small.files["top/a.yaml"])
        self.assertNotIn(b"name", small.files["top/a.yaml"])


if __name__ == "__main__":
    unittest.main()
