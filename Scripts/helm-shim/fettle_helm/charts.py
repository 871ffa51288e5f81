"""Finding a chart, and what can be read from it without a cluster."""

import os
import re
import tempfile

import engine
import settings
from failure import Failure
from flags import Flag

CHART_FLAGS = [
    Flag("version"), Flag("verify", "bool"), Flag("keyring"), Flag("repo"), Flag("username"), Flag("password"),
    Flag("cert-file"), Flag("key-file"), Flag("ca-file"), Flag("insecure-skip-tls-verify", "bool"),
    Flag("plain-http", "bool"), Flag("pass-credentials", "bool"), Flag("devel", "bool"),
]

INSTALL_ORDER = {kind: place for place, kind in enumerate("""
PriorityClass Namespace NetworkPolicy ResourceQuota LimitRange PodSecurityPolicy PodDisruptionBudget ServiceAccount
Secret SecretList ConfigMap StorageClass PersistentVolume PersistentVolumeClaim CustomResourceDefinition ClusterRole
ClusterRoleList ClusterRoleBinding ClusterRoleBindingList Role RoleList RoleBinding RoleBindingList Service DaemonSet
Pod ReplicationController ReplicaSet Deployment HorizontalPodAutoscaler StatefulSet Job CronJob IngressClass Ingress
APIService MutatingWebhookConfiguration ValidatingWebhookConfiguration
""".split())}

HOOK_EVENTS = {
    "pre-install", "post-install", "pre-delete", "post-delete", "pre-upgrade", "post-upgrade", "pre-rollback",
    "post-rollback", "test", "test-success",
}


def transfer_options(given):
    """How to reach the repository of a chart; the names are the engine's."""
    return {
        "username": given.username, "password": given.password, "ca_file": given.ca_file,
        "cert_file": given.cert_file, "key_file": given.key_file, "keyring": given.keyring,
        "verify": given.verify or None, "plain_http": given.plain_http or None, "devel": given.devel or None,
        "insecure_skip_tls_verify": given.insecure_skip_tls_verify or None,
        "pass_credentials_all": given.pass_credentials or None,
    }


def _local_path(reference, given):
    if given.repo:
        return None
    if os.path.exists(reference):
        return os.path.abspath(reference)
    if os.path.isabs(reference) or reference.startswith("."):
        raise Failure(f'path "{reference}" not found')
    return None


class Chart:
    """A loaded chart: its handle in the engine and its Chart.yaml."""

    def __init__(self, path):
        self.path = path
        self.handle = engine.handle("helm_chart_load", path)
        self.metadata = engine.data("helm_chart_metadata", self.handle)

    def check_installable(self):
        kind = self.metadata.get("type") or "application"
        if kind != "application":
            raise Failure(f"{kind} charts are not installable")
        present = {one.get("name") for one in engine.data("helm_chart_dependencies", self.handle) or []}
        missing = [one["name"] for one in self.metadata.get("dependencies") or [] if one["name"] not in present]
        if missing:
            raise Failure(
                "an error occurred while checking for chart dependencies. You may need to run `helm dependency build` "
                "to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: "
                + ", ".join(missing))

    def as_release_part(self):
        """The chart as a release's JSON carries it."""
        import base64

        def files(function):
            listed = engine.data(function, self.handle) or []
            return [{"name": one["name"], "data": base64.b64encode(one["data"].encode("utf-8")).decode("ascii")}
                    for one in listed]

        return {
            "metadata": self.metadata, "lock": None, "templates": files("helm_chart_templates"),
            "values": engine.data("helm_chart_values", self.handle), "files": files("helm_chart_files"),
        }


def load(reference, given):
    """The chart of a path, of a name in `--repo`, or of an oci:// reference."""
    path = _local_path(reference, given)
    if path is not None:
        return Chart(path)
    with tempfile.TemporaryDirectory(prefix="helm-") as folder:
        engine.data("helm_pull", settings.registry_client(given, reference), reference, {
            **transfer_options(given), "repo_url": given.repo, "version": given.version, "dest_dir": folder})
        archives = [name for name in os.listdir(folder) if name.endswith(".tgz")]
        if len(archives) != 1:
            raise Failure(f"{reference}: the download holds no chart archive")
        return Chart(os.path.join(folder, archives[0]))


def documents(text):
    """The documents of a rendered file, split where helm splits them."""
    return [part.lstrip() for part in re.split(r"(?:^|\s*\n)---\s*", text.lstrip()) if part.strip()]


def hooks(chart, values, release, namespace, kube_version, api_versions):
    """The hooks of a chart in helm's order. The engine gives them for stored releases only, so they are sorted here."""
    if not any("helm.sh/hook" in one["data"] for one in engine.data("helm_chart_templates", chart.handle) or []) \
            and not engine.data("helm_chart_dependencies", chart.handle):
        return []
    rendered = engine.data("helm_render", chart.handle, values, {
        "name": release, "namespace": namespace, "is_install": True,
        "kube_version": kube_version, "api_versions": api_versions})
    found = []
    for path in sorted(rendered):
        if os.path.basename(path).startswith("_") or path.endswith("NOTES.txt"):
            continue
        for document in documents(rendered[path]):
            if "helm.sh/hook" not in document:
                continue
            head = engine.data("helm_values_from_yaml", document)
            annotations = (head.get("metadata") or {}).get("annotations") or {}
            if "helm.sh/hook" not in annotations:
                continue
            events = [event.strip().lower() for event in str(annotations["helm.sh/hook"]).split(",")]
            if all(event in HOOK_EVENTS for event in events):
                kind = head.get("kind") or ""
                known = kind in INSTALL_ORDER
                key = (0, INSTALL_ORDER[kind], "") if known else (1, 0, kind)
                found.append((key, {"path": path, "manifest": document, "events": events, "kind": kind}))
    return [hook for _, hook in sorted(found, key=lambda one: one[0])]
