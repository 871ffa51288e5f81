"""The helm that fettle drives, against a real control plane: what fettle relies on, flag by flag.

Runs whichever helm is on PATH, so a real helm 4 must pass as well. Started by `make test`.
"""

import contextlib
import functools
import http.server
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import unittest.mock
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[2]
CHART = {
    "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.2.3\nappVersion: '9'\n",
    "values.yaml": "text: one\nreplicas: 0\n",
    "crds/thing.yaml": (
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: things.example.com}\n"
        "spec:\n  group: example.com\n  scope: Namespaced\n  names: {kind: Thing, plural: things}\n  versions:\n"
        "  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}\n"),
    "templates/text.yaml": (
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: '{{ .Release.Name }}'}\n"
        "data: {text: {{ .Values.text | quote }}}\n"),
    "templates/before.yaml": (
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: '{{ .Release.Name }}-before'\n"
        "  annotations: {helm.sh/hook: pre-install}\n"),
    "templates/app.yaml": (
        "{{- if .Values.replicas }}\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: '{{ .Release.Name }}'}\n"
        "spec:\n  replicas: {{ .Values.replicas }}\n  selector: {matchLabels: {a: b}}\n  template:\n"
        "    metadata: {labels: {a: b}}\n    spec: {containers: [{name: c, image: none}]}\n{{- end }}\n"),
}

cluster = None


def setUpModule():
    global cluster
    cluster = Path(tempfile.mkdtemp(prefix="helm-test-"))
    subprocess.run([SCRIPTS / "control-plane", "start", cluster, "--with-parent", str(os.getpid())],
                   check=True, stdout=subprocess.DEVNULL)


def tearDownModule():
    subprocess.run([SCRIPTS / "control-plane", "stop", cluster], check=True)


def helm(*arguments, stdin="", check=True):
    result = subprocess.run(["helm", *arguments], input=stdin, capture_output=True, text=True, timeout=120, check=False)
    if check and result.returncode != 0:
        raise AssertionError(f"helm {' '.join(arguments)}: {result.returncode}\n{result.stdout}\n{result.stderr}")
    return result


def kubectl(*arguments):
    return json.loads(subprocess.run(
        ["kubectl", "--kubeconfig", cluster / "kubeconfig", *arguments, "-o", "json"],
        capture_output=True, text=True, check=True).stdout)


class HelmTest(unittest.TestCase):
    """A chart in a folder of its own, and a namespace of its own."""

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.chart = self.write_chart("web", CHART)
        self.namespace = self.id().rpartition(".")[2].replace("_", "-").lower()[:60]
        self.there = ["--namespace", self.namespace, "--kubeconfig", str(cluster / "kubeconfig")]

    def write_chart(self, name, files):
        for path, text in files.items():
            target = self.folder / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        return str(self.folder / name)

    def upgrade(self, *arguments, stdin="", check=True):
        return helm("upgrade", "--install", "web", self.chart, "--create-namespace", "--values", "-",
                    *self.there, *arguments, stdin=stdin, check=check)


class ReleaseTests(HelmTest):
    def test_installs_with_values_from_stdin(self):
        self.upgrade("--labels", "fettle.dev/digest=abc", stdin="text: two\n")
        data = kubectl("get", "configmap", "web", "-n", self.namespace)
        self.assertEqual(data["data"], {"text": "two"})
        secret = kubectl("get", "secret", "sh.helm.release.v1.web.v1", "-n", self.namespace)
        self.assertEqual(secret["metadata"]["labels"]["fettle.dev/digest"], "abc")

    def test_is_named_helm_in_managed_fields(self):
        self.upgrade()
        managers = {entry["manager"] for entry in
                    kubectl("get", "configmap", "web", "-n", self.namespace, "--show-managed-fields")
                    ["metadata"]["managedFields"]}
        self.assertEqual(managers, {"helm"})

    def test_lists_releases_as_json(self):
        self.upgrade()
        rows = json.loads(helm("list", "-A", "-o", "json", *self.there).stdout)
        [row] = [row for row in rows if row["namespace"] == self.namespace]
        updated = row.pop("updated")
        self.assertRegex(updated, r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? \+0000 UTC$")
        self.assertEqual(row, {"name": "web", "namespace": self.namespace, "revision": "1", "status": "deployed",
                               "chart": "web-1.2.3", "app_version": "9"})
        self.assertEqual(json.loads(helm("list", "-o", "json", "--filter", "^other$", *self.there).stdout), [])

    def test_tells_status_and_values_as_json(self):
        self.upgrade("--description", "first", stdin="text: 'a<b'\n")
        status = json.loads(helm("status", "web", "-o", "json", *self.there).stdout)
        self.assertEqual((status["version"], status["info"]["status"], status["info"]["description"]),
                         (1, "deployed", "first"))
        self.assertEqual(status["config"], {"text": "a<b"})
        self.assertEqual(status["hooks"][0]["last_run"]["phase"], "Succeeded")
        self.assertNotIn("chart", status)
        self.assertEqual(json.loads(helm("get", "values", "web", "-o", "json", *self.there).stdout), {"text": "a<b"})
        computed = json.loads(helm("get", "values", "web", "--all", "-o", "json", *self.there).stdout)
        self.assertEqual(computed, {"text": "a<b", "replicas": 0})
        self.assertIn("text: \"a<b\"", helm("get", "manifest", "web", *self.there).stdout)

    def test_keeps_as_much_history_as_asked_and_rolls_back(self):
        for text in ("1", "2", "3", "4"):
            self.upgrade("--history-max", "3", stdin=f"text: 'v{text}'\n")
        rows = json.loads(helm("history", "web", "-o", "json", *self.there).stdout)
        self.assertEqual([(row["revision"], row["status"]) for row in rows],
                         [(2, "superseded"), (3, "superseded"), (4, "deployed")])
        self.assertEqual(rows[-1]["description"], "Upgrade complete")
        helm("rollback", "web", "3", *self.there)
        self.assertEqual(kubectl("get", "configmap", "web", "-n", self.namespace)["data"], {"text": "v3"})

    def test_has_a_plugin_change_what_it_applies_hooks_too(self):
        plugin = self.folder / "plugins" / "mark"
        self.write_chart("plugins/mark", {
            "plugin.yaml": "apiVersion: v1\ntype: postrenderer/v1\nname: mark\nversion: 1.0.0\nruntime: subprocess\n"
                           "runtimeConfig:\n  platformCommand:\n  - command: ${HELM_PLUGIN_DIR}/run\n"
                           "    args: [a, '${HELM_PLUGIN_DIR}']\n",
            "run": "#!/bin/sh\nprintf '%s %s' \"$1\" \"$2\" >\"$2/log\"\n[ ! -e \"$2/fail\" ] || exit 3\n"
                   "sed 's/text: \"*one\"*/text: changed/; s/web-before/web-sooner/'\n"})
        (plugin / "run").chmod(0o755)
        with unittest.mock.patch.dict(os.environ, {"HELM_PLUGINS": str(plugin.parent)}):
            self.upgrade("--post-renderer", "mark")
            self.assertEqual((plugin / "log").read_text(encoding="utf-8"), f"a {plugin}")
            (plugin / "fail").touch()
            failed = self.upgrade("--post-renderer", "mark", stdin="text: two\n", check=False)
            unknown = self.upgrade("--post-renderer", "none", check=False)
        self.assertEqual(kubectl("get", "configmap", "web", "-n", self.namespace)["data"], {"text": "changed"})
        self.assertIn("text: changed", helm("get", "manifest", "web", *self.there).stdout)
        kubectl("get", "configmap", "web-sooner", "-n", self.namespace)
        self.assertIn('plugin "mark" exited with error', failed.stderr)
        self.assertIn("not found", unknown.stderr)

    def test_tells_by_a_dry_run_what_it_would_apply_and_writes_nothing(self):
        for revision in (0, 1):
            planned = json.loads(self.upgrade("--dry-run=server", "--output", "json", stdin="text: two\n").stdout)
            self.assertIn('text: "two"', planned["manifest"])
            self.assertNotIn("web-before", planned["manifest"])
            rows = json.loads(helm("list", "-o", "json", *self.there).stdout)
            self.assertEqual([row["revision"] for row in rows], [str(one) for one in (1, ) if revision])
            self.upgrade()

    def test_uninstalls_with_and_without_history(self):
        self.upgrade()
        helm("uninstall", "web", "--keep-history", "--wait", *self.there)
        rows = json.loads(helm("list", "-o", "json", *self.there).stdout)
        self.assertEqual([row["status"] for row in rows], ["uninstalled"])
        self.upgrade()
        self.assertEqual(helm("uninstall", "web", *self.there).stdout, 'release "web" uninstalled\n')
        again = helm("uninstall", "web", *self.there, check=False)
        self.assertEqual(again.returncode, 1)
        self.assertTrue(again.stderr.startswith("Error: uninstall: Release not loaded: web: release: not found"))
        helm("uninstall", "web", "--ignore-not-found", *self.there)

    def test_runs_the_tests_of_a_chart(self):
        for name, kind in (("good", "ClusterIP"), ("bad", "Nonsense")):
            self.write_chart("web", {f"templates/{name}.yaml": (
                f"apiVersion: v1\nkind: Service\nmetadata: {{name: {name}, annotations: {{helm.sh/hook: test}}}}\n"
                f"spec: {{type: {kind}, ports: [{{port: 80, protocol: TCP}}]}}\n")})
        self.upgrade()
        result = helm("test", "web", "--filter", "name=good", *self.there)
        self.assertIn("STATUS: deployed", result.stdout)
        failed = helm("test", "web", "--filter", "!name=good", *self.there, check=False)
        self.assertEqual(failed.returncode, 1)
        self.assertIn("Nonsense", failed.stderr)

    def test_reads_a_kubeconfig_from_anonymous_memory(self):
        memory = os.memfd_create("kubeconfig")
        os.write(memory, (cluster / "kubeconfig").read_bytes())
        helm("upgrade", "--install", "web", self.chart, "-n", "default",
             "--kubeconfig", f"/proc/{os.getpid()}/fd/{memory}")
        helm("uninstall", "web", "-n", "default", "--kubeconfig", f"/proc/{os.getpid()}/fd/{memory}")
        os.close(memory)

    def test_skips_crds_and_hooks_when_told(self):
        self.upgrade("--skip-crds", "--no-hooks")
        found = kubectl("get", "configmap", "-n", self.namespace)["items"]
        self.assertNotIn("web-before", [item["metadata"]["name"] for item in found])

    def test_a_dry_run_on_the_server_writes_nothing(self):
        self.upgrade()
        self.upgrade("--dry-run=server", stdin="text: other\n")
        self.assertEqual(kubectl("get", "configmap", "web", "-n", self.namespace)["data"], {"text": "one"})
        self.assertEqual(len(json.loads(helm("history", "web", "-o", "json", *self.there).stdout)), 1)


class FailureTests(HelmTest):
    def assert_error(self, result, start):
        self.assertEqual(result.returncode, 1)
        errors = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
        self.assertTrue(errors and errors[0].startswith("Error: " + start), result.stderr)

    def test_a_template_that_fails_is_an_error_and_no_release(self):
        self.write_chart("web", {"templates/bad.yaml": "x: {{ .Values.no.such.key }}"})
        result = self.upgrade(check=False)
        self.assertEqual(result.returncode, 1)
        self.assertIn("templates/bad.yaml", result.stderr)
        self.assertEqual(json.loads(helm("list", "-o", "json", *self.there).stdout), [])

    def test_an_object_that_the_api_rejects_fails_the_release(self):
        self.write_chart("web", {
            "templates/bad.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: 'Not A Name'}\nspec: {}\n"})
        self.assertEqual(self.upgrade(check=False).returncode, 1)
        status = json.loads(helm("status", "web", "-o", "json", *self.there).stdout)
        self.assertEqual(status["info"]["status"], "failed")

    def test_names_what_is_wrong(self):
        self.assert_error(helm("status", "none", *self.there, check=False), "release: not found")
        self.assert_error(helm("template", str(self.folder / "none"), check=False), f'path "{self.folder}/none" not found')
        self.assert_error(helm("upgrade", "a", "b", "--frobnicate", check=False), "unknown flag: --frobnicate")
        self.assert_error(helm("list", "--max", "x", check=False), 'invalid argument "x" for "-m, --max" flag')
        self.assert_error(self.upgrade(stdin=": [", check=False), "failed to parse -:")

    def test_rolls_back_on_failure_when_told(self):
        self.upgrade()
        result = self.upgrade("--rollback-on-failure", "--timeout", "3s", stdin="replicas: 1\ntext: late\n", check=False)
        self.assert_error(result, "UPGRADE FAILED: ")
        self.assertEqual(kubectl("get", "configmap", "web", "-n", self.namespace)["data"], {"text": "one"})

    def test_a_signal_ends_a_wait_and_the_release_is_failed(self):
        self.upgrade()
        running = subprocess.Popen(
            ["helm", "upgrade", "web", self.chart, "--wait", "--timeout", "5m", "--values", "-", *self.there],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        running.stdin.write("replicas: 1\n")
        running.stdin.close()
        deadline = time.monotonic() + 60
        while not kubectl("get", "deployment", "-n", self.namespace)["items"]:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.1)
        running.send_signal(signal.SIGTERM)
        self.assertEqual(running.wait(timeout=30), 1)
        running.stdout.close()
        running.stderr.close()
        status = json.loads(helm("status", "web", "-o", "json", *self.there).stdout)
        self.assertIn(status["info"]["status"], ("failed", "pending-upgrade"))


class ChartTests(HelmTest):
    def test_renders_without_a_cluster(self):
        text = helm("template", "web", self.chart, "--set", "text=three", "--include-crds",
                    "--kubeconfig", "/dev/null").stdout
        self.assertIn("# Source: web/crds/thing.yaml", text)
        self.assertIn('data: {text: "three"}', text)
        self.assertTrue(text.rstrip().endswith("annotations: {helm.sh/hook: pre-install}"))
        self.assertNotIn("helm.sh/hook", helm("template", self.chart, "--no-hooks").stdout)

    def test_prints_the_hooks_that_a_release_stores(self):
        self.upgrade()
        stored = helm("get", "hooks", "web", *self.there).stdout
        self.assertIn(stored.strip(), helm("template", "web", self.chart, "--namespace", self.namespace).stdout)

    def test_takes_a_chart_from_a_repository_over_http(self):
        place = self.folder / "repository"
        place.mkdir()
        helm("package", self.chart, "--destination", str(place))
        handler = functools.partial(QuietHandler, directory=str(place))
        with serving(handler) as url:
            helm("repo", "index", str(place), "--url", url)
            helm("pull", "web", "--repo", url, "--version", "^1.0.0", "--untar", "-d", str(self.folder / "out"))
            self.assertTrue((self.folder / "out/web/Chart.yaml").exists())
            self.assertIn("version: 1.2.3", helm("show", "chart", "web", "--repo", url).stdout)
            self.assertIn("text: one", helm("show", "values", "web", "--repo", url).stdout)
            helm("upgrade", "--install", "web", "web", "--repo", url, "--version", "1.x", "--create-namespace", *self.there)
            wrong = helm("pull", "web", "--repo", url, "--version", "^2", "-d", str(self.folder), check=False)
            self.assertEqual(wrong.returncode, 1)
            self.assertIn('chart "web" version "^2" not found', wrong.stderr)

    def test_names_missing_dependencies(self):
        self.write_chart("web", {"Chart.yaml": CHART["Chart.yaml"] + "dependencies: [{name: other, version: 1.0.0}]\n"})
        result = self.upgrade(check=False)
        self.assertEqual(result.returncode, 1)
        self.assertIn("missing in charts/ directory: other", result.stderr)

    def test_prints_its_version(self):
        self.assertRegex(helm("version", "--short").stdout, r"^v4\.\d+\.\d+")
        self.assertRegex(helm("version", "--template", "{{.Version}}").stdout, r"^v4\.\d+\.\d+$")


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Says nothing: the requests are not what is tested."""


@contextlib.contextmanager
def serving(handler):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


if __name__ == "__main__":
    sys.exit(unittest.main())
