"""kubectl and fettle, asked to build a case."""

import json
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from failure import Failure

VERSION = "v5.5.0"
PATIENCE = 60  # seconds; a build takes some milliseconds
# kubectl logs the error with time and process number, which would make the same answer look different.
LOG_HEAD = re.compile(r"^[EWI][0-9]{4} [0-9:.]+ +[0-9]+ [a-z.]+:[0-9]+\] ", re.MULTILINE)


@dataclass(frozen=True)
class Answer:
    code: int  # negative: ended by that signal
    output: bytes
    error: str
    ended: bool = True

    @property
    def builds(self):
        return self.ended and self.code == 0

    @property
    def crashed(self):
        panics = "panic:" in self.error or "goroutine 1 [" in self.error
        return not self.ended or self.code < 0 or self.code > 125 or panics

    def shape(self):
        """The error without the names in it, to tell causes apart."""
        if not self.ended:
            return "no end"
        lines = [line for line in self.error.splitlines() if line.strip() and not line.startswith("# Warning")]
        text = " ".join(lines[:3] if self.crashed else lines)[:1000]
        if self.crashed:
            text = f"{self.code} {text}"
        for names in (r"'[^' ]*'|`[^` ]*`|\\?\"[^\" ]*\"", r"[^ ]*[$/.0-9\[][^ :]*"):
            text = re.sub(names, "*", text)
        return " ".join(re.findall("[A-Za-z*]+", ": ".join(text.split(": ")[-2:]))[-16:])


class Program:
    def __init__(self, arguments, environment):
        self.arguments = arguments
        self.environment = environment

    def ask(self, folder, target):
        """Builds `target` in the folder that holds the case."""
        try:
            done = subprocess.run([*self.arguments, target], cwd=folder, env=self.environment, stdin=subprocess.DEVNULL,
                                  capture_output=True, timeout=PATIENCE, check=False)
        except subprocess.TimeoutExpired:
            return Answer(1, b"", f"no end after {PATIENCE} s", ended=False)
        except OSError as error:
            reason = f"cannot be started: {error.strerror}; give the path of an executable"
            raise Failure(f"{self.arguments[0]}: {reason}") from None
        error = done.stderr.decode("utf-8", "replace").replace(os.path.realpath(folder), "$CASE").replace(str(folder),
            "$CASE")
        return Answer(done.returncode, done.stdout, LOG_HEAD.sub("", error).strip())


class Oracle:
    """kubectl, and the answers that it has given before."""

    def __init__(self, program, version, cache):
        self.program = program
        self.version = version
        self.cache = cache

    @staticmethod
    def find(environment, cache):
        path = shutil.which("kubectl")
        if path is None:
            raise Failure("kubectl: no such executable; run `make setup`")
        # Builds are small and short, so collecting garbage would only cost time.
        environment = {**environment, "GOGC": "off"}
        done = subprocess.run([path, "version", "--client", "--output=json"], env=environment, capture_output=True,
                              check=False)
        try:
            known = json.loads(done.stdout)
            version = f"{known['clientVersion']['gitVersion']} {known['kustomizeVersion']}"
        except (ValueError, KeyError):
            raise Failure(f"{path}: does not tell its version; install kubectl with kustomize {VERSION}") from None
        if known["kustomizeVersion"] != VERSION:
            raise Failure(f"{path}: has kustomize {known['kustomizeVersion']}; install one with {VERSION}")
        return Oracle(Program([path, "kustomize"], environment), version, cache)

    def ask(self, case, folder, fresh=False):
        """kubectl's answer to the case, which lies in the folder; with `fresh` it is not from the cache."""
        if self.cache is None:
            return self.program.ask(folder, case.target)
        digest = case.digest(self.version)
        file = self.cache / digest[:2] / digest[2:]
        if not fresh and file.exists():
            head, output = file.read_bytes().split(b"\n", 1)
            code, error = json.loads(head)
            return Answer(code, output, error)
        answer = self.program.ask(folder, case.target)
        if answer.ended:
            file.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as part:
                part.write(json.dumps([answer.code, answer.error]).encode() + b"\n" + answer.output)
            os.replace(part.name, file)
        return answer


def write_alone(case, folder):
    """The case as the only thing in the folder."""
    shutil.rmtree(folder, ignore_errors=True)
    Path(folder).mkdir(parents=True)
    case.write(folder)
