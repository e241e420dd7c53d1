"""The lectures' benchmark: it runs what it is asked for, as a student would, and says how long that took."""

import subprocess

import nbformat
import pytest

from benchmarks import course

CUT = """\
import socket
try:
    socket.getaddrinfo("example.org", 80)
except OSError as error:
    assert "no network while lectures run" in str(error)
else:
    raise AssertionError
"""


@pytest.fixture
def notebooks(tmp_path, monkeypatch):
    """A course of two lectures, of which the first looks whether it has a network."""
    (tmp_path / "course").mkdir()
    for name, code in {"01-one": CUT, "02-two": "1 + 1"}.items():
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
        nbformat.write(notebook, tmp_path / "course" / f"{name}.ipynb")
    monkeypatch.setattr(course, "ROOT", tmp_path)
    return tmp_path


def test_the_lectures_that_are_named_are_run_and_stay_as_they_are(notebooks, capsys):
    before = (notebooks / "course" / "01-one.ipynb").read_text()
    assert course.main(["01"]) == 0
    assert "| 01-one | " in (printed := capsys.readouterr().out)
    assert "02-two" not in printed
    assert (notebooks / "course" / "01-one.ipynb").read_text() == before
    assert [path.name for path in (notebooks / "course").iterdir() if path.is_dir()] == []


def test_a_lecture_that_fails_is_not_timed(notebooks):
    broken = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 / 0")])
    nbformat.write(broken, notebooks / "course" / "01-one.ipynb")
    with pytest.raises(subprocess.CalledProcessError):
        course.main(["01"])


def test_the_longest_by_the_last_table_goes_first_and_a_new_one_before_it(notebooks, monkeypatch):
    nbformat.write(nbformat.v4.new_notebook(), notebooks / "course" / "03-three.ipynb")
    begun = []
    monkeypatch.setattr(course, "WORKERS", 1)
    monkeypatch.setattr(course, "run", lambda path: begun.append(path.stem) or 1.0)
    monkeypatch.setattr(course, "PAGE", notebooks / "course.md")
    course.PAGE.write_text("\n".join(course.report({"01-one": 12.2, "02-two": 31.4}, 90)))
    assert course.main([]) == 0
    assert begun == ["03-three", "02-two", "01-one"]


def test_the_table_names_each_lecture_and_the_whole():
    *rows, _, last = course.report({"02-two": 31.4, "01-one": 12.2}, 90)
    assert rows[2:] == ["| 01-one | 12 |", "| 02-two | 31 |"]
    assert last.startswith("2 lectures took 1.5 minutes with 2 at a time on ")
    assert "22 seconds in the mean, the longest 31." in last
