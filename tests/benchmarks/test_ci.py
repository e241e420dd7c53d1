"""The projection of CI's time: what grows with the course is multiplied, and what does not stays."""

import json
import os
import subprocess
import sys

import pytest

from benchmarks import ci

TESTS = {
    "tests/lectures/test_run.py::test_it_runs[07-gradient-descent]": 20.0,
    "tests/lectures/test_07_formulas.py::test_exercise": 2.0,
    "tests/lectures/test_browser.py::test_play": 10.0,
    "tests/check/test_this_course.py::test_proves_itself[a05-gradient-descent]": 30.0,
    "tests/engine/test_pool.py::test_a_worker": 38.0,
    "tests/test_badges.py::test_all": 0.0,
}
RECORD = {"workers": 2, "seconds": 60.0, "tests": TESTS}


def test_only_tests_of_one_lecture_or_assignment_grow_with_the_course():
    rooms = ci.by_room(TESTS)
    assert list(rooms) == ["engine", "lectures", "check", "(the course as a whole)"]
    assert rooms["lectures"] == ci.Seconds(lectures=22.0, rest=10.0)
    assert rooms["check"] == ci.Seconds(assignments=30.0)
    assert rooms["lectures"].projected(lectures=23, assignments=8) == 54.0
    assert rooms["check"].projected(lectures=23, assignments=8) == 90.0


def test_the_workers_are_as_busy_as_they_were():
    assert ci.minutes(RECORD, 100.0) == pytest.approx((ci.BEFORE + 60) / 60)
    assert ci.minutes(RECORD, 200.0) == pytest.approx((ci.BEFORE + 120) / 60)


@pytest.mark.parametrize(("seconds", "code"), [(60.0, 0), (60_000.0, 1)])
def test_a_projection_over_the_limit_fails(tmp_path, capsys, seconds, code):
    file = tmp_path / "ci.json"
    file.write_text(json.dumps(RECORD | {"seconds": seconds}), encoding="utf-8")
    assert ci.main([str(file)]) == code
    assert "| engine | 38 | 0 | 0 | 38 |" in capsys.readouterr().out


def test_the_summary_adds_up_all_phases_of_a_test(repository, tmp_path):
    (tmp_path / "test_it.py").write_text(
        "import pytest\n@pytest.fixture\ndef made(): yield 1\ndef test_it(made): pass", encoding="utf-8"
    )
    command = [sys.executable, "-m", "pytest", "-p", "tests.clock", "--clock=ci.json"]
    environment = os.environ | {"PYTHONPATH": str(repository)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "the 20 slowest of 1 tests" in done.stdout
    assert "s of 1 workers in" in done.stdout
    assert list(json.loads((tmp_path / "ci.json").read_text())["tests"]) == ["test_it.py::test_it"]


CLOCK_OF_ITS_OWN = """
import tests.clock
class Clock:
    now = 0.0
    def time(self): return self.now
    monotonic = time
tests.clock.time = Clock()
def pytest_configure(config):
    for name in ("lecture", "proof"):
        config.addinivalue_line("markers", name)
"""
SOME_TESTS = """
import pytest, tests.clock
def test_other(): pass
@pytest.mark.lecture
@pytest.mark.parametrize("name", ["01", "02"])
def test_run(name): pass
def test_long(): tests.clock.time.now = 101.0
@pytest.mark.lecture
@pytest.mark.parametrize("name", ["02", "03"])
def test_figure(name): pass
def test_last(): pass
"""


def test_what_has_not_begun_when_the_time_is_up_is_left_out_by_name_and_all_else_runs(repository, tmp_path):
    (tmp_path / "conftest.py").write_text(CLOCK_OF_ITS_OWN, encoding="utf-8")
    (tmp_path / "test_it.py").write_text(SOME_TESTS, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "tests.clock", "--until=100"]
    environment = os.environ | {"PYTHONPATH": str(repository)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout
    told = [line for line in done.stdout.splitlines() if line.startswith("NOT RUN")]
    assert told == ["NOT RUN, since the time was up: test_it.py::test_figure[03]"]
    assert "6 passed, 1 skipped" in done.stdout
