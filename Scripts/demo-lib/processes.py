"""Starting programs so that none of them outlives the demo."""

import ctypes
import os
import signal
import subprocess

from failure import Failure

LIBC = ctypes.CDLL(None, use_errno=True)
PR_SET_PDEATHSIG = 1


def end_with_the_demo():
    """Runs in a child before its program: the kernel ends it when the demo is killed."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def start(arguments, **options):
    """A program in a session of its own, so that Ctrl-C reaches the demo alone, which ends all in order."""
    try:
        return subprocess.Popen(arguments, stdin=subprocess.DEVNULL, start_new_session=True,
                                preexec_fn=end_with_the_demo, **options)
    except OSError as error:
        raise Failure(f"{arguments[0]}: cannot be started: {error.strerror}; run `make setup`") from None


def run(arguments, *, directory, environment, accept=(0,)):
    """Everything that a program prints; any other exit code than the accepted ones is a failure."""
    process = start(arguments, cwd=directory, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                    text=True, errors="replace")
    try:
        text, _ = process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        raise Failure(f"{os.path.basename(arguments[0])}: no end after 60 s") from None
    finally:
        end(process, patience=2)
    if process.returncode not in accept:
        raise Failure(f"`{' '.join(map(str, arguments))}` ended with code {process.returncode}:\n{text.rstrip()}")
    return text


def end(process, patience):
    """Ends a process that `start` made, first by SIGTERM, and waits until it is gone. True if SIGTERM was enough."""
    if process.poll() is not None:
        return True
    process.terminate()
    try:
        process.wait(patience)
        return True
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return False
