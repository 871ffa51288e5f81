"""Many cases on all cores: counts what came out, and tells of differences as they are found."""

import collections
import concurrent.futures
import queue
import shutil
import threading
import time

from comments import OwnComments
from comparison import Comparison
from composition import compose
from programs import write_alone
from shrinking import Shrinker

PROGRESS = 3  # seconds between two lines


class Campaign:
    def __init__(self, settings, oracle, candidate, folder):
        self.settings = settings
        self.oracle = oracle
        self.comparison = Comparison(oracle, candidate) if candidate else None
        self.own_comments = OwnComments(self.comparison)
        self.folder = folder
        self.counts = collections.Counter()
        self.features = collections.Counter()
        self.building = collections.Counter()
        self.known = {}  # shape of a difference: the first case with it
        self.lock = threading.Lock()
        self.folders = queue.SimpleQueue()
        self.began = time.monotonic()
        self.stopped = threading.Event()

    def run(self, numbers):
        """Works until the numbers, the time or the patience with differences are used up."""
        settings = self.settings
        shown = time.monotonic()
        for worker in range(settings.jobs):
            self.folders.put(self.folder / str(worker))
        with concurrent.futures.ThreadPoolExecutor(settings.jobs) as pool:
            running = set()
            try:
                for number in numbers:
                    if self.stopped.is_set() or settings.seconds and time.monotonic() - self.began > settings.seconds:
                        break
                    running.add(pool.submit(self._work, number))
                    while len(running) >= settings.jobs * 2:
                        running = self._collect(running)
                    if time.monotonic() - shown > PROGRESS:
                        shown = time.monotonic()
                        self._say(self.summary())
                while running:
                    running = self._collect(running)
                    if running and time.monotonic() - shown > PROGRESS:
                        shown = time.monotonic()
                        self._say(self.summary())
            finally:
                self.stopped.set()
                pool.shutdown(cancel_futures=True)

    @staticmethod
    def _collect(running):
        done, rest = concurrent.futures.wait(running, timeout=PROGRESS, return_when=concurrent.futures.FIRST_COMPLETED)
        for future in done:
            future.result()
        return rest

    def _work(self, number):
        if self.stopped.is_set():
            return
        folder = self.folders.get()
        try:
            self._judge(number, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            self.folders.put(folder)

    def _judge(self, number, folder):
        case = compose(self.settings.seed, number)
        if self.comparison is None:
            write_alone(case, folder)
            expected, actual, found = self.oracle.ask(case, folder), None, None
        else:
            expected, actual, found = self.comparison.compare(case, folder)
        self._count(case, expected)
        if expected.crashed:
            reason = first_line(expected.error, "panic")
            self._say(f"case {number} of seed {self.settings.seed}: kubectl crashes: {reason}")
            self._keep(number, "case", case)
        if not expected.ended:
            return
        if found and self.own_comments.explain(case, folder, expected, actual):
            with self.lock:
                self.counts["oracle cannot read its own comments"] += 1
            reason = one_line(expected.error)[-200:]
            self._say(f"case {number} of seed {self.settings.seed}: kubectl cannot read its own comments: {reason}")
            self._keep(number, "case", case, found)
        elif found:
            self._differ(number, case, folder, expected, found)
        elif self.settings.errors and not expected.builds:
            text = f"case {number}: no build\n  kubectl: {one_line(expected.error)}"
            self._say(text + (f"\n  fettle:  {one_line(actual.error)}" if actual else ""))

    def _count(self, case, expected):
        with self.lock:
            self.counts["cases"] += 1
            self.counts["build" if expected.builds else "fail"] += 1
            self.counts["oracle crashes"] += expected.crashed
            self.features.update(case.features)
            if expected.builds:
                self.building.update(case.features)

    def _differ(self, number, case, folder, expected, found):
        settings = self.settings
        if not self.comparison.is_stable(case, folder, expected):
            with self.lock:
                self.counts["unstable"] += 1
            self._say(f"case {number} of seed {settings.seed}: kubectl does not give the same answer each time")
            self._keep(number, "unstable", case)
            return
        with self.lock:
            first = self.known.setdefault(found.shape(), number)
            self.counts["differences"] += 1
            if settings.stop_after and len(self.known) >= settings.stop_after:
                self.stopped.set()
        self._keep(number, "case", case, found)
        if first != number:
            self._say(f"case {number} of seed {settings.seed}: {found.kind}, like case {first}")
            return
        shrinker = Shrinker(lambda smaller: self.comparison.still(smaller, folder, found), settings.attempts)
        small = shrinker.shrink(case) if settings.attempts else case
        _, _, remaining = self.comparison.compare(small, folder)
        self._keep(number, "small", small, remaining)
        self._say(f"case {number} of seed {settings.seed}:\n{remaining or found}\n{small}  built: {small.target}\n")

    def _keep(self, number, name, case, found=None):
        """Writes the case, and what came out, where the user wants it."""
        if self.settings.keep is None:
            return
        place = self.settings.keep / f"{self.settings.seed}-{number}"
        write_alone(case, place / name)
        if found:
            for program, answer in (("kubectl", found.oracle), ("fettle", found.candidate)):
                (place / f"{name}.{program}").write_bytes(answer.output or answer.error.encode() + b"\n")
            (place / f"{name}.diff").write_text("\n".join(found.lines()) + "\n", errors="backslashreplace")
        (place / f"{name}.target").write_text(case.target + "\n")

    def summary(self):
        with self.lock:
            counts = dict(self.counts)
        took = time.monotonic() - self.began
        cases = counts.get("cases", 0)
        parts = [f"{cases} cases in {took:.0f} s ({cases / max(took, 0.001):.0f}/s)", f"{counts.get('build', 0)} build",
                 f"{counts.get('fail', 0)} fail"]
        if self.comparison:
            parts.append(f"{counts.get('differences', 0)} differ ({len(self.known)} kinds)")
        parts += [f"{counts[name]} {name}" for name in ("unstable", "oracle crashes",
            "oracle cannot read its own comments") if counts.get(name)]
        return ", ".join(parts)

    def feature_table(self):
        width = max((len(feature) for feature in self.features), default=0)
        lines = [f"{'feature':<{width}}  cases  build"]
        lines += [f"{feature:<{width}}  {count:>5}  {self.building[feature]:>5}" for feature,
                  count in sorted(self.features.items())]
        return "\n".join(lines)

    def _say(self, text):
        with self.lock:
            print(text.encode("utf-8", "backslashreplace").decode(), flush=True)


def one_line(text):
    return " ".join(line for line in text.splitlines() if not line.startswith("# Warning"))


def first_line(text, word):
    return next((line for line in text.splitlines() if word in line), one_line(text)[:200])
