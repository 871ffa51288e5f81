"""The story that the demo tells: one daemon, three clusters, six things that happen to them."""

import base64
import re
import signal
import time

import processes
from clusters import Want, WantSecret
from daemon import Daemon
from failure import Failure

FIRST_CONVERGENCE = 90  # seconds that a step may take; the slowest machine it is meant for has two cores
ONE_CHANGE = 40

SITE = "/apis/apps/v1/namespaces/site/deployments/site"
GREETER = "/apis/apps/v1/namespaces/greeter/deployments/greeter"
LOGIN = "/api/v1/namespaces/site/secrets/login"
NOTICE = "/api/v1/namespaces/site/configmaps/notice"
PAGE = "/api/v1/namespaces/site/configmaps/page"
FORGOTTEN = "/api/v1/namespaces/site/configmaps/forgotten"
INVENTORY = "/api/v1/namespaces/fettle-system/configmaps/fettle-inventory"

REPLICAS = ("spec", "replicas")
CONTAINER = ("spec", "template", "spec", "containers", 0)
NAME = ("metadata", "name")


def release(revision):
    return f"/api/v1/namespaces/greeter/secrets/sh.helm.release.v1.greeter.v{revision}"


def page(cluster, word):
    return (f"<h1>{word} {cluster.name}</h1>\n"
            f"<p>This page is served at {cluster.name}.lab.example.org.</p>\n")


def converged(*clusters):
    """What the log has to say before a step is over, so that the next one does not cut a run short."""
    return [rf"\bconverged cluster={cluster.name}\b" for cluster in clusters]


class Snapshot:
    """What a cluster holds at one moment, by the resourceVersion of each object."""

    def __init__(self, cluster):
        self.cluster = cluster
        self.revision, self.versions = self._when_settled()

    def _when_settled(self):
        """After the cluster's own controllers have written what they had to, such as a Deployment's status."""
        deadline = time.monotonic() + 20
        while True:
            before = self.cluster.revision()
            versions = self.cluster.versions()
            time.sleep(0.5)
            if self.cluster.revision() == before:
                return before, versions
            if time.monotonic() > deadline:
                raise Failure(f"control plane {self.cluster.name}: its own controllers do not come to rest")

    def changes(self):
        """The names of objects that were added, changed or removed since then."""
        now = self.cluster.versions()
        return sorted(name for name in now.keys() | self.versions.keys() if now.get(name) != self.versions.get(name))


class Story:
    """The steps, one method each, in the order of `tell`."""

    def __init__(self, screen, clusters, repository, folder, executable):
        self.screen = screen
        self.clusters = clusters
        self.foundation, self.cryptellation, self.perso = clusters
        self.repository = repository
        self.folder = folder
        self.executable = executable
        self.daemon = None
        self.rows = [("step", "what happened", "took")]
        self._seen = ""  # the log since the step began
        self._hidden = None  # the lines of the log that are not shown

    def tell(self):
        self.show_repository()
        try:
            self.converge()
            self.change_one_cluster()
            self.edit_by_hand()
            self.remove_a_file()
            self.break_an_overlay()
            self.repair_it()
        except Failure:
            self.show_last_lines()
            raise

    def finish(self):
        self.heading("The end", "SIGTERM: the daemon finishes what it is at and ends.")
        memory = self.daemon.resident()
        daemon, self.daemon = self.daemon, None
        code, took = daemon.stop()
        for line in daemon.lines():
            self.screen.log(line)
        if code != 0:
            raise Failure(f"fettle ended with code {code} after SIGTERM, not with 0")
        self.refuse_leaks(daemon.everything())
        self.screen.good(f"fettle ended {took:.1f} s after SIGTERM with code 0; it took {memory} MiB of memory before")
        self.screen.good("no password and no token of the three clusters stands in its log")
        self.rows.append(("7 SIGTERM", "the daemon ended with exit code 0; no secret in its log", f"{took:.1f} s"))

    def summarise(self):
        """Once everything is stopped: the table."""
        self.screen.heading("What happened")
        self.screen.table(self.rows)
        self.screen.blank()

    def end(self):
        """On every path: no daemon outlives the demo."""
        if self.daemon is not None:
            daemon, self.daemon = self.daemon, None
            try:
                daemon.stop()
            except Failure as failure:
                self.screen.bad(str(failure))

    def hold(self):
        self.screen.heading("Your turn")
        self.screen.say("Everything stays up until you press Ctrl-C. In another terminal:")
        self.screen.command(f"cd {self.folder} && export KUBECONFIG=$PWD/kubeconfig")
        self.screen.command("kubectl --context perso get all --all-namespaces")
        self.screen.command("edit something below lab/, then: git -C lab commit --all --message Try && git -C lab push")
        try:
            while True:
                self.daemon.check()
                self.show_log()
                time.sleep(0.2)
        except SystemExit as interrupted:
            if interrupted.code != 128 + signal.SIGINT:
                raise
            self.screen.blank()
        except Failure:
            self.show_last_lines()
            raise

    # --- the steps

    def show_repository(self):
        self.screen.say("""The git repository, a copy of examples/demo: base/ is what can be deployed, overlays/ is
                        what each cluster gets of it, clusters/ is how to reach each, charts/ holds a Helm chart.""")
        self.command("git -C lab ls-files")
        self.screen.say("""Passwords and kubeconfigs were made a moment ago, and so was the key that git-crypt encrypts
                        them with. This is what anyone without the key sees of one:""")
        self.command("git -C remote.git show main:overlays/perso/secrets/login.yaml | head -c 32 | od -A n -c")

    def converge(self):
        self.heading("1. First convergence", """The daemon is started. It fetches the repository, decrypts in memory,
                     renders three overlays, applies them, installs the Helm chart. Nothing of it runs in the
                     clusters.""")
        began = self.start_daemon()
        wants = []
        for cluster, replicas in ((self.foundation, 2), (self.cryptellation, 1), (self.perso, 1)):
            greeting = f"Good day from {cluster.name}" if cluster is self.perso else f"Hello from {cluster.name}"
            password = base64.b64encode(self.repository.passwords[cluster.name].encode()).decode()
            wants += [
                Want(cluster, SITE, REPLICAS, replicas),
                Want(cluster, PAGE, ("data", "index.html"), page(cluster, "Welcome to")),
                WantSecret(cluster, LOGIN, ("data", "password"), password),
                Want(cluster, release(1), ("metadata", "labels", "status"), "deployed"),
                Want(cluster, GREETER, (*CONTAINER, "args", 1), f"-text={greeting}"),
                Want(cluster, INVENTORY, NAME, "fettle-inventory"),
            ]
        wants.append(Want(self.foundation, NOTICE, NAME, "notice"))
        # One line per object and cluster is a page full: one cluster's are enough to see what happens.
        self._hidden = re.compile(r"\bapplied cluster=(foundation|cryptellation)\b")
        times = self.await_all(wants, began, FIRST_CONVERGENCE, logged=converged(*self.clusters))
        hidden = len(self._hidden.findall(self._seen))
        self._hidden = None
        self.screen.say(f"({hidden} more lines like these, for objects of foundation and cryptellation, are left out.)")
        self.command("kubectl --context perso get deployments,services,configmaps,secrets --namespace site")
        self.command("helm list --all-namespaces --kube-context perso")
        each = ", ".join(f"{name} {took:.1f} s" for name, took in sorted(times.items(), key=lambda item: item[1]))
        self.done("1 first convergence", f"plain objects, a Secret and a Helm release on each: {each}", times)

    def change_one_cluster(self):
        self.heading("2. A push for one cluster", """Two files of overlays/perso change: a patch of a Deployment and a
                     value of the Helm release. Only perso may change.""")
        others = [Snapshot(self.foundation), Snapshot(self.cryptellation)]
        self.command("cd lab && sed -i 's/replicas: 1/replicas: 3/' overlays/perso/site.yaml")
        self.command("cd lab && sed -i 's/Good day/Good evening/' overlays/perso/greeter.yaml")
        began = self.push("Scale perso up, greet in the evening")
        times = self.await_all([
            Want(self.perso, SITE, REPLICAS, 3),
            Want(self.perso, release(2), ("metadata", "labels", "status"), "deployed"),
            Want(self.perso, GREETER, (*CONTAINER, "args", 1), "-text=Good evening from perso"),
        ], began, ONE_CHANGE, logged=converged(self.perso))
        self.unchanged(others)
        self.done("2 push for perso alone", "perso changed; no write at all to foundation and cryptellation", times)

    def edit_by_hand(self):
        self.heading("3. Somebody edits a cluster by hand", """Two fields of a Deployment and a password change on
                     foundation, past git. fettle compares every 5 s here, says what differs, who did it and which
                     file says otherwise, and puts it right. It never prints a secret value.""")
        editor = "sed -i -e 's/replicas: 2/replicas: 5/' -e 's/nginx:1.27/nginx:1.28/'"
        self.command(f'KUBE_EDITOR="{editor}" kubectl --context foundation --namespace site edit deployment site')
        self.command("kubectl --context foundation --namespace site patch secret login "
                     """--patch '{"stringData": {"password": "letmein"}}'""")
        began = time.monotonic()
        password = base64.b64encode(self.repository.passwords["foundation"].encode()).decode()
        times = self.await_all([
            Want(self.foundation, SITE, REPLICAS, 2),
            Want(self.foundation, SITE, (*CONTAINER, "image"), "nginx:1.27-alpine"),
            WantSecret(self.foundation, LOGIN, ("data", "password"), password),
        ], began, ONE_CHANGE, logged=[
            r"\bdrift\b.*cluster=foundation.*field=\S*replicas.*want=2 live=5 by=kubectl-edit.*action=corrected",
            r"\bdrift\b.*cluster=foundation.*field=\S*image.*by=kubectl-edit.*action=corrected",
            r"\bdrift\b.*cluster=foundation.*want=«secret» live=«secret» by=kubectl-patch.*action=corrected",
            *converged(self.foundation),
        ])
        self.done("3 edit by hand", "drift on foundation explained, field by field, and corrected", times)

    def remove_a_file(self):
        self.heading("4. A file is removed", "What is no longer in git goes from the cluster, and nothing else does.")
        before = Snapshot(self.foundation)
        self.command("cd lab && git rm --quiet overlays/foundation/notice.yaml")
        self.command("cd lab && sed -i '/notice.yaml/d' overlays/foundation/kustomization.yaml")
        began = self.push("Take the notice down")
        times = self.await_all([Want(self.foundation, NOTICE, (), None)], began, ONE_CHANGE,
                               logged=converged(self.foundation))
        expected = {"configmaps/site/notice", "configmaps/fettle-system/fettle-inventory"}
        unexpected = [name for name in before.changes() if name not in expected]
        if unexpected:
            raise Failure(f"foundation: more than the notice changed: {', '.join(unexpected)}")
        self.screen.good("on foundation, only the ConfigMap `notice` went, and fettle's own inventory was updated")
        self.done("4 file removed", "its object pruned on foundation, all others left alone", times)

    def break_an_overlay(self):
        self.heading("5. A push with a mistake", """A new headline in base/ is for all three clusters. The same commit
                     breaks overlays/cryptellation: it names a file that was forgotten.""")
        broken = [Snapshot(self.cryptellation)]
        self.command("cd lab && sed -i 's/Welcome to/Greetings from/' base/site/page.yaml")
        self.command("cd lab && echo '  - forgotten.yaml' >> overlays/cryptellation/kustomization.yaml")
        began = self.push("New headline, and something for cryptellation")
        times = self.await_all([
            Want(cluster, PAGE, ("data", "index.html"), page(cluster, "Greetings from"))
            for cluster in (self.foundation, self.perso)
        ], began, ONE_CHANGE, logged=[
            r"cluster=cryptellation.*forgotten\.yaml", *converged(self.foundation, self.perso),
        ])
        self.unchanged(broken)
        self.done("5 broken overlay", "nothing written to cryptellation, the error names the file; "
                  "foundation and perso have the change", times)

    def repair_it(self):
        self.heading("6. The mistake is mended", """The forgotten file comes with the next push, and cryptellation
                     catches up.""")
        self.command("cd lab && kubectl create configmap forgotten --namespace site --from-literal=found=yes "
                     "--dry-run=client --output yaml > overlays/cryptellation/forgotten.yaml")
        began = self.push("Add the forgotten file")
        times = self.await_all([
            Want(self.cryptellation, PAGE, ("data", "index.html"), page(self.cryptellation, "Greetings from")),
            Want(self.cryptellation, FORGOTTEN, NAME, "forgotten"),
        ], began, ONE_CHANGE, logged=converged(self.cryptellation))
        self.done("6 mended", "cryptellation has both commits' changes", times)

    # --- the daemon

    def start_daemon(self):
        arguments = ["run", "--repo", "remote.git", "--git-crypt-key", "lab.key", "--poll-interval", "1s"]
        self.screen.command(f"fettle {' '.join(arguments)}")
        began = time.monotonic()
        self.daemon = Daemon([self.executable, *arguments], log=self.folder / "fettle.log", directory=self.folder,
                             environment=self.repository.environment)
        return began

    def refuse_leaks(self, log):
        for cluster in self.clusters:
            password = self.repository.passwords[cluster.name]
            token = cluster.kubeconfig()["users"][0]["user"]["token"]
            for secret in (password, token):
                if secret in log or base64.b64encode(secret.encode()).decode() in log:
                    raise Failure(f"fettle's log holds a secret of {cluster.name}")

    def show_log(self):
        for line in self.daemon.lines():
            self._seen += line + "\n"
            if self._hidden is None or not self._hidden.search(line):
                self.screen.log(line)

    def let_log_settle(self):
        for _ in range(5):
            time.sleep(0.2)
            self.show_log()

    def show_last_lines(self):
        if self.daemon is not None:
            self.screen.blank()
            self.screen.bad("That did not happen as it should. The last lines of the daemon's log:")
            for line in self.daemon.everything().splitlines()[-25:]:
                self.screen.log(line)

    # --- what the steps have in common

    def heading(self, title, text):
        self.screen.heading(title)
        self.screen.say(text)
        self._seen = ""

    def command(self, line):
        """Prints a command, runs it in the demo's folder, and prints what it printed."""
        self.screen.command(line)
        self.screen.output(processes.run(["/bin/bash", "-euo", "pipefail", "-c", line], directory=self.folder,
                                         environment=self.repository.environment))

    def push(self, message):
        self.command(f"cd lab && git add --all && git commit --quiet --message '{message}' && git push --quiet")
        return time.monotonic()

    def await_all(self, wants, began, patience, logged=()):
        """Waits until all wants are met and all patterns were logged; the seconds that each cluster took."""
        open_wants, open_patterns, times = list(wants), list(logged), {}
        while open_wants or open_patterns:
            self.daemon.check()
            self.show_log()
            for cluster in {want.cluster for want in open_wants}:
                open_wants = [want for want in open_wants if want.cluster is not cluster or not want.is_met()]
                if all(want.cluster is not cluster for want in open_wants):
                    times[cluster.name] = time.monotonic() - began
            open_patterns = [pattern for pattern in open_patterns if not re.search(pattern, self._seen)]
            if time.monotonic() - began > patience:
                missing = [str(want) for want in open_wants]
                missing += [f"no line of the log matches {pattern}" for pattern in open_patterns]
                raise Failure(f"after {patience} s there is still missing:\n  " + "\n  ".join(missing))
            time.sleep(0.05)
        self.let_log_settle()
        return times

    def unchanged(self, snapshots):
        for before in snapshots:
            changes = before.changes()
            if changes:
                raise Failure(f"{before.cluster.name}: changed, and should not have: {', '.join(changes)}")
            after = before.cluster.revision()
            writes = (f"its store is still at revision {after}: nobody has written anything"
                      if after == before.revision else "other objects were written by the cluster itself")
            self.screen.good(f"{before.cluster.name}: the resourceVersions of all {len(before.versions)} objects are "
                             f"what they were; {writes}")

    def done(self, step, what, times):
        self.rows.append((step, what, f"{max(times.values()):.1f} s"))
        self.screen.good(f"{what} ({max(times.values()):.1f} s)")
