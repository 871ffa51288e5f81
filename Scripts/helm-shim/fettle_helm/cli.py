"""The commands by name, and the way of one command: parse, run, exit code."""

import os
import signal
import sys
import threading

import engine
import settings
from failure import Failure
from flags import Flag, UsageError, parse


def commands():
    """Name to its flags and function. Imported here, so that a wrong command fails before the engine is looked for."""
    import charts
    import offline
    import releases

    all_values = Flag("all", "bool", False, short="a")
    table = {
        "install": (releases.INSTALL_FLAGS, releases.install),
        "upgrade": (releases.UPGRADE_FLAGS, releases.upgrade),
        "rollback": (releases.ROLLBACK_FLAGS, releases.rollback),
        "uninstall": (releases.UNINSTALL_FLAGS, releases.uninstall),
        "test": (releases.TEST_FLAGS, releases.test),
        "list": (releases.LIST_FLAGS, releases.list_releases),
        "history": ([Flag("max", "int", 256), releases.OUTPUT], releases.history),
        "status": ([releases.REVISION, releases.OUTPUT], releases.status),
        "get values": ([releases.REVISION, all_values, releases.OUTPUT], releases.get_values),
        "get manifest": ([releases.REVISION], releases.get_manifest),
        "get hooks": ([releases.REVISION], releases.get_hooks),
        "get notes": ([releases.REVISION], releases.get_notes),
        "get metadata": ([releases.REVISION, releases.OUTPUT], releases.get_metadata),
        "get all": ([releases.REVISION], releases.get_all),
        "template": (offline.TEMPLATE_FLAGS, offline.template),
        "pull": (offline.PULL_FLAGS, offline.pull),
        "push": (charts.CHART_FLAGS, offline.push),
        "lint": (offline.LINT_FLAGS, offline.lint),
        "package": (offline.PACKAGE_FLAGS, offline.package),
        "create": ([], offline.create),
        "repo index": (offline.INDEX_FLAGS, offline.repo_index),
        "dependency build": (offline.DEPENDENCY_FLAGS, offline.dependency("helm_dependency_build")),
        "dependency update": (offline.DEPENDENCY_FLAGS, offline.dependency("helm_dependency_update")),
        "dependency list": ([], offline.dependency_list),
        "registry login": (offline.LOGIN_FLAGS, offline.registry_login),
        "registry logout": (offline.LOGIN_FLAGS, offline.registry_logout),
        "version": ([Flag("short", "bool", False), Flag("template"), Flag("client", "bool", False, short="c")],
                    offline.version),
    }
    for what in ("all", "chart", "values", "readme", "crds"):
        table[f"show {what}"] = (charts.CHART_FLAGS, offline.show(what))
    return table


ALIASES = {"ls": "list", "del": "uninstall", "delete": "uninstall", "un": "uninstall", "hist": "history",
           "dep": "dependency", "dependencies": "dependency", "inspect": "show", "fetch": "pull"}
GROUPS = ("get", "show", "repo", "dependency", "registry")


def command_of(words, flags):
    """The command's name and the words that are left. Global flags may stand before it."""
    taking_value = {f"--{flag.name}" for flag in flags if flag.bare is None} | {
        f"-{flag.short}" for flag in flags if flag.short and flag.bare is None}
    rest = list(words)
    name = []
    place = 0
    while place < len(rest) and len(name) < (2 if name and name[0] in GROUPS else 1):
        word = rest[place]
        if word.startswith("-"):
            place += 2 if word in taking_value else 1
            continue
        name.append(ALIASES.get(word, word) if not name else word)
        del rest[place]
    return " ".join(name), rest


def restart_with_environment(given, words):
    """The library reads some settings only from the environment at its start, so flags for them start it anew."""
    wanted = {variable: getattr(given, name) for name, variable in settings.ENVIRONMENT_OF_FLAG.items()
              if getattr(given, name) and os.environ.get(variable) != getattr(given, name)}
    if wanted:
        sys.stdout.flush()
        os.execve(sys.executable, [sys.executable, "-I", "-S", os.path.dirname(os.path.abspath(__file__)), *words],
                  {**os.environ, **wanted})


def execute(words):
    name, rest = command_of(words, settings.GLOBAL_FLAGS)
    table = commands()
    if name not in table:
        if not name or name in GROUPS:
            sys.stdout.write("The part of helm's command line that fettle drives, on the Helm engine.\n\n"
                             "Commands:\n" + "".join(f"  {one}\n" for one in sorted(table)))
            return
        raise Failure(f'unknown command "{name}" for "helm"; this helm has: ' + ", ".join(sorted(table)))
    flags, function = table[name]
    own = {flag.name for flag in flags}
    given = parse([*flags, *[flag for flag in settings.GLOBAL_FLAGS if flag.name not in own]], rest)
    if given.help:
        sys.stdout.write(f"helm {name}\n\nFlags:\n" + "".join(f"  --{one}\n" for one in sorted(own)))
        return
    restart_with_environment(given, words)
    engine.log_to_stderr(bool(given.debug) or os.environ.get("HELM_DEBUG", "") in ("1", "true"))
    function(given)


def main(words):
    status = []

    def work():
        try:
            execute(words)
            sys.stdout.flush()
            status.append(0)
        except (Failure, UsageError, engine.EngineError) as error:
            sys.stdout.flush()
            sys.stderr.write(f"Error: {error}\n")
            status.append(1)
        except BrokenPipeError:
            status.append(1)
        except BaseException as error:  # a fault in this program: say where, and fail
            import traceback

            traceback.print_exc()
            sys.stderr.write(f"Error: {error!r}\n")
            status.append(1)

    # A call into the engine blocks the thread that makes it, and Python handles signals in the main thread only.
    worker = threading.Thread(target=work, daemon=True)

    def on_signal(number, _):
        releases = sys.modules.get("releases")
        if releases is not None and releases.cancellation is not None:
            sys.stdout.write(f"Release {releases.cancelled_release} has been cancelled.\n")
            sys.stdout.flush()
            engine.run("helm_context_cancel", releases.cancellation)
        else:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    worker.start()
    worker.join()
    sys.stderr.flush()
    # The engine's own threads need no good-bye, and waiting for Python's takes longer than a `helm version`.
    os._exit(status[0] if status else 1)
