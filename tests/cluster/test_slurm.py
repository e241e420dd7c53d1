"""Grading as jobs of a real Slurm of one node, one of which is taken away while it grades."""

import shutil
import threading
from pathlib import Path

import pytest

from grader.__main__ import main
from tests.grading.test_gpu import ask, say
from tests.support.dask_nodes import CLASS, marks, without_marks
from tests.support.one_node_slurm import asked
from tests.support.tiny_course import ASSIGNMENT
from tests.waiting import until

SETTINGS = """
partition = "cpu"
cores = 1
memory = "1GB"
time = "00:30:00"
jobs = 2
interface = "lo"
scratch = "{place}/scratch"
shared = "{place}"
"""


@pytest.fixture
def tmp_path(tmp_path_factory):
    """A folder whose path is short enough for the sockets that lie in a node's scratch folder."""
    return tmp_path_factory.mktemp("jobs")


def jobs(slurm: Path) -> list[str]:
    """Return the numbers of the jobs that run."""
    return asked(slurm, "squeue", "--noheader", "--format=%i", "--states=RUNNING").split()


def test_a_job_with_a_gpu_grades_what_asks_for_one_and_another_lets_it_wait(
    jobqueue, slurm, course, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("SLURM_CONF", str(slurm))
    (tmp_path / "scratch").mkdir()
    (tmp_path / "nvidia0").write_bytes(b"")
    say(course, f"c.Gpu.files = ['{tmp_path}/nvidia*']")
    ask(course)
    settings = tmp_path / "cluster.toml"
    command = ["--course", str(course), "grade", "--on", f"slurm:{settings}"]
    asked_for = SETTINGS.format(place=tmp_path).replace("jobs = 2", "jobs = 1")
    settings.write_text(asked_for, encoding="utf-8")
    assert main(command) == 1
    assert f"{ASSIGNMENT} waits for a GPU, and there is none here" in capsys.readouterr().out
    settings.write_text(asked_for.replace('"cpu"', '"gpu"\ngpus = 1'), encoding="utf-8")
    assert main(command) == 0
    assert "student-01: 6 points" in capsys.readouterr().out


def test_a_class_is_graded_by_jobs_and_a_cancelled_one_costs_nothing(
    jobqueue, slurm, graded, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("SLURM_CONF", str(slurm))
    monkeypatch.chdir(tmp_path)
    root = without_marks(graded[0], tmp_path / "course")
    for student in sorted(path.name for path in (root / "submitted").glob("student-*")):
        if student not in CLASS:
            shutil.rmtree(root / "submitted" / student)
    (tmp_path / "scratch").mkdir()
    settings = tmp_path / "cluster.toml"
    settings.write_text(SETTINGS.format(place=tmp_path), encoding="utf-8")

    def cancel() -> None:
        until(lambda: list((root / "autograded").glob("*/*/*.ipynb")) and jobs(slurm))
        asked(slurm, "scancel", jobs(slurm)[0])

    thread = threading.Thread(target=cancel)
    thread.start()
    code = main(["--course", str(root), "grade", "--force", "--on", f"slurm:{settings}"])
    thread.join()
    assert code == 0, capsys.readouterr()
    assert marks(root) == marks(graded[0])
    until(lambda: not asked(slurm, "squeue", "--noheader"))
    assert not list(tmp_path.glob(".*")), "keys of the connection are left"
    assert {path.name for path in tmp_path.iterdir()} == {"course", "scratch", "cluster.toml"}
    assert not [path for path in (tmp_path / "scratch").rglob("*") if path.is_file() and b"SECRET" in path.read_bytes()]
