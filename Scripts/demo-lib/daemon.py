"""The fettle daemon: its start, its log, its end."""

import resource
import subprocess
import time

import processes
from failure import Failure


class Daemon:
    """`fettle run`, with its log in a file from which `lines` reads on."""

    def __init__(self, arguments, *, log, directory, environment):
        self._log = log
        with open(log, "wb") as file:
            self._process = processes.start(arguments, cwd=directory, env=environment, stdout=file,
                                            stderr=subprocess.STDOUT)
        self._reader = open(log, encoding="utf-8", errors="replace")
        self._begun = ""

    def lines(self):
        """What was logged since the last call, whole lines only."""
        *whole, self._begun = (self._begun + self._reader.read()).split("\n")
        return whole

    def everything(self):
        return self._log.read_text(encoding="utf-8", errors="replace")

    def check(self):
        """Throws when it has ended by itself."""
        code = self._process.poll()
        if code is not None:
            raise Failure(f"fettle ended with code {code} while it should run")

    def resident(self):
        """MiB of memory that it takes now."""
        with open(f"/proc/{self._process.pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * resource.getpagesize() // (1024 * 1024)

    def stop(self):
        """Ends it as a service manager does; gives the exit code and the seconds that it took."""
        began = time.monotonic()
        in_time = processes.end(self._process, patience=15)
        took = time.monotonic() - began
        if not in_time:
            raise Failure(f"fettle: still there {took:.0f} s after SIGTERM, so it was killed")
        return self._process.returncode, took
