"""Grading on a Dask cluster over TLS: the marks of this machine, whatever dies, and nothing private to be seen."""

import os
import shutil
import signal
import socket
import subprocess
import threading
from contextlib import closing
from pathlib import Path

import nbformat
import pytest

from grader.__main__ import main
from grader.cluster import where
from grader.course import LOG, GraderError, open_course, quietly
from grader.grading.results import grade_all, students
from tests.support.dask_nodes import CLASS, DIFFERING, QUIET, differing, grading, marks, scratch
from tests.support.tiny_course import ASSIGNMENT
from tests.waiting import until

SPY = """\
import os, pathlib, socket
print("ENVIRONMENT", dict(os.environ))
for path in pathlib.Path("/proc").glob("[0-9]*/*"):
    if path.name in ("environ", "cmdline"):
        try:
            print("PROC", path, path.read_bytes())
        except OSError:
            pass
try:
    socket.create_connection(("127.0.0.1", {port}), timeout=5)
    print("CONNECTED")
except OSError as error:
    print("REFUSED", type(error).__name__)
"""


def spy(root: Path, port: int) -> str:
    """Hand in a submission that looks around; return who."""
    folder = root / "submitted" / "spy" / ASSIGNMENT
    shutil.copytree(root / "submitted" / "student-01" / ASSIGNMENT, folder)
    notebook = nbformat.read(folder / "tiny.ipynb", as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(SPY.format(port=port)))
    nbformat.write(notebook, folder / "tiny.ipynb")
    return "spy"


def test_a_killed_worker_costs_nothing_and_marks_are_those_of_this_machine(processes, graded, ungraded):
    doomed = processes.worker()
    processes.worker()
    seen, left = [], {}
    with grading(ungraded, f"dask:{processes.address}") as results:
        for result in results:
            seen.append(result.student)
            if len(seen) == 2:
                doomed.kill()
                left = scratch(processes)
    assert sorted(seen) == list(CLASS), "each once"
    assert marks(ungraded) == marks(graded[0])
    assert not [path for path, content in left.items() if b"SECRET" in content], "hidden tests on a node's disk"


def test_a_submission_sees_neither_the_cluster_nor_its_keys(processes, ungraded):
    port = int(processes.address.rpartition(":")[2])
    with closing(socket.create_connection(("127.0.0.1", port), timeout=60)):
        pass  # others can connect
    with grading(ungraded, f"dask:{processes.address}", spy(ungraded, port)) as results:
        assert [result.failure for result in results] == [""]
    notebook = nbformat.read(ungraded / "autograded" / "spy" / ASSIGNMENT / "tiny.ipynb", as_version=4)
    said = "".join(output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", ()))
    assert "ENVIRONMENT" in said
    assert "REFUSED" in said
    assert "CONNECTED" not in said
    for private in (QUIET, "SCHEDULER_TOKEN", "tls://", ".pem", str(processes.place / "ca")):
        assert private not in said
    shutil.rmtree(ungraded / "submitted" / "spy")


def test_two_who_grade_on_one_cluster_get_each_their_own(processes, graded, ungraded):
    on = f"dask:{processes.address}"
    with grading(ungraded, on, "student-01") as ones, grading(ungraded, on, "student-05") as others:
        assert [result.total.points for result in (next(ones), next(others))] == [6, 0]


def test_a_node_with_another_version_is_sent_away_and_the_others_go_on(processes, graded, ungraded, tmp_path):
    other = processes.worker(first=str(differing("another package", tmp_path / "other")))
    spilling = processes.worker("--no-nanny")
    with where.workers(f"dask:{processes.address}") as pool:
        pool.client.wait_for_workers(3, timeout=600)
    with grading(ungraded, f"dask:{processes.address}", "student-01", "student-06") as results:
        assert not any(result.failure for result in results)
    assert [other.wait(600), spilling.wait(600)] == [0, 0]
    assert marks(ungraded) == marks(graded[0])


def test_nodes_that_come_late_and_differ_are_sent_away_with_their_reasons(processes, graded, ungraded, tmp_path):
    """Among them one whose scratch folder has no room: a student's file that cannot be written costs points."""
    seen: list[str] = []
    late: list[subprocess.Popen[bytes]] = []
    with quietly(ungraded / LOG), where.workers(f"dask:{processes.address}") as pool:
        before = len(pool.client.nthreads())
        work = [(ASSIGNMENT, student) for student in CLASS * 2]
        with closing(grade_all(open_course(ungraded), work, force=True, workers=pool)) as results:
            for result in results:
                assert not result.failure
                seen.append(result.student)
                if not late:
                    places = [differing(kind, tmp_path / kind) for kind in DIFFERING]
                    late += [processes.worker(first=str(place)) for place in places]
                    pool.client.wait_for_workers(before + len(late), timeout=600)
        told = " ".join(pool.sent_away)
        assert pool.sent_away.total() == len(late)
    assert [process.wait(600) for process in late] == [0] * len(late)
    assert sorted(seen) == sorted(CLASS * 2)
    assert all(reason in told for _, reason in DIFFERING.values()), told
    assert marks(ungraded) == marks(graded[0])


@pytest.fixture
def interruptible():
    """Let Ctrl-C interrupt this process; whoever runs the tests in the background has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_keeps_what_is_graded_and_the_cluster_serves_on(processes, ungraded, capsys):
    shutil.rmtree(ungraded / "autograded")

    def press() -> None:  # student-08's cell, which does not end, is still to come
        until(lambda: list((ungraded / "autograded").glob("*/*/*.ipynb")))
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=press)
    thread.start()
    code = main(["--course", str(ungraded), "grade", "--force", "--on", f"dask:{processes.address}"])
    thread.join()
    assert code == 130
    assert (
        capsys.readouterr().err == "Stopped. What was graded until now is in the gradebook; run this again to go on.\n"
    )
    done = [path.parts[-3] for path in (ungraded / "autograded").glob("*/*/*.ipynb")]
    assert 0 < len(done) < len(students(ungraded, ASSIGNMENT))
    with grading(ungraded, f"dask:{processes.address}", "student-01", force=False) as results:
        assert [result.total.points for result in results] == [6]


def test_a_killed_scheduler_is_said_in_one_line_and_what_is_graded_stays(processes, ungraded):
    with grading(
        ungraded, f"dask:{processes.address}", "student-01", "student-06", "student-04", "student-12"
    ) as results:
        done = [next(results).student]
        processes.running[0].kill()
        with pytest.raises(GraderError, match=r"^The scheduler has ended\. What was graded .* run this again to go on"):
            done += [result.student for result in results]
    with grading(ungraded, "", *done, force=False) as results:
        assert [result.student for result in results] == done


def test_nodes_that_all_differ_are_said_in_one_line(processes, ungraded, capsys):
    processes.scheduler()
    processes.worker("--memory-limit", "0")  # in a nanny's hands
    command = ["--course", str(ungraded), "grade", "--force", "--on", f"dask:{processes.address}"]
    assert main(command) == 1
    told = capsys.readouterr().err
    assert "No node of the cluster can grade as this machine does" in told
    assert "start it with --no-nanny" in told
    assert told.count("\n") == 1


def test_no_node_and_no_scheduler_are_said_in_one_line(processes):
    with closing(where.connect(f"dask:{processes.address}")) as pool:
        pool.patience = 0.1
        with pytest.raises(GraderError, match=r"No node of the cluster has come within 0\.1 seconds"):
            next(pool.run([]))
    processes.running[-2].send_signal(signal.SIGKILL)
    processes.running[-2].wait()
    with pytest.raises(GraderError, match="There is no scheduler at tls://"):
        where.connect(f"dask:{processes.address}", patience=1)
