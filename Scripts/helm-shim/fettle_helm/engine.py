"""The Helm engine: the C library that the helm-python-sdk wheel carries, called through ctypes.

The wheel's own Python layer declares the same functions; it is left aside because importing it takes longer than a
whole `helm list`, and because it offers only part of the options that the library reads.
"""

import ctypes
import glob
import json
import os
import sys

NOT_FOUND = -7
CANCELLED = -6

_HANDLE = ctypes.c_uint64
_LOG = ctypes.CFUNCTYPE(None, ctypes.c_int32, ctypes.c_char_p, ctypes.c_void_p)


class EngineError(Exception):
    """What the engine answered instead of a result."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def _load():
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    found = glob.glob(os.path.join(root, "lib", "python3*", "site-packages", "helm_python", "lib", "libhelm_c.so.*"))
    if not found:
        sys.stderr.write(f"Error: no Helm engine below {root}; run Scripts/setup again\n")
        sys.exit(1)
    return ctypes.CDLL(found[0])


_library = None
_log_callback = None


def library():
    """The library, loaded at its first use: `helm --help` does without."""
    global _library
    if _library is None:
        _library = _load()
        _library.helm_free_string.argtypes = [ctypes.c_void_p]
        _library.helm_free_string.restype = None
        _library.helm_sdk_version.restype = ctypes.c_void_p
    return _library


def _taken(pointer):
    """Copies a string that the library owns, then gives it back."""
    if not pointer:
        return ""
    try:
        return ctypes.string_at(pointer).decode("utf-8", errors="replace")
    finally:
        library().helm_free_string(pointer)


def _given(value):
    if value is None:
        return ctypes.c_char_p(None)
    if isinstance(value, str):
        return ctypes.c_char_p(value.encode("utf-8"))
    if isinstance(value, dict):
        # Unset options are left out: the library refuses unknown keys, and a default is not ours to repeat.
        return ctypes.c_char_p(json.dumps({k: v for k, v in value.items() if v is not None}).encode("utf-8"))
    return value


def _call(name, arguments, results):
    error = ctypes.c_void_p()
    code = getattr(library(), name)(
        *[_given(one) for one in arguments], *[ctypes.byref(one) for one in results], ctypes.byref(error))
    message = _taken(error.value)
    if code != 0:
        raise EngineError(code, message or f"{name} failed with code {code}")


def text(name, *arguments):
    """Calls a function that returns a string."""
    result = ctypes.c_void_p()
    _call(name, arguments, [result])
    return _taken(result.value)


def data(name, *arguments):
    """Calls a function that returns JSON."""
    return json.loads(text(name, *arguments))


def run(name, *arguments):
    """Calls a function that only succeeds or fails."""
    _call(name, arguments, [])


def handle(name, *arguments):
    """Calls a function that returns a handle. Handles live as long as this process."""
    result = _HANDLE()
    _call(name, arguments, [result])
    return result


NO_HANDLE = _HANDLE(0)


def version():
    return _taken(library().helm_sdk_version())


def log_to_stderr(debug):
    """Prints the engine's warnings, and with `debug` everything it says, as helm does."""
    global _log_callback
    names = ("DEBUG", "INFO", "WARN", "ERROR")

    def show(level, message, _):
        line = (message or b"").decode("utf-8", errors="replace")
        sys.stderr.write(f"level={names[level] if 0 <= level < 4 else level} msg={json.dumps(line, ensure_ascii=False)}\n")
        sys.stderr.flush()

    _log_callback = _LOG(show)
    library().helm_set_log_handler(_log_callback, None, ctypes.c_int32(0 if debug else 2))
