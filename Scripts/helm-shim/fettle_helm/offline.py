"""Commands that need no cluster: rendering, charts, repositories, registries."""

import fnmatch
import os
import re
import sys

import charts
import engine
import output
import releases
import settings
import values
from failure import Failure
from flags import Flag
from releases import say

TEMPLATE_FLAGS = [
    *[flag for flag in releases.INSTALL_FLAGS if flag.name not in ("dry-run", "output")],
    Flag("dry-run", default="client", bare="unset"), Flag("validate", "bool", False), Flag("include-crds", "bool", False),
    Flag("skip-tests", "bool", False), Flag("kube-version"), Flag("api-versions", "comma list", short="a"),
    Flag("show-only", "list", short="s"), Flag("is-upgrade", "bool", False), Flag("output-dir"),
    Flag("release-name", "bool", False), Flag("name-template"), Flag("generate-name", "bool", False, short="g"),
]
PULL_FLAGS = [
    *charts.CHART_FLAGS, Flag("untar", "bool", False), Flag("untardir", default="."), Flag("prov", "bool", False),
    Flag("destination", default=".", short="d"),
]
LINT_FLAGS = [
    *values.VALUE_FLAGS, Flag("strict", "bool", False), Flag("with-subcharts", "bool", False),
    Flag("quiet", "bool", False), Flag("skip-schema-validation", "bool", False), Flag("kube-version"),
]
PACKAGE_FLAGS = [
    Flag("destination", default=".", short="d"), Flag("version"), Flag("app-version"), Flag("sign", "bool", False),
    Flag("key"), Flag("keyring"), Flag("passphrase-file"), Flag("dependency-update", "bool", False, short="u"),
]
INDEX_FLAGS = [Flag("url"), Flag("merge"), Flag("json", "bool", False)]
DEPENDENCY_FLAGS = [
    Flag("skip-refresh", "bool", False), Flag("keyring"), Flag("verify", "bool", False), Flag("plain-http", "bool", False),
    Flag("username"), Flag("password"), Flag("ca-file"), Flag("cert-file"), Flag("key-file"),
    Flag("insecure-skip-tls-verify", "bool", False),
]
LOGIN_FLAGS = [
    Flag("username", short="u"), Flag("password", short="p"), Flag("password-stdin", "bool", False),
    Flag("insecure", "bool", False), Flag("plain-http", "bool", False),
]


def template(given):
    if given.output_dir or given.is_upgrade or given.name_template or given.generate_name:
        raise Failure("template: this helm has no --output-dir, --is-upgrade, --name-template and --generate-name")
    if not 1 <= len(given.arguments) <= 2:
        raise Failure('"helm template" needs a chart, or a release name and a chart')
    name = given.arguments[0] if len(given.arguments) == 2 else "release-name"
    # Rendering alone must not need a kubeconfig.
    namespace = given.namespace or os.environ.get("HELM_NAMESPACE") or "default"
    strategy = "server" if given.validate else releases.dry_run(given)
    if strategy == "none":
        raise Failure(f'invalid dry-run value ("{given.dry_run}"). Must be "server" or "client"')
    given.output = "table"
    chart = releases.loaded_chart(given.arguments[-1], given)
    user_values = values.user_values(given)
    summary = engine.data(
        "helm_install", settings.configuration(given, namespace), engine.NO_HANDLE, chart.handle, None, name,
        user_values, {
            **releases.install_options(given, namespace, True), "dry_run": strategy, "labels": None,
            "kube_version": given.kube_version, "api_versions": given.api_versions,
        })
    manifest = summary.get("manifest", "")
    if given.include_crds and not given.skip_crds:
        manifest = "".join(f'---\n# Source: {crd["filename"]}\n{crd["data"]}\n'
                           for crd in engine.data("helm_chart_crds", chart.handle) or []) + manifest
    text = manifest.strip() + "\n"
    if not given.no_hooks:
        for hook in charts.hooks(chart, user_values, name, namespace, given.kube_version, given.api_versions):
            if not (given.skip_tests and {"test", "test-success"} & set(hook["events"])):
                text += f'---\n# Source: {hook["path"]}\n{hook["manifest"]}\n'
    say(shown_only(text, given.show_only) if given.show_only else text)


def shown_only(text, patterns):
    result = ""
    for pattern in patterns:
        found = [document for document in charts.documents(text)
                 if (source := re.match(r"# Source: [^/]+/(.+)", document)) and fnmatch.fnmatchcase(source[1], pattern)]
        if not found:
            raise Failure(f"could not find template {pattern} in chart")
        result += "".join(f"---\n{document}\n" for document in found)
    return result


def pull(given):
    if not given.arguments:
        raise Failure('"helm pull" requires at least 1 argument\n\nUsage:  helm pull [chart URL | repo/chartname] [...] [flags]')
    for reference in given.arguments:
        answer = engine.data("helm_pull", settings.registry_client(given, reference), reference, {
            **charts.transfer_options(given), "repo_url": given.repo, "version": given.version,
            "dest_dir": given.destination, "untar": given.untar, "untar_dir": given.untardir if given.untar else None,
            "verify_later": given.prov or None,
        })
        say(answer.get("output") or "")


def push(given):
    if len(given.arguments) != 2:
        raise Failure('"helm push" requires 2 arguments\n\nUsage:  helm push [chart] [remote] [flags]')
    archive, remote = given.arguments
    say(engine.data("helm_push", settings.registry_client(given, remote), archive, remote, {
        "plain_http": given.plain_http or None, "ca_file": given.ca_file, "cert_file": given.cert_file,
        "key_file": given.key_file, "insecure_skip_tls_verify": given.insecure_skip_tls_verify or None,
    }).get("output") or "")


def show(what):
    def run(given):
        reference = releases.one_argument(given, f"show {what}")
        options = charts.transfer_options(given)
        say(engine.text("helm_show", settings.registry_client(given, reference), reference, {
            **options, "format": what, "chart_version": given.version, "chart_repo_url": given.repo}))
    return run


def lint(given):
    user_values = values.user_values(given)
    failed = 0
    linted = 0
    for path in given.arguments or ["."]:
        report = engine.data("helm_lint_run_opts", path, user_values, {
            "namespace": given.namespace, "strict": given.strict, "with_subcharts": given.with_subcharts,
            "quiet": given.quiet, "skip_schema_validation": given.skip_schema_validation,
            "kube_version": given.kube_version})
        linted += 1
        worst = 3 if not given.strict else 2
        bad = bool(report["errors"]) or any(one["severity"] >= worst for one in report["messages"])
        failed += bad
        shown = [one for one in report["messages"] if not given.quiet or one["severity"] > 1]
        if shown or report["errors"] or not given.quiet:
            say(f"==> Linting {path}\n")
        for one in shown:
            say(f'[{("UNKNOWN", "INFO", "WARNING", "ERROR")[one["severity"]]}] {one["path"]}: {one["error"]}\n')
        texts = {one["error"] for one in report["messages"]}
        for error in report["errors"]:
            if error not in texts:
                say(f"Error {error}\n")
        say("\n")
    summary = f"{linted} chart(s) linted, {failed} chart(s) failed"
    if failed:
        raise Failure(summary)
    if not given.quiet:
        say(summary + "\n")


def package(given):
    if not given.arguments:
        raise Failure("need at least one argument, the path to the chart")
    for path in given.arguments:
        archive = engine.text("helm_package_run", path, {
            "destination": given.destination, "version": given.version, "app_version": given.app_version,
            "sign": given.sign or None, "key": given.key, "keyring": given.keyring,
            "passphrase_file": given.passphrase_file, "dependency_update": given.dependency_update or None})
        say(f"Successfully packaged chart and saved it to: {archive}\n")


def create(given):
    path = releases.one_argument(given, "create")
    engine.text("helm_chart_create", os.path.basename(path), os.path.dirname(os.path.abspath(path)))
    say(f"Creating {path}\n")


def repo_index(given):
    folder = releases.one_argument(given, "repo index")
    engine.data("helm_repo_index_generate", folder, {
        "base_url": given.url, "merge": given.merge, "json": given.json or None})


def dependency(function):
    def run(given):
        folder = given.arguments[0] if given.arguments else "."
        engine.run(function, folder, {
            "skip_refresh": given.skip_refresh or None, "keyring": given.keyring, "verify": given.verify or None,
            "plain_http": given.plain_http or None, "username": given.username, "password": given.password,
            "ca_file": given.ca_file, "cert_file": given.cert_file, "key_file": given.key_file,
            "insecure_skip_tls_verify": given.insecure_skip_tls_verify or None})
    return run


def dependency_list(given):
    folder = given.arguments[0] if given.arguments else "."
    found = engine.data("helm_dependency_list", folder)
    if not found:
        sys.stderr.write(f"WARNING: no dependencies at {folder}\n")
        return
    say(output.table_text([["NAME", "VERSION", "REPOSITORY", "STATUS"]] + [
        [one["name"], one["version"], one["repository"], one["status"]] for one in found]) + "\n")


def registry_login(given):
    host = releases.one_argument(given, "registry login")
    password = sys.stdin.readline().rstrip("\r\n") if given.password_stdin else given.password
    if not given.username or password is None:
        raise Failure("registry login: give --username and --password-stdin; this helm does not ask")
    engine.run("helm_registry_login", settings.registry_client(given, "oci://" + host), host, given.username, password, {
        "insecure": given.insecure or None, "plain_http": given.plain_http or None})
    sys.stderr.write("Login Succeeded\n")


def registry_logout(given):
    host = releases.one_argument(given, "registry logout")
    engine.run("helm_registry_logout", settings.registry_client(given, "oci://" + host), host)
    sys.stderr.write("Removing login credentials for " + host + "\n")


def version(given):
    known = {"Version": engine.version(), "GitCommit": "", "GitTreeState": "", "GoVersion": "", "KubeClientVersion": ""}
    if given.template:
        unknown = [name for name in re.findall(r"{{\s*(.*?)\s*}}", given.template) if name.lstrip(".") not in known]
        if unknown:
            raise Failure(f"version --template: this helm knows {{{{.Version}}}} and its siblings only, not {unknown[0]}")
        say(re.sub(r"{{\s*\.(\w+)\s*}}", lambda match: known[match[1]], given.template))
    elif given.short:
        say(known["Version"] + "\n")
    else:
        say("version.BuildInfo{" + ", ".join(f'{name}:"{value}"' for name, value in known.items()) + "}\n")
