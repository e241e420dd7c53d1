"""A class on its shared volume, each server with the mounts and the number of its pod: who can reach what.

There is no cluster here. The folders are made as the Job makes them, and a server is a process with what its pod's
manifest says: the volume's folders mounted in a namespace of its own, the number, no rights, no way to gain any.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pods import container, environment, helm_values, pod

from benchmarks.hub import scratch
from deploy.kubernetes import folders, manifests
from deploy.kubernetes.settings import load, uid

COURSE, GRADER = "one-neuron-up", "demo-grader"
COVERED = ("/home/", "/srv/")
WITHOUT_HUB = "--Authenticator.plugin_class=nbgrader.auth.NoAuthPlugin"

HOSTILE = """
import os, pathlib
inbound = pathlib.Path("/srv/exchange/one-neuron-up/inbound")
tries = dict(
    lists_inbound=lambda: os.listdir(inbound),
    lists_homes=lambda: os.listdir("/home/demo-ada"),
    removes_inbound=lambda: inbound.rename("/srv/exchange/taken"),
    renames_course=lambda: inbound.parent.rename("/srv/exchange/taken"),
    writes_release=lambda: open(inbound.parent / "outbound/ps1/p.ipynb", "a"),
    changes_names=lambda: open("/etc/passwd", "a"),
    becomes_another=lambda: os.setuid({ada}),
    gives_files_away=lambda: os.chown(pathlib.Path.home(), {ada}, {ada}),
    mounts=lambda: os.unshare(0x00020000) if hasattr(os, "unshare") else 1 / 0,
)
gained = []
for what, attempt in tries.items():
    try:
        attempt()
        gained.append(what)
    except (OSError, ZeroDivisionError):
        pass
forged = inbound / "demo-ada+ps1+2099-01-01 00:00:00.000000 UTC+x"
forged.mkdir()
(forged / "timestamp.txt").write_text("2099-01-01 00:00:00.000000 UTC")
(forged / "p.ipynb").write_text("forged")
print("gained:", gained, "as", os.getuid())
"""


@dataclass(frozen=True)
class Cluster:
    """A volume with the folders of the demo class, and an image for the servers of its people."""

    volume: Path
    python: Path
    values: dict
    etc: Path
    system: Path

    def run(self, person: str, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command in somebody's server and return what it said."""
        server = pod(self.values, person)
        given = {
            name: value.replace("/opt/one-neuron-up/etc", str(self.etc)) for name, value in environment(server).items()
        }
        given["PATH"] = f"{self.python.parent}:/usr/bin:/bin"
        number = str(container(server)["securityContext"]["runAsUser"])
        lines = ["set -e", *(f"mount -t tmpfs tmpfs {folder}" for folder in COVERED)]
        # Linux drops a mount on a file as soon as anybody replaces that file: an account made meanwhile, for one.
        lines.append(f"mount --bind {shlex.quote(str(self.system))} /etc")
        for mount in container(server)["volumeMounts"]:
            if mount["name"] == "class":
                source, target = shlex.quote(str(self.volume / mount["subPath"])), shlex.quote(mount["mountPath"])
                lines += [] if target == "/etc/passwd" else [f"mkdir -p {target}"]
                lines += [f"mount --bind {source} {target}"]
                lines += [f"mount -o remount,bind,ro {target}"] if mount.get("readOnly") else []
        lines.append(f"cd {shlex.quote(container(server)['workingDir'])}")
        less = ["setpriv", "--reuid", number, "--regid", number, "--clear-groups", "--no-new-privs"]
        less += ["--bounding-set=-all", "--inh-caps=-all", "env", "-i", *(f"{n}={v}" for n, v in given.items())]
        lines.append("exec " + shlex.join([*less, *command]))
        return subprocess.run(
            ["unshare", "--mount", "--propagation=private", "sh", "-c", "\n".join(lines)],
            text=True,
            capture_output=True,
            check=False,
        )

    def nbgrader(self, person: str, *command: str) -> subprocess.CompletedProcess[str]:
        done = self.run(person, str(self.python), "-m", "nbgrader", *command, WITHOUT_HUB)
        assert done.returncode == 0, done.stderr
        return done


@pytest.fixture(scope="module")
def cluster(repository) -> Iterator[Cluster]:
    for missing, reason in obstacles():
        if missing:
            pytest.skip(reason)
    place = Path(tempfile.mkdtemp(prefix="class-"))
    place.chmod(0o755)
    try:
        python = scratch.hub_python(place / "venv", repository)
        shutil.copytree(repository / "deploy" / "jupyterhub" / "etc", place / "etc")
        shutil.copytree("/etc", place / "system", symlinks=True)
        (place / "volume").mkdir()
        _, given, job = manifests.volume(load(repository / "deploy" / "kubernetes" / "class.toml"))
        for name, text in given["data"].items():
            (place / name).write_text(text, encoding="utf-8")
        (only,) = job["spec"]["template"]["spec"]["containers"]
        _, *arguments = (
            text.replace("/given", str(place)).replace("/volume", f"{place}/volume") for text in only["command"]
        )
        made = subprocess.run([sys.executable, *arguments], text=True, capture_output=True, check=False)
        assert made.returncode == 0, made.stderr
        assert "has the folders of 5 people" in made.stdout
        yield Cluster(place / "volume", python, helm_values(repository), place / "etc", place / "system")
    except scratch.UnusableError as error:
        pytest.skip(str(error))
    finally:
        shutil.rmtree(place)


def obstacles() -> list[tuple[bool, str]]:
    tools = [tool for tool in ("unshare", "setpriv", "mount") if shutil.which(tool) is None]
    trial = ["unshare", "--mount", "sh", "-c", "mount -t tmpfs tmpfs /srv"]
    return [
        (os.geteuid() != 0, "only root can run a process under another number"),
        (bool(tools), f"this system has no {' and no '.join(tools)}"),
        (not tools and bool(subprocess.run(trial, capture_output=True, check=False).returncode), "no mounting here"),
        (any(path.startswith(COVERED) for path in sys.path), "Python is in a folder that a server's mounts cover"),
    ]


def test_each_folder_is_its_owners(cluster):
    def seen(path: str) -> tuple[int, str]:
        info = (cluster.volume / path).stat()
        return info.st_uid, oct(info.st_mode & 0o7777)[2:]

    assert seen("homes") == seen("passwd") == (0, "711")
    assert seen("homes/demo-ada") == (uid("demo-ada"), "700")
    assert seen(f"homes/{GRADER}/{COURSE}") == (uid(GRADER), "700")
    assert seen("exchange") == (0, "1777")
    assert seen(f"exchange/{COURSE}/inbound") == (uid(GRADER), "3733")


def test_a_class_hands_in_and_a_hostile_student_gains_nothing(repository, cluster):
    course = cluster.volume / "homes" / GRADER / COURSE
    shutil.copy(repository / "nbgrader_config.py", course)
    shutil.copy(repository / "deploy" / "jupyterhub" / "roster.csv", course)
    (course / "release" / "ps1").mkdir(parents=True)
    (course / "release" / "ps1" / "p.ipynb").write_text("{}", encoding="utf-8")
    for path in (course, *course.rglob("*")):
        os.chown(path, uid(GRADER), uid(GRADER))
    cluster.nbgrader(GRADER, "db", "student", "import", "roster.csv")
    cluster.nbgrader(GRADER, "release_assignment", "ps1")
    cluster.nbgrader("demo-ada", "fetch_assignment", "ps1", f"--course={COURSE}")
    (notebook,) = (cluster.volume / "homes" / "demo-ada").rglob("p.ipynb")
    notebook.write_text("ada's own", encoding="utf-8")
    cluster.nbgrader("demo-ada", "submit", "ps1", f"--course={COURSE}")

    hostile = cluster.run("demo-mallory", str(cluster.python), "-c", HOSTILE.format(ada=uid("demo-ada")))
    assert hostile.stdout == f"gained: [] as {uid('demo-mallory')}\n", hostile.stderr

    said = cluster.nbgrader(GRADER, "collect", "ps1").stderr
    assert "is demo-mallory's, and not by demo-ada" in said
    collected = {path.relative_to(course / "submitted").parts[0] for path in course.glob("submitted/*/ps1/p.ipynb")}
    assert collected == {"demo-ada"}
    assert (course / "submitted" / "demo-ada" / "ps1" / "p.ipynb").read_text(encoding="utf-8") == "ada's own"


def test_a_student_learns_no_other_names(cluster):
    assert "demo-grace" not in cluster.run("demo-ada", "cat", "/etc/passwd").stdout
    assert cluster.run("demo-ada", "id", "--name", "--user").stdout == "demo-ada\n"
    assert "demo-grace" in cluster.run(GRADER, "cat", "/etc/passwd").stdout


def test_the_engine_locks_a_submission_down_as_much_as_root_could(cluster, tmp_path):
    """No layer of the lock-down needs a right that a pod does not have."""
    code = "\n".join(
        (
            "import json, pathlib, sys",
            "from grader.engine.student import lockdown",
            "given = lockdown.Allowance(pathlib.Path(sys.argv[1]), [], 2**30, 2**20, 60)",
            "print(json.dumps(lockdown.lock(given)))",
        )
    )
    inside = cluster.run(GRADER, str(cluster.python), "-c", code, f"/home/{GRADER}")
    outside = subprocess.run([sys.executable, "-c", code, tmp_path], text=True, capture_output=True, check=True)
    assert json.loads(inside.stdout) == json.loads(outside.stdout), inside.stderr


def test_the_job_changes_nothing_that_is_there(cluster, repository):
    kept = cluster.volume / "homes" / "demo-grace" / "notes.txt"
    kept.write_text("mine", encoding="utf-8")
    os.chown(kept, uid("demo-grace"), uid("demo-grace"))
    settings = load(repository / "deploy" / "kubernetes" / "class.toml")
    folders.make(cluster.volume, COURSE, GRADER, settings.uids | {"demo-new": uid("demo-new")})
    assert kept.read_text(encoding="utf-8") == "mine"
    assert kept.stat().st_uid == uid("demo-grace")
    assert (cluster.volume / "homes" / "demo-new").stat().st_uid == uid("demo-new")


def test_a_volume_without_owners_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(os, "chown", lambda *_, **__: None)  # as some network file systems do
    given = {"course": COURSE, "grader": GRADER, "uids": {GRADER: uid(GRADER)}}
    (tmp_path / "class.json").write_text(json.dumps(given), encoding="utf-8")
    (tmp_path / "volume").mkdir()
    assert folders.main([str(tmp_path / "class.json"), str(tmp_path / "volume")]) == 1
    (told,) = capsys.readouterr().err.splitlines()
    assert "this volume does not keep owners and modes" in told
