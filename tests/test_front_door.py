"""The Makefile on machines that lack something, and what a fresh clone is left with after grading."""

import os
import shutil
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


def make(folder, *arguments):
    """Run make as a person would: not as a part of the `make test` that runs this."""
    environment = {
        name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    }
    return subprocess.run(
        ["make", *arguments], cwd=folder, env=environment, text=True, capture_output=True, check=False
    )


@pytest.fixture
def clone(repository, tmp_path):
    """The files that set things up, without a virtual environment."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(repository / name, tmp_path)
    return tmp_path


def pretend_python(folder, script):
    path = folder / "some-python"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return f"PYTHON={path}"


def first_line_of_error(done):
    return done.stderr.splitlines()[0]


def test_make_alone_lists_every_target(repository):
    listed = make(repository).stdout
    targets = "file grade lab hub hub-stop test lint notebooks release badges site student pictures bench lock help"
    for target in targets.split():
        assert f"make {target} " in listed


def test_an_old_python_is_refused_in_one_line(clone):
    done = make(clone, "grade", pretend_python(clone, "exit 1"))
    assert done.returncode != 0
    assert first_line_of_error(done).startswith("One Neuron Up needs Python 3.11 or newer")
    assert not (clone / ".venv").exists()


def test_a_python_without_venv_is_refused_in_one_line(clone):
    done = make(clone, "lab", pretend_python(clone, 'case "$2" in *ensurepip*) exit 1;; esac; exit 0'))
    assert done.returncode != 0
    assert "apt install python3-venv" in first_line_of_error(done)


def test_the_second_run_installs_nothing(clone):
    """With the stamp there, make goes straight to the work, whatever else is missing."""
    (clone / ".venv" / "bin").mkdir(parents=True)
    (clone / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (clone / ".venv" / ".course").touch()
    planned = make(clone, "--dry-run", "grade", "ASSIGNMENT=a05-gradient-descent")
    assert planned.stdout.split() == [".venv/bin/python", "-m", "grader", "grade", "a05-gradient-descent"]


def test_badges_go_from_the_sources_to_the_release(clone):
    planned = make(clone, "--dry-run", "--old-file=.venv/.course", "badges", "REPO=a-school/dl").stdout.splitlines()
    assert planned[-2:] == [
        '.venv/bin/python -m authoring.build --repository="a-school/dl"',
        ".venv/bin/python -m grader release",
    ]


def test_pip_arguments_are_passed_on(clone):
    planned = make(clone, "--dry-run", "grade", "PIP_ARGS=--find-links wheels")
    assert "--constraint constraints.txt --find-links wheels --editable '.[course]'" in planned.stdout


@pytest.mark.parametrize(
    "made",
    [
        "gradebook.db",
        "gradebook.db.released.json",
        ".nbgrader.log",
        "exchange/one-neuron-up/outbound/a05/x.ipynb",
        "homework/a05/x.ipynb",
        "downloaded/a05/submissions.zip",
        "downloaded/roster.csv",
        "canvas.csv",
        "dist/one-neuron-up-student.zip",
        "marks.csv",
        "submitted/deserved.csv",
        "submitted/student-01/a05/x.ipynb",
        "autograded/student-01/a05/x.ipynb",
        "feedback/student-01/a05/x.html",
        ".venv/bin/python",
    ],
)
def test_what_grading_makes_is_ignored_by_git(repository, made):
    if not (repository / ".git").exists():
        pytest.skip("not a git checkout")
    assert subprocess.run(["git", "check-ignore", "-q", made], cwd=repository, check=False).returncode == 0
