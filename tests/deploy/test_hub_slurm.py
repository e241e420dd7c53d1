"""A real hub whose servers are jobs of a real Slurm: one node, this machine, with a GPU that is pretended.

One test is one step of a student's, in their order.
"""

import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
import requests

from benchmarks.hub import scratch
from tests.support.one_node_slurm import asked
from tests.waiting import until

# What pip installs of these two packages, and batchspawner runs.
SCRIPTS = {"batchspawner-singleuser": "batchspawner.singleuser", "jupyterhub-singleuser": "jupyterhub.singleuser"}
PROFILES = """
[slurm]
hub_address = "127.0.0.1"

[[profiles]]
name = "CPU"
memory_gb = 1
threads = 1
slurm = { partition = "cpu", time = "00:30:00" }

[[profiles]]
name = "GPU"
gpu = true
memory_gb = 2
threads = 2
slurm = { partition = "gpu", gres = "gpu:1", time = "01:00:00" }

[[profiles]]
name = "Large"
memory_gb = 8
threads = 1
slurm = { partition = "cpu" }
"""


@dataclass
class Student:
    """Somebody who is logged in to a hub, as a browser would be."""

    base: str
    name: str
    session: requests.Session = field(default_factory=requests.Session)

    def post(self, path: str, **form: str) -> None:
        assert self.session.get(self.base + path, timeout=60).ok
        answer = self.session.post(self.base + path, data=form, params={"_xsrf": self.xsrf}, timeout=60)
        assert answer.ok, answer.text

    def api(self, path: str, method: str = "GET") -> requests.Response:
        headers = {"X-XSRFToken": self.xsrf}
        return self.session.request(method, f"{self.base}/hub/api{path}", headers=headers, timeout=60)

    @property
    def xsrf(self) -> str | None:
        return self.session.cookies.get("_xsrf", path="/hub/")


@pytest.fixture(scope="module")
def ada(slurm, repository, monkeypatch_module) -> Iterator[Student]:
    """A student, logged in to a hub that runs its servers as jobs."""
    for missing, reason in scratch.obstacles():
        if missing:
            pytest.skip(reason)
    monkeypatch_module.setenv("SLURM_CONF", str(slurm))
    place = Path(tempfile.mkdtemp(prefix="hub-"))
    place.chmod(0o755)
    prefix, port = f"demo-{secrets.token_hex(2)}-", scratch.free_ports()
    python = scratch.hub_python(place / "venv", repository)
    for name, module in SCRIPTS.items():
        (python.parent / name).write_text(f"#!{python}\nfrom {module} import main\nmain()\n", encoding="utf-8")
        (python.parent / name).chmod(0o755)
    settings = scratch.write_settings(repository, place, prefix, port)
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text[: text.index("[[profiles]]")] + PROFILES, encoding="utf-8")
    try:
        said = scratch.command(repository, python, "start", settings)
        password = re.search(rf"{prefix}ada +(\S+)", said)
        student = Student(f"http://127.0.0.1:{port}", f"{prefix}ada")
        student.post("/hub/login", username=student.name, password=password[1])
        yield student
        (repository / "artifacts").mkdir(exist_ok=True)
        shutil.copy(place / "srv" / "hub" / "hub.log", repository / "artifacts" / "hub-slurm.log")
    finally:
        scratch.command(repository, python, "stop", settings)
        shutil.rmtree(place)
    until(lambda: not asked(slurm, "squeue", "--noheader"))


@pytest.fixture(scope="module")
def monkeypatch_module() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


def start(student: Student, profile: str) -> None:
    student.post("/hub/spawn", profile=profile)
    until(lambda: student.api(f"/users/{student.name}").json()["servers"].get("", {}).get("ready"))


def stop(student: Student, slurm: Path) -> None:
    assert student.api(f"/users/{student.name}/server", "DELETE").status_code in (202, 204)
    until(lambda: not asked(slurm, "squeue", "--noheader"))


def job(slurm: Path) -> dict[str, str]:
    """Return what Slurm knows of the only job that has not ended."""
    (number,) = asked(slurm, "squeue", "--noheader", "--format=%i").split()
    line = asked(slurm, "scontrol", "show", "job", number, "--oneliner")
    return dict(pair.split("=", 1) for pair in line.split() if "=" in pair)


def server_of(student: Student) -> psutil.Process:
    """Return the process of a student's server; srun, which started it, has its name among the arguments too."""
    running = psutil.process_iter(["username", "cmdline"])
    # A process that ends while it is looked at has no command line.
    mine = [each for each in running if each.info["username"] == student.name and len(each.info["cmdline"] or ()) > 1]
    pythons = [each for each in mine if "python" in each.info["cmdline"][0]]
    (server,) = [each for each in pythons if "singleuser" in each.info["cmdline"][1]]
    return server


@pytest.mark.parametrize(
    ("profile", "partition", "cores", "memory", "limit", "gpu", "visible"),
    [
        ("CPU", "cpu", "1", "1G", "00:30:00", None, ""),
        ("GPU", "gpu", "2", "2G", "01:00:00", "gres:gpu:1", "0"),
    ],
)
def test_a_server_is_a_job_with_the_profiles_limits(slurm, ada, profile, partition, cores, memory, limit, gpu, visible):
    start(ada, profile)
    found = job(slurm)
    assert found["JobState"] == "RUNNING"
    assert found["UserId"].startswith(f"{ada.name}(")
    assert (found["Partition"], found["TimeLimit"], found["NumCPUs"]) == (partition, limit, cores)
    assert found["MinMemoryNode"] == memory
    assert found.get("TresPerNode") == gpu
    environment = server_of(ada).environ()
    assert environment["CUDA_VISIBLE_DEVICES"] == visible
    assert environment["OMP_NUM_THREADS"] == cores
    # The server answers, through the hub's proxy, to who opens its page first.
    page, status = (ada.session.get(f"{ada.base}/user/{ada.name}/{path}", timeout=60) for path in ("lab", "api/status"))
    assert page.ok, page.text
    assert status.json()["kernels"] == 0
    stop(ada, slurm)


def test_a_student_reads_why_slurm_refuses_a_job_and_can_choose_again(ada):
    assert ada.session.get(f"{ada.base}/hub/spawn", timeout=60).ok
    form, xsrf = {"profile": "Large"}, {"_xsrf": ada.xsrf}
    why = "The cluster did not start your server: Memory specification can not be satisfied. Try again"
    pages = []

    def refused() -> bool:
        """Ask again where a busy machine took so long that the hub showed the page of a server that is starting."""
        pages.append(ada.session.post(f"{ada.base}/hub/spawn", data=form, params=xsrf, timeout=60).text)
        return why in pages[-1]

    until(refused, lambda: pages[-1])
    assert 'name="profile"' in pages[-1]


def test_a_server_that_is_left_running_ends_with_the_hub(slurm, ada):
    """What follows is in the fixture: with this job still there, it ends the hub and waits for an empty queue."""
    start(ada, "CPU")
    assert job(slurm)["JobState"] == "RUNNING"
