"""What --on says, without a cluster: each mistake has its line, and nothing private goes where others could read it."""

import contextlib
import os
import re
import signal
import subprocess
import sys

import pytest

from grader import __main__ as command
from grader.__main__ import main
from grader.cluster import node, where
from grader.course import GraderError
from tests.cluster.test_settings import RIGHT

WITHOUT = """
import sys
sys.modules.update(dict.fromkeys(["dask", "distributed", "dask_jobqueue", "psycopg"]))
from grader.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


PRESSED = """
import signal, sys
from grader.__main__ import main
assert main(sys.argv[1:]) == 0
try:
    signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt:
    print("stopped")
"""


def without_packages(*arguments):
    """Run ``python -m grader`` where the packages for a cluster are not installed."""
    command = [sys.executable, "-c", WITHOUT, *arguments]
    return subprocess.run(command, text=True, capture_output=True, check=False)


@pytest.mark.parametrize("on", ["here", "dask:", "slurm:", "ssh:host"])
def test_a_place_of_another_kind_is_refused_with_what_there_is(on):
    with pytest.raises(GraderError, match=r"write dask:tls://HOST:PORT, slurm:FILE\.toml, or leave it out"):
        where.connect(on)


def test_no_name_is_this_machine():
    with where.workers("") as workers:
        assert workers is None


@pytest.mark.parametrize("host", ["10.0.0.7:8786", "node17:8786", "127.0.0.1.example.org:8786", ":8786"])
def test_what_is_not_encrypted_is_refused_beyond_this_machine(host):
    pytest.importorskip("distributed", reason="Dask is not installed: make cluster installs it")
    with pytest.raises(GraderError, match="is not encrypted, and hidden tests would travel over it"):
        where.connect(f"dask:tcp://{host}")


def test_the_grader_works_without_the_packages_of_a_cluster_and_says_where_they_are_missing(tmp_path):
    (tmp_path / "cluster.toml").write_text(RIGHT, encoding="utf-8")
    done = without_packages("grade", "--dry-run", "--on", f"slurm:{tmp_path}/cluster.toml")
    assert done.returncode == 1
    assert done.stderr == "A cluster needs more packages: make cluster installs them\n"


def test_a_running_cluster_needs_its_packages_too(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(GraderError, match="A cluster needs more packages"):
        where.connect("dask:tls://localhost:8786")


def test_a_dry_run_shows_the_job_and_asks_for_nothing(jobqueue, tmp_path, capsys):
    settings = tmp_path / "cluster.toml"
    more = (
        f'gpus = 2\naccount = "math"\noptions = ["--qos=exam"]\nsetup = ["module load python"]\nshared = "{tmp_path}"\n'
    )
    settings.write_text(RIGHT + more + 'scratch = "/local"\npython = "/opt/course/python"\n', encoding="utf-8")
    assert main(["grade", "--on", f"slurm:{settings}", "--dry-run"]) == 0
    script = capsys.readouterr().out
    assert not list(tmp_path.glob(".*")), "the keys go with the run"
    for line in ("-p teaching", "--cpus-per-task=16", "-t 02:00:00", "--account=math", "--qos=exam", "--gres=gpu:2"):
        assert f"#SBATCH {line}\n" in script
    assert "module load python\n" in script
    assert "export TMPDIR=/local\n" in script
    (worker,) = [line for line in script.splitlines() if line.startswith("/opt/course/python -m distributed.cli.")]
    assert " tls://" in worker
    assert "--no-nanny" in worker
    assert "--local-directory /local" in worker
    assert worker.rfind("--memory-limit 0") > worker.find("--memory-limit"), "the last one counts"
    assert "--nthreads 16" in worker
    assert "--resources GPU=2" in worker


def test_the_scheduler_shows_no_pages_to_others_on_the_same_machine(jobqueue, tmp_path, monkeypatch):
    from distributed import Scheduler

    served = []
    monkeypatch.setattr(Scheduler, "start_http_server", lambda self, routes, *_, **__: served.append(routes))
    settings = tmp_path / "cluster.toml"
    settings.write_text(f'{RIGHT}shared = "{tmp_path}"\n', encoding="utf-8")
    assert main(["grade", "--on", f"slurm:{settings}", "--dry-run"]) == 0
    assert served == [[]]


def test_ctrl_c_still_stops_what_grades_on_slurm(jobqueue, tmp_path):
    (tmp_path / "cluster.toml").write_text(f'{RIGHT}shared = "{tmp_path}"\n', encoding="utf-8")
    command = [sys.executable, "-c", PRESSED, "grade", "--dry-run", "--on", f"slurm:{tmp_path}/cluster.toml"]
    done = subprocess.run(
        command,
        text=True,
        capture_output=True,
        check=False,
        # Whoever runs the tests in the background has this signal ignored, and the command would inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert done.stdout.endswith("\nstopped\n"), done.stderr


def test_keys_need_a_folder_for_them(jobqueue, tmp_path, capsys):
    settings = tmp_path / "cluster.toml"
    settings.write_text(f'{RIGHT}shared = "{tmp_path}/none"\n', encoding="utf-8")
    assert main(["grade", "--on", f"slurm:{settings}", "--dry-run"]) == 1
    assert capsys.readouterr().err == f"shared = {tmp_path}/none cannot be written: No such file or directory\n"


def test_a_machine_without_slurm_says_so(jobqueue, tmp_path, monkeypatch):
    (tmp_path / "cluster.toml").write_text(RIGHT, encoding="utf-8")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GraderError, match=r"^Slurm's commands \(sbatch\) are not on this machine"):
        where.connect(f"slurm:{tmp_path}/cluster.toml")


def test_a_dry_run_of_what_has_no_job_says_so(capsys):
    assert main(["grade", "--dry-run"]) == 1
    assert "write --on slurm:FILE.toml" in capsys.readouterr().err


def test_a_node_that_differs_is_told_in_words():
    expected = {"Python": "3.12.1", "torch": "2.11.0", "numpy": "2.2.0"}
    assert node.differing(expected, expected) == ""
    found = {"Python": "3.11.2", "torch": "2.11.0"}
    told = "Python 3.11.2 instead of 3.12.1, numpy none instead of 2.2.0"
    assert node.differing(expected, found) == told


def test_a_scratch_folder_without_room_or_that_cannot_be_written_is_told_in_words(tmp_path):
    assert node.cramped(str(tmp_path), 1) == ""
    told = rf"its scratch folder {tmp_path} has \d+ MiB left, and a submission may write 1125899906842624 MiB"
    assert re.fullmatch(told, node.cramped(str(tmp_path), 1 << 70))
    told = f"its scratch folder {tmp_path}/none cannot be written: No such file or directory"
    assert node.cramped(f"{tmp_path}/none", 1) == told


def test_a_scratch_folder_too_deep_for_sockets_is_told_in_words():
    assert node.too_deep("/" + 69 * "x") == ""
    deep = "/" + 70 * "x"
    told = f"its scratch folder {deep} has a path of 71 letters, and sockets in it allow 70"
    assert node.too_deep(deep) == told


@pytest.fixture
def full_disk(tmp_path):
    """A disk of its own without a free byte."""
    mounted = ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(tmp_path)]
    if os.getuid() != 0 or subprocess.run(mounted, capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a disk")
    (tmp_path / "filling").write_bytes(bytes(16 << 10))
    yield tmp_path
    subprocess.run(["umount", str(tmp_path)], check=True)


def test_a_full_disk_is_told_in_words(full_disk):
    assert (
        node.cramped(str(full_disk), 0) == f"its scratch folder {full_disk} cannot be written: No space left on device"
    )


def test_all_that_marks_depend_on_is_compared():
    found = node.versions()
    assert {"Python", "the course's code", "torch", "numpy"} <= found.keys()
    assert "none" not in found.values()


def test_nodes_are_given_back_before_feedback_is_written(tmp_path, monkeypatch):
    done = []

    @contextlib.contextmanager
    def workers(_):
        yield None
        done.append("given back")

    monkeypatch.setattr(where, "workers", workers)
    monkeypatch.setattr(command, "grade_class", lambda *_, **__: done.append("graded") or [])
    monkeypatch.setattr(command, "write_feedback", lambda *_: done.append("feedback") or [])
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    (tmp_path / "source" / "a01").mkdir(parents=True)
    (tmp_path / "source" / "a01" / "one.ipynb").touch()
    assert main(["--course", str(tmp_path), "grade", "--on", "slurm:cluster.toml"]) == 0
    assert done == ["graded", "given back", "feedback"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "sbatch: error: invalid partition specified: teaching\nallocation failure: Invalid partition",
            "Slurm refuses the job: invalid partition specified: teaching",
        ),
        ("sbatch: no such thing", "Slurm refuses the job: sbatch: no such thing"),
    ],
)
def test_a_job_that_slurm_refuses_is_told_at_once(jobqueue, tmp_path, monkeypatch, said, told):
    slurm = tmp_path / "bin" / "sbatch"
    slurm.parent.mkdir()
    slurm.write_text(f"#!/bin/sh\nprintf '{said}' >&2\nexit 1\n", encoding="utf-8")
    slurm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{slurm.parent}:/bin:/usr/bin")
    settings = tmp_path / "cluster.toml"
    settings.write_text(f'{RIGHT}shared = "{tmp_path}"\n', encoding="utf-8")
    with pytest.raises(GraderError) as caught:
        where.connect(f"slurm:{settings}")
    assert str(caught.value) == told
    assert not list(tmp_path.glob(".one*")), "the keys go with the run"
