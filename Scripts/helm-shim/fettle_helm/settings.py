"""The options that every command takes, from flags, then from the environment, as helm reads them."""

import os

import engine
from failure import Failure
from flags import Flag

GLOBAL_FLAGS = [
    Flag("namespace", short="n"), Flag("kubeconfig"), Flag("kube-context"), Flag("kube-token"), Flag("kube-as-user"),
    Flag("kube-as-group", "list"), Flag("kube-apiserver"), Flag("kube-ca-file"), Flag("kube-tls-server-name"),
    Flag("kube-insecure-skip-tls-verify", "bool"), Flag("debug", "bool"), Flag("registry-config"),
    Flag("burst-limit", "int"), Flag("qps"), Flag("color"), Flag("help", "bool", short="h"),
    Flag("repository-config"), Flag("repository-cache"), Flag("content-cache"),
]

# The library reads these from the environment that the process was started with, and from nowhere else.
ENVIRONMENT_OF_FLAG = {
    "repository_config": "HELM_REPOSITORY_CONFIG",
    "repository_cache": "HELM_REPOSITORY_CACHE",
    "content_cache": "HELM_CONTENT_CACHE",
}


def _context_namespace(path, context):
    """The namespace of the chosen context; the first file that tells wins, as in kubectl."""
    paths = [path] if path else os.environ.get("KUBECONFIG", os.path.expanduser("~/.kube/config")).split(":")
    configs = []
    for one in paths:
        try:
            with open(one, encoding="utf-8") as file:
                configs.append(engine.data("helm_values_from_yaml", file.read()))
        except OSError:
            continue
    context = context or next((c["current-context"] for c in configs if c.get("current-context")), None)
    for config in configs:
        for entry in config.get("contexts") or []:
            if entry.get("name") == context:
                return (entry.get("context") or {}).get("namespace") or ""
    return ""


def kube_context(given):
    return given.kube_context or os.environ.get("HELM_KUBECONTEXT") or None


def namespace(given):
    return (given.namespace or os.environ.get("HELM_NAMESPACE")
            or _context_namespace(given.kubeconfig, kube_context(given)) or "default")


def configuration(given, in_namespace=None):
    """A handle for a cluster and the releases in one of its namespaces."""
    env = os.environ.get
    truth = given.kube_insecure_skip_tls_verify or env("HELM_KUBEINSECURE_SKIP_TLS_VERIFY", "") in ("1", "t", "true")
    groups = given.kube_as_group or [g for g in env("HELM_KUBEASGROUPS", "").split(",") if g]
    qps = given.qps or env("HELM_QPS")
    burst = given.burst_limit or env("HELM_BURST_LIMIT")
    if given.kubeconfig and not os.path.exists(given.kubeconfig):
        raise Failure(f"Kubernetes cluster unreachable: stat {given.kubeconfig}: no such file or directory")
    return engine.handle("helm_config_new", {
        "kubeconfig_path": given.kubeconfig or None,
        "kube_context": kube_context(given),
        "kube_token": given.kube_token or env("HELM_KUBETOKEN") or None,
        "kube_apiserver": given.kube_apiserver or env("HELM_KUBEAPISERVER") or None,
        "kube_ca_file": given.kube_ca_file or env("HELM_KUBECAFILE") or None,
        "kube_tls_server_name": given.kube_tls_server_name or env("HELM_KUBETLS_SERVER_NAME") or None,
        "kube_insecure_skip_tls_verify": truth or None,
        "kube_as_user": given.kube_as_user or env("HELM_KUBEASUSER") or None,
        "kube_as_groups": groups or None,
        "qps": float(qps) if qps else None,
        "burst_limit": int(burst) if burst else None,
        "storage_driver": env("HELM_DRIVER") or None,
        "namespace": in_namespace or namespace(given),
    })


def registry_client(given, reference):
    """A client for an OCI reference, with the credentials that helm would use; none for any other reference."""
    if not reference.startswith("oci://"):
        return engine.NO_HANDLE
    return engine.handle("helm_registry_client_new", {
        "credentials_file": given.registry_config or os.environ.get("HELM_REGISTRY_CONFIG") or None,
        "plain_http": getattr(given, "plain_http", None) or None,
        "username": getattr(given, "username", None),
        "password": getattr(given, "password", None),
    })
