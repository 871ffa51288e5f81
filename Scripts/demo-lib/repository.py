"""The reader's clone of the demo's repository, and the bare one that it pushes to."""

import json
import secrets
import shutil
import subprocess

import processes
from failure import Failure

ENCRYPTED = b"\0GITCRYPT\0"


class Repository:
    """`lab` is the clone to edit, `remote.git` what fettle watches, `lab.key` the git-crypt key; all in one folder."""

    def __init__(self, folder, environment):
        self.clone = folder / "lab"
        self.remote = folder / "remote.git"
        self.key = folder / "lab.key"
        self.passwords = {}
        self.environment = environment

    def git(self, *arguments):
        return processes.run(["git", *arguments], directory=self.clone, environment=self.environment)

    def create(self, example, clusters):
        """Copies the example, makes a fresh git-crypt key and the files that are encrypted with it, and pushes.

        The example holds no secrets, not even encrypted ones: passwords are made up here, and the kubeconfigs are
        those of the control planes that were started a moment ago.
        """
        shutil.copytree(example, self.clone)
        processes.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", self.remote],
                      directory=self.clone, environment=self.environment)
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("remote", "add", "origin", str(self.remote))
        # git-crypt sets git's filters up here, so it comes before the first file that is to be encrypted.
        processes.run(["git-crypt", "init"], directory=self.clone, environment=self.environment)
        processes.run(["git-crypt", "export-key", self.key], directory=self.clone, environment=self.environment)
        for cluster in clusters:
            self._add_secrets(cluster)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "Describe three clusters")
        self.git("push", "--quiet", "--set-upstream", "origin", "main")
        for path in self.encrypted_files():
            if not self.committed(path).startswith(ENCRYPTED):
                raise Failure(f"{path}: was committed in plaintext; is git-crypt installed (make setup)?")

    def _add_secrets(self, cluster):
        password = secrets.token_urlsafe(18)
        self.passwords[cluster.name] = password
        login = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "login", "namespace": "site"},
                 "stringData": {"password": password}}
        folder = self.clone / "overlays" / cluster.name / "secrets"
        folder.mkdir()
        # JSON is YAML.
        (folder / "login.yaml").write_text(json.dumps(login, indent=2) + "\n", encoding="utf-8")
        config = self.clone / "clusters" / cluster.name / "kubeconfig.yaml"
        config.write_text(json.dumps(cluster.kubeconfig(), indent=2) + "\n", encoding="utf-8")

    def encrypted_files(self):
        listed = self.git("ls-files", "-z", "overlays/*/secrets/*", "clusters/*/kubeconfig.yaml")
        return [path for path in listed.split("\0") if path]

    def committed(self, path):
        """The first bytes of a file as the remote holds it."""
        process = processes.start(["git", "-C", self.remote, "cat-file", "blob", f"main:{path}"],
                                  env=self.environment, stdout=subprocess.PIPE)
        return process.communicate()[0][:64]
