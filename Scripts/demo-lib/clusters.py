"""The three control planes, asked directly over HTTPS: the demo believes a cluster and not a log."""

import base64
import http.client
import json
import ssl
import subprocess
import urllib.parse

import processes
from failure import Failure

# Every kind that the demo's repository, its chart, helm and fettle itself write.
KINDS = ("/api/v1/namespaces", "/api/v1/configmaps", "/api/v1/secrets", "/api/v1/services", "/apis/apps/v1/deployments")


class Cluster:
    """One control plane, started by `start` and usable after `await_ready`."""

    def __init__(self, name, folder, control_plane):
        self.name = name
        self.folder = folder / name
        self._program = control_plane
        self._starter = None
        self._connection = None
        self._token = None

    def start(self, parent):
        self._starter = processes.start(
            [self._program, "start", self.folder, "--name", self.name, "--with-parent", str(parent)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def is_starting(self):
        return self._starter.poll() is None

    def connect(self):
        """After the start: opens the connection. What `Scripts/control-plane` printed becomes the error."""
        printed = self._starter.communicate()[0]
        if self._starter.returncode != 0:
            raise Failure(f"control plane {self.name}: did not start\n{printed.rstrip()}")
        config = self.kubeconfig()
        cluster = config["clusters"][0]["cluster"]
        address = urllib.parse.urlsplit(cluster["server"])
        authority = base64.b64decode(cluster["certificate-authority-data"]).decode("ascii")
        self._token = config["users"][0]["user"]["token"]
        self._connection = http.client.HTTPSConnection(
            address.hostname, address.port, timeout=10, context=ssl.create_default_context(cadata=authority))

    def stop(self):
        if self._starter is None:
            return
        processes.end(self._starter, patience=10)
        processes.start([self._program, "stop", self.folder]).wait()

    def is_running(self):
        """Whether any of its servers is still there."""
        return processes.start([self._program, "status", self.folder], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL).wait() == 0

    def kubeconfig(self):
        return json.loads((self.folder / "kubeconfig").read_text(encoding="utf-8"))

    def get(self, path):
        """The answer to a GET as data; None for 404."""
        for attempt in range(2):
            try:
                self._connection.request("GET", path, headers={"Authorization": f"Bearer {self._token}"})
                response = self._connection.getresponse()
                body = response.read()
                break
            except (OSError, http.client.HTTPException) as error:
                # The server may have closed an idle connection: the next request opens another one.
                self._connection.close()
                if attempt == 1:
                    raise Failure(f"control plane {self.name}: does not answer: {error}") from None
        if response.status == 404:
            return None
        if response.status != 200:
            raise Failure(f"control plane {self.name}: GET {path} gives {response.status}: {body[:200]!r}")
        return json.loads(body)

    def revision(self):
        """The number of the last write to this cluster, by whomever."""
        return self.get("/api/v1/namespaces?limit=1")["metadata"]["resourceVersion"]

    def versions(self):
        """The resourceVersion of each object of `KINDS`: it moves with every write to the object."""
        found = {}
        for path in KINDS:
            for item in self.get(path)["items"]:
                metadata = item["metadata"]
                name = "/".join(filter(None, [path.rpartition("/")[2], metadata.get("namespace"), metadata["name"]]))
                found[name] = metadata["resourceVersion"]
        return found


class Want:
    """What has to be in a cluster: a value at a place of an object, or, with `value` None, no such object."""

    def __init__(self, cluster, path, place, value):
        self.cluster = cluster
        self.path = path
        self.place = place
        self.value = value

    def is_met(self):
        return self._found() == self.value

    def __str__(self):
        found = self._found()
        if self.value is None:
            return f"{self.cluster.name}: {self.path} is still there"
        where = ".".join(map(str, self.place))
        return f"{self.cluster.name}: {self.path}: {where} is {found!r}, not yet {self.value!r}"

    def _found(self):
        value = self.cluster.get(self.path)
        if self.value is None:
            return value
        for key in self.place:
            try:
                value = value[key]
            except (KeyError, IndexError, TypeError):
                return None
        return value


class WantSecret(Want):
    """As `Want`, for a secret value: it is never printed."""

    def __str__(self):
        return f"{self.cluster.name}: {self.path}: does not hold the value from the encrypted file yet"


def merged_kubeconfig(clusters):
    """One kubeconfig with a context per cluster, for the commands that the reader sees."""
    merged = {"apiVersion": "v1", "kind": "Config", "clusters": [], "contexts": [], "users": []}
    for cluster in clusters:
        config = cluster.kubeconfig()
        merged["clusters"] += config["clusters"]
        merged["contexts"].append({"name": cluster.name, "context": {"cluster": cluster.name, "user": cluster.name}})
        merged["users"].append({"name": cluster.name, "user": config["users"][0]["user"]})
    return json.dumps(merged, indent=2) + "\n"
