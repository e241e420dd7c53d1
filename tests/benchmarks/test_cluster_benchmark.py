"""The benchmark of clusters: lines, what is said of a cluster that is not here, and one class graded both ways."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest

pytest.importorskip("distributed", reason="Dask is not installed: make cluster installs it")

from benchmarks.cluster import __main__ as command
from benchmarks.cluster import course, model
from benchmarks.cluster.runs import CLUSTER, HERE, Run
from benchmarks.grading import REPOSITORY


def run(way: str, size: int, workers: int = 1, **other: float) -> Run:
    """Return a run of 10 s and 0.1 s for each submission, of which Dask's share is a tenth."""
    seconds = 10 + 0.1 * size
    values = {"wall": seconds, "cpu": seconds, "owner": 0.02 * size, "scheduler": 0.005 * size, "nodes": 0.005 * size}
    return Run(way, workers, size, **{**values, **other}, wire=1e5 * size, memory=140, marks="same")


def test_a_line_is_fitted_and_what_is_off_it_is_told_in_parts_of_the_value():
    line = model.fit([run(HERE, size) for size in (10, 20, 40)], lambda run: run.wall)
    assert (line.start, line.each) == (pytest.approx(10), pytest.approx(0.1))
    assert line.residuals == pytest.approx((0, 0, 0))
    off = model.fit([run(HERE, 10, wall=10), run(HERE, 20, wall=20), run(HERE, 30, wall=33)], lambda run: run.wall)
    assert off.residuals == pytest.approx(((10 - 9.5) / 10, (20 - 21) / 20, (33 - 32.5) / 33))


def test_a_cluster_is_compared_with_as_many_workers_on_as_many_submissions():
    runs = [run(HERE, 10), run(CLUSTER, 10, wall=12.1, cpu=12.1), run(HERE, 10, 2), run(CLUSTER, 20, 2)]
    (line,) = model.overhead(runs)
    assert line == "- 10 submissions, 1 workers: +10.0% by the clock, +10.0% CPU seconds beside the local pool"


def test_growth_is_told_where_there_are_two_sizes():
    assert list(model.growth([run(HERE, 10), run(CLUSTER, 10)])) == []
    by_clock, cpu = model.growth([run(HERE, 10), run(HERE, 20), run(CLUSTER, 10)])
    assert by_clock.startswith("- local pool, 1 workers, seconds by the clock: 10.0 + 0.1000 × submissions; off")
    assert "seconds CPU" in cpu


def test_a_large_cluster_is_bound_by_the_process_that_owns_the_gradebook():
    text = "\n".join(model.projection([run(CLUSTER, size) for size in (100, 200)]))
    assert "A node's core spends 0.0750 s on a submission, owner and scheduler together 0.0250 s." in text
    assert "64 nodes of 32 cores grade 2,400 a minute, and 10,000 submissions in" in text
    assert "4.3 minutes, with 32 Mbit/s" in text
    assert list(model.projection([run(HERE, 100), run(HERE, 200)])) == []


def test_the_table_has_a_row_for_each_run():
    rows = list(model.table([run(CLUSTER, 1000), run(HERE, 1000)]))[2:]
    assert rows == [
        "| 1,000 | 1 | local pool | 545 | 0.110 | 20.0 |  |  | 140 |  |",
        "| 1,000 | 1 | cluster | 545 | 0.110 | 20.0 | 5.0 | 5.0 | 140 | 100 |",
    ]


def test_runs_of_other_sizes_are_kept_and_those_of_the_same_replaced(tmp_path, monkeypatch):
    monkeypatch.setattr(command, "KEPT", tmp_path / "kept.json")
    first, other = run(HERE, 10), run(HERE, 20)
    assert command.keep([first, other]) == [first, other]
    again = replace(first, wall=1.0)
    assert command.keep([again]) == [again, other]
    assert [row["wall"] for row in json.loads((tmp_path / "kept.json").read_text())] == [1.0, other.wall]


def test_marks_that_differ_fail_and_write_nothing(monkeypatch, capsys):
    monkeypatch.setattr(command, "adopt_orphans", lambda: None)
    monkeypatch.setattr(command.signal, "signal", lambda *_: None)
    monkeypatch.setattr(
        command, "measure", lambda size, _: [run(HERE, size), replace(run(CLUSTER, size), marks="other")]
    )
    monkeypatch.setattr(command, "keep", None)
    assert command.main(["--sizes", "10", "--write"]) == 1
    assert capsys.readouterr().err == "The marks of 10 submissions are not the same in all runs.\n"


@pytest.mark.course
def test_what_is_handed_in_is_right_and_wrong_and_in_each_its_own(tmp_path):
    course.write(tmp_path, 6)
    work = course.work(tmp_path)
    assert [name for name, _ in work] == [*course.ASSIGNMENTS] * 2
    texts = [next((tmp_path / "submitted" / who / name).glob("*.ipynb")).read_text() for name, who in work]
    assert not any(course.MARK in text for text in texts)
    assert len(set(texts)) == 6


@pytest.mark.course
def test_a_class_is_graded_both_ways_with_the_same_marks():
    arguments = ["--sizes", "2", "--workers", "1"]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.cluster", *arguments],
        cwd=REPOSITORY,
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows = [line.split(" | ")[:3] for line in done.stdout.splitlines() if line.startswith("| 2 |")]
    assert rows == [["| 2", "1", "local pool"], ["| 2", "1", "cluster"]]
