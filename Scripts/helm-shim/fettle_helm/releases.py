"""Commands that change or read releases in a cluster."""

import os
import sys

import charts
import engine
import output
import settings
import values
from failure import Failure
from flags import Flag, boolean

OUTPUT = Flag("output", default="table", short="o")
WAIT = Flag("wait", default="hookOnly", bare="watcher")
TIMEOUT = Flag("timeout", "seconds", default=300.0)

# What `install` and `upgrade` share, and what the engine calls it.
CHANGE_FLAGS = [
    Flag("create-namespace", "bool", False), Flag("force-replace", "bool", False), Flag("force", "bool", False),
    Flag("force-conflicts", "bool", False), Flag("no-hooks", "bool", False), TIMEOUT, WAIT,
    Flag("wait-for-jobs", "bool", False), Flag("description"), Flag("dependency-update", "bool", False),
    Flag("disable-openapi-validation", "bool", False), Flag("rollback-on-failure", "bool", False),
    Flag("atomic", "bool", False), Flag("skip-crds", "bool", False), Flag("render-subchart-notes", "bool", False),
    Flag("skip-schema-validation", "bool", False), Flag("labels", "pairs", short="l"), Flag("enable-dns", "bool", False),
    Flag("hide-notes", "bool", False), Flag("hide-secret", "bool", False), Flag("take-ownership", "bool", False),
    Flag("dry-run", default="none", bare="unset"), Flag("post-renderer"), Flag("post-renderer-args", "list"), OUTPUT,
    *values.VALUE_FLAGS, *charts.CHART_FLAGS,
]
INSTALL_FLAGS = [*CHANGE_FLAGS, Flag("replace", "bool", False), Flag("server-side", default="true", bare="true")]
UPGRADE_FLAGS = [
    *CHANGE_FLAGS, Flag("install", "bool", False, short="i"), Flag("reset-values", "bool", False),
    Flag("reuse-values", "bool", False), Flag("reset-then-reuse-values", "bool", False),
    Flag("cleanup-on-fail", "bool", False), Flag("history-max", "int"), Flag("server-side", default="auto", bare="auto"),
]
ROLLBACK_FLAGS = [
    Flag("force-replace", "bool", False), Flag("force", "bool", False), Flag("force-conflicts", "bool", False),
    Flag("server-side", default="auto", bare="auto"), Flag("no-hooks", "bool", False), TIMEOUT, WAIT,
    Flag("wait-for-jobs", "bool", False), Flag("cleanup-on-fail", "bool", False), Flag("history-max", "int"),
    Flag("dry-run", default="none", bare="unset"),
]
UNINSTALL_FLAGS = [
    Flag("dry-run", "bool", False), Flag("no-hooks", "bool", False), Flag("ignore-not-found", "bool", False),
    Flag("keep-history", "bool", False), Flag("cascade", default="background"), TIMEOUT, WAIT, Flag("description"),
]
LIST_FLAGS = [
    Flag("short", "bool", False, short="q"), Flag("no-headers", "bool", False), Flag("date", "bool", False, short="d"),
    Flag("reverse", "bool", False, short="r"), Flag("uninstalled", "bool", False), Flag("superseded", "bool", False),
    Flag("uninstalling", "bool", False), Flag("deployed", "bool", False), Flag("failed", "bool", False),
    Flag("pending", "bool", False), Flag("all-namespaces", "bool", False, short="A"), Flag("max", "int", 256, short="m"),
    Flag("offset", "int", 0), Flag("filter", short="f"), Flag("selector", short="l"), OUTPUT,
]
TEST_FLAGS = [TIMEOUT, Flag("filter", "comma list", ()), Flag("logs", "bool", False), Flag("hide-notes", "bool", False)]
REVISION = Flag("revision", "int", 0)

# Where a signal finds the running action; the engine then ends it and records the release as failed.
cancellation = None
cancelled_release = None


def say(text):
    sys.stdout.write(text)


def check_output(given):
    if given.output not in ("table", "json", "yaml"):
        raise Failure(f'invalid argument "{given.output}" for "-o, --output" flag: invalid format type')


def whole_seconds(seconds):
    """The engine counts whole seconds and takes 0 for its own default, which is not what `--timeout 0` means."""
    if seconds <= 0:
        raise Failure("--timeout 0: this helm needs a time-out; give one, such as 10m")
    return max(1, round(seconds))


def wait_strategy(given):
    named = {"true": "watcher", "false": "hookOnly"}.get(given.wait, given.wait)
    if named not in ("watcher", "legacy", "hookOnly"):
        raise Failure(f'invalid argument "{given.wait}" for "--wait" flag: invalid wait input "{given.wait}". '
                      "Valid inputs are watcher, hookOnly, and legacy")
    return named


def dry_run(given):
    text = given.dry_run
    if text in ("none", "client", "server"):
        return text
    if text == "unset":
        return "client"
    try:
        return "client" if boolean(text) else "none"
    except ValueError:
        raise Failure(f'invalid dry-run value ("{text}"). Must be "none", "server", or "client"') from None


def history_max(given):
    return given.history_max if given.history_max is not None else int(os.environ.get("HELM_MAX_HISTORY") or 10)


def change_options(given, namespace):
    if (given.force_replace or given.force) and given.force_conflicts:
        raise Failure("if any flags in the group [force-replace force-conflicts] are set none of the others can be; "
                      "[force-conflicts force-replace] were all set")
    return {
        "namespace": namespace, "timeout_seconds": whole_seconds(given.timeout), "wait": wait_strategy(given),
        "wait_for_jobs": given.wait_for_jobs, "dry_run": dry_run(given), "description": given.description,
        "rollback_on_failure": given.rollback_on_failure or given.atomic, "labels": given.labels,
        "skip_crds": given.skip_crds, "take_ownership": given.take_ownership, "disable_hooks": given.no_hooks,
        "force_conflicts": given.force_conflicts, "force_replace": given.force_replace or given.force,
        "hide_notes": given.hide_notes, "hide_secret": given.hide_secret, "sub_notes": given.render_subchart_notes,
        "skip_schema_validation": given.skip_schema_validation, "enable_dns": given.enable_dns,
        "disable_openapi_validation": given.disable_openapi_validation, "post_renderer": given.post_renderer,
        "post_renderer_args": given.post_renderer_args, "devel": given.devel or None,
    }


def loaded_chart(reference, given):
    chart = charts.load(reference, given)
    if given.dependency_update and chart.metadata.get("dependencies"):
        engine.run("helm_dependency_update", chart.path, None)
        chart = charts.Chart(chart.path)
    chart.check_installable()
    if chart.metadata.get("deprecated"):
        sys.stderr.write('level=WARN msg="this chart is deprecated"\n')
    return chart


def change(function, configuration, chart, name, user_values, options):
    """Runs an install or an upgrade that a signal can cancel."""
    global cancellation, cancelled_release
    cancelled_release = name
    cancellation = engine.handle("helm_context_new")
    try:
        return engine.data(function, configuration, cancellation, chart.handle, None, name, user_values, options)
    finally:
        cancellation = None


def stored_release(configuration, name, revision):
    """A release as helm's JSON shows it, chart excepted."""
    stored = engine.data("helm_get", configuration, name, {"revision": revision})
    summary = stored["summary"]
    method = engine.data("helm_get_metadata", configuration, name, {"revision": summary["revision"]}).get("applyMethod")
    return shaped(summary, stored.get("info"), stored.get("config"), stored.get("hooks"), method)


def shaped(summary, info, config, hooks, method):
    """Puts the parts of a release into helm's order and leaves out the empty ones."""
    release = {
        "name": summary["name"], "info": info, "chart": None, "config": config, "manifest": summary.get("manifest"),
        "hooks": hooks, "version": summary["revision"], "namespace": summary["namespace"], "apply_method": method,
    }
    return {key: value for key, value in release.items() if value}


def dry_release(summary):
    info = {"last_deployed": summary.get("deployed_at"), "description": "Dry run complete",
            "status": summary["status"], "notes": summary.get("notes")}
    return shaped(summary, {key: value for key, value in info.items() if value}, None, None, None)


def status_text(release, hide_notes=False, debug=False):
    info = release["info"]
    lines = [f'NAME: {release["name"]}']
    if info.get("last_deployed"):
        lines.append(f'LAST DEPLOYED: {output.ansi_time(info["last_deployed"])}')
    lines += [f'NAMESPACE: {release["namespace"]}', f'STATUS: {info.get("status", "")}',
              f'REVISION: {release["version"]}', f'DESCRIPTION: {info.get("description", "")}']
    tests = [hook for hook in release.get("hooks", []) if "test" in hook["events"]]
    if not tests:
        lines.append("TEST SUITE: None")
    for hook in tests:
        if hook["last_run"].get("started_at"):
            lines += [f'TEST SUITE:     {hook["name"]}',
                      f'Last Started:   {output.ansi_time(hook["last_run"]["started_at"])}',
                      f'Last Completed: {output.ansi_time(hook["last_run"].get("completed_at"))}',
                      f'Phase:          {hook["last_run"]["phase"]}']
    text = "\n".join(lines) + "\n"
    if debug or info.get("description") == "Dry run complete":
        text += "HOOKS:\n"
        for hook in release.get("hooks", []):
            text += f'---\n# Source: {hook["path"]}\n{hook["manifest"]}\n'
        text += f'MANIFEST:\n{release.get("manifest", "")}\n'
    if not hide_notes and info.get("notes"):
        text += f'NOTES:\n{info["notes"].strip()}\n'
    return text


def show_change(given, configuration, chart, summary):
    if dry_run(given) == "none":
        release = stored_release(configuration, summary["name"], summary["revision"])
    else:
        release = dry_release(summary)
        if not given.no_hooks:
            release["hooks"] = charts.hooks(chart, values_given, summary["name"], summary["namespace"], None, None)
    if given.output == "table":
        say(status_text(release, hide_notes=given.hide_notes))
        return
    with_chart = {}
    for key, value in release.items():
        with_chart[key] = value
        if key == "info":
            with_chart["chart"] = chart.as_release_part()
    say(output.json_text(with_chart) if given.output == "json" else output.yaml_text(with_chart))


values_given = None


def _change(given, name, reference, function, options):
    global values_given
    configuration = settings.configuration(given)
    chart = loaded_chart(reference, given)
    if values_given is None:
        values_given = values.user_values(given)
    return configuration, chart, change(function, configuration, chart, name, values_given, options)


def install_options(given, namespace, replace):
    return {
        **change_options(given, namespace), "create_namespace": given.create_namespace, "replace": replace,
        "server_side_apply": given.server_side != "false",
    }


def install(given):
    if len(given.arguments) != 2:
        raise Failure('"helm install" needs a release name and a chart')
    check_output(given)
    name, reference = given.arguments
    options = install_options(given, settings.namespace(given), given.replace)
    try:
        configuration, chart, summary = _change(given, name, reference, "helm_install", options)
    except (engine.EngineError, Failure) as error:
        raise Failure(f"INSTALLATION FAILED: {error}") from None
    show_change(given, configuration, chart, summary)


def is_installed(given, name):
    """False as well for a release of which only the history is left."""
    try:
        history = engine.data("helm_history", settings.configuration(given), name, None)
    except engine.EngineError as error:
        if error.code == engine.NOT_FOUND:
            return False, False
        raise
    gone = bool(history) and max(history, key=lambda one: one["revision"])["status"] == "uninstalled"
    return not gone, gone


def upgrade(given):
    if len(given.arguments) != 2:
        raise Failure('"helm upgrade" requires 2 arguments\n\nUsage:  helm upgrade [RELEASE] [CHART] [flags]')
    check_output(given)
    name, reference = given.arguments
    namespace = settings.namespace(given)
    if given.server_side not in ("true", "false", "auto"):
        raise Failure('invalid/unknown release server-side apply method: ' + given.server_side)
    if given.install:
        installed, gone = is_installed(given, name)
        if not installed:
            if given.output == "table":
                say(f'Release "{name}" does not exist. Installing it now.\n')
            options = install_options(given, namespace, gone)
            show_change(given, *_change(given, name, reference, "helm_install", options))
            return
    options = {
        **change_options(given, namespace), "max_history": history_max(given), "install": given.install,
        "reset_values": given.reset_values, "reuse_values": given.reuse_values,
        "reset_then_reuse_values": given.reset_then_reuse_values, "cleanup_on_fail": given.cleanup_on_fail,
        "server_side_apply": given.server_side,
    }
    try:
        configuration, chart, summary = _change(given, name, reference, "helm_upgrade", options)
    except engine.EngineError as error:
        raise Failure(f"UPGRADE FAILED: {error}") from None
    if given.output == "table":
        say(f'Release "{name}" has been upgraded. Happy Helming!\n')
    show_change(given, configuration, chart, summary)


def one_argument(given, command):
    if len(given.arguments) != 1:
        raise Failure(f'"helm {command}" requires 1 argument\n\nUsage:  helm {command} RELEASE_NAME [flags]')
    return given.arguments[0]


def rollback(given):
    if not 1 <= len(given.arguments) <= 2:
        raise Failure('"helm rollback" requires at least 1 argument\n\nUsage:  helm rollback <RELEASE> [REVISION] [flags]')
    revision = 0
    if len(given.arguments) == 2:
        try:
            revision = int(given.arguments[1])
        except ValueError:
            raise Failure(f'could not convert revision to a number: {given.arguments[1]!r} is none') from None
    engine.run("helm_rollback", settings.configuration(given), given.arguments[0], {
        "version": revision, "timeout_seconds": whole_seconds(given.timeout), "wait": wait_strategy(given),
        "wait_for_jobs": given.wait_for_jobs, "dry_run": dry_run(given), "disable_hooks": given.no_hooks,
        "force_conflicts": given.force_conflicts, "force_replace": given.force_replace or given.force,
        "server_side_apply": given.server_side, "cleanup_on_fail": given.cleanup_on_fail,
        "max_history": history_max(given),
    })
    say("Rollback was a success! Happy Helming!\n")


def uninstall(given):
    if not given.arguments:
        raise Failure('"helm uninstall" requires at least 1 argument\n\nUsage:  helm uninstall RELEASE_NAME [...] [flags]')
    if given.cascade not in ("background", "foreground", "orphan"):
        raise Failure(f'invalid cascade value ({given.cascade}). Must be "background", "foreground", or "orphan"')
    configuration = settings.configuration(given)
    for name in given.arguments:
        answer = engine.data("helm_uninstall", configuration, name, {
            "keep_history": given.keep_history, "timeout_seconds": whole_seconds(given.timeout),
            "dry_run": given.dry_run, "ignore_not_found": given.ignore_not_found, "wait": wait_strategy(given),
            "description": given.description, "disable_hooks": given.no_hooks, "deletion_propagation": given.cascade,
        })
        if answer.get("info"):
            say(answer["info"] + "\n")
        say(f'release "{name}" uninstalled\n')


def test(given):
    name = one_argument(given, "test")
    chosen = {"name": [], "!name": []}
    for one in given.filter:
        attribute, _, text = one.partition("=")
        if attribute in chosen:
            chosen[attribute].append(text)
    configuration = settings.configuration(given)
    answer = engine.data("helm_test_run", configuration, name, {
        "timeout_seconds": whole_seconds(given.timeout), "logs": given.logs or None,
        "include_names": chosen["name"] or None, "exclude_names": chosen["!name"] or None,
    })
    say(status_text(stored_release(configuration, name, 0), hide_notes=given.hide_notes))
    if answer.get("logs"):
        say(answer["logs"])


def chart_label(summary):
    return f'{summary.get("chart_name", "")}-{summary.get("chart_version", "")}' if "chart_name" in summary else "MISSING"


def show(given, value, table):
    check_output(given)
    if given.output == "json":
        say(output.json_text(value))
    elif given.output == "yaml":
        say(output.yaml_text(value))
    else:
        say(table())


def list_releases(given):
    if given.arguments:
        raise Failure('"helm list" accepts no arguments')
    found = engine.data("helm_list", settings.configuration(given), {
        "all_namespaces": given.all_namespaces, "limit": given.max, "offset": given.offset, "filter": given.filter,
        "selector": given.selector, "by_date": given.date, "sort_reverse": given.reverse,
        "uninstalled": given.uninstalled, "superseded": given.superseded, "failed": given.failed,
        "deployed": given.deployed, "pending": given.pending, "uninstalling": given.uninstalling,
    })
    if given.short:
        names = [one["name"] for one in found]
        show(given, names, lambda: "".join(name + "\n" for name in names))
        return
    rows = [{
        "name": one["name"], "namespace": one["namespace"], "revision": str(one["revision"]),
        "updated": output.go_time(one.get("deployed_at")), "status": one["status"], "chart": chart_label(one),
        "app_version": one.get("app_version", ""),
    } for one in found]
    head = [] if given.no_headers else [["NAME", "NAMESPACE", "REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION"]]
    lines = head + [list(row.values()) for row in rows]
    show(given, rows, lambda: output.table_text(lines) if lines else "")


def history(given):
    name = one_argument(given, "history")
    configuration = settings.configuration(given)
    found = sorted(engine.data("helm_history", configuration, name, None), key=lambda one: one["revision"])[-given.max:]
    rows = []
    for one in found:
        info = engine.data("helm_get", configuration, name, {"revision": one["revision"]})["info"]
        row = {"revision": one["revision"], "updated": info.get("last_deployed"), "status": one["status"],
               "chart": chart_label(one), "app_version": one.get("app_version", ""),
               "description": info.get("description", "")}
        rows.append({key: value for key, value in row.items() if value is not None})
    show(given, rows, lambda: output.table_text(
        [["REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION", "DESCRIPTION"]]
        + [[row["revision"], output.ansi_time(row.get("updated")), *list(row.values())[-4:]] for row in rows]))


def status(given):
    name = one_argument(given, "status")
    release = stored_release(settings.configuration(given), name, given.revision)
    show(given, release, lambda: status_text(release))


def get_values(given):
    name = one_argument(given, "get values")
    found = engine.data("helm_get_values", settings.configuration(given), name,
                        {"all": given.all, "revision": given.revision})
    title = "COMPUTED VALUES:" if given.all else "USER-SUPPLIED VALUES:"
    show(given, found, lambda: f"{title}\n{output.yaml_text(found)}")


def get_manifest(given):
    name = one_argument(given, "get manifest")
    say(engine.data("helm_get", settings.configuration(given), name,
                    {"revision": given.revision})["summary"].get("manifest", "") + "\n")


def get_hooks(given):
    name = one_argument(given, "get hooks")
    for hook in engine.data("helm_get", settings.configuration(given), name, {"revision": given.revision}).get("hooks") or []:
        say(f'---\n# Source: {hook["path"]}\n{hook["manifest"]}\n')


def get_notes(given):
    name = one_argument(given, "get notes")
    notes = engine.data("helm_get", settings.configuration(given), name, {"revision": given.revision})["info"].get("notes")
    if notes:
        say(f"NOTES:\n{notes}\n")


def get_metadata(given):
    name = one_argument(given, "get metadata")
    found = engine.data("helm_get_metadata", settings.configuration(given), name, {"revision": given.revision})
    methods = {"": "client-side apply (defaulted)", "csa": "client-side apply", "ssa": "server-side apply"}

    def pairs(key):
        return ",".join(f"{k}={v}" for k, v in sorted((found.get(key) or {}).items()))

    show(given, found, lambda: "".join(f"{title}: {text}\n" for title, text in [
        ("NAME", found["name"]), ("CHART", found["chart"]), ("VERSION", found["version"]),
        ("APP_VERSION", found.get("appVersion", "")), ("ANNOTATIONS", pairs("annotations")), ("LABELS", pairs("labels")),
        ("DEPENDENCIES", ",".join(one["name"] for one in found.get("dependencies") or [])),
        ("NAMESPACE", found["namespace"]), ("REVISION", found["revision"]), ("STATUS", found["status"]),
        ("DEPLOYED_AT", found.get("deployedAt", "")), ("APPLY_METHOD", methods.get(found.get("applyMethod", ""), "unknown")),
    ]))


def get_all(given):
    name = one_argument(given, "get all")
    configuration = settings.configuration(given)
    release = stored_release(configuration, name, given.revision)
    found = engine.data("helm_get_metadata", configuration, name, {"revision": release["version"]})
    computed = engine.data("helm_get_values", configuration, name, {"all": True, "revision": release["version"]})
    head, _, rest = status_text(release, debug=True).partition("DESCRIPTION: ")
    before_hooks, _, after = rest.partition("HOOKS:\n")
    say(f'{head}CHART: {found["chart"]}\nVERSION: {found["version"]}\nAPP_VERSION: {found.get("appVersion", "")}\n'
        f'DESCRIPTION: {before_hooks}USER-SUPPLIED VALUES:\n{output.yaml_text(release.get("config") or {})}\n'
        f"COMPUTED VALUES:\n{output.yaml_text(computed)}\nHOOKS:\n{after}")
