"""The fingerprint, by which a graded submission is known to be unchanged, holds all that its result depends on."""

import copy
import dataclasses
import importlib.metadata
import json
from pathlib import Path

import pytest

from grader.engine.job import Job, Limits
from grader.grading import prepare as preparing
from grader.grading.intake import Caps
from grader.grading.master import Master, Sheet, digest
from grader.grading.prepare import code, environment, own_code, prepare
from tests.support.tiny_course import make_notebook

NOTEBOOK = json.loads(json.dumps(make_notebook()))
CAPS, LIMITS = Caps(), Limits()


def master(given=NOTEBOOK, source=NOTEBOOK, seed="seed", files=None, way=""):
    """Return the assignment with a digest as `master.load` makes it."""
    content = json.dumps([seed, [["tiny", given, source, way, ()]]], sort_keys=True).encode()
    return Master("a00", (Sheet("tiny", given, source, way),), files or {}, seed, digest(content, files or {}))


def other(notebook=NOTEBOOK):
    changed = copy.deepcopy(notebook)
    changed["cells"][2]["source"] += "  # changed"
    return changed


@pytest.fixture
def fingerprint(tmp_path):
    def fingerprint(whole=None, notebook=NOTEBOOK, files=(), caps=CAPS, limits=LIMITS, kept=(), written=""):
        for path in tmp_path.iterdir():
            path.unlink()
        for name, content in {"tiny.ipynb": json.dumps(notebook), **dict(files)}.items():
            (tmp_path / name).write_text(content, encoding="utf-8")
        whole = whole or master()
        return prepare(whole, whole.sheets, "ada", tmp_path, caps, limits, kept, written).answers[0].fingerprint

    return fingerprint


def answered():
    changed = copy.deepcopy(NOTEBOOK)
    changed["cells"][-1]["source"] = "An answer."
    return changed


def with_picture():
    changed = answered()
    changed["cells"][-1]["attachments"] = {"s.png": {"image/png": "AAAA"}}
    return changed


def test_the_same_submission_has_the_same_one(fingerprint):
    assert fingerprint() == fingerprint()


@pytest.mark.parametrize(
    "changed",
    [
        {"whole": master(given=other())},
        {"whole": master(source=other())},
        {"whole": master(seed="another")},
        {"whole": master(way="together")},
        {"whole": master(files={"data.csv": b"1"})},
        {"notebook": answered()},
        {"notebook": with_picture()},
        {"files": {"mine.csv": "1"}},
        {"files": {"timestamp.txt": "2026-01-02 00:00:00 UTC"}},
        {"written": "LimitOutput 10"},
    ],
    ids=["given", "source", "seed", "way", "files", "answer", "picture", "file", "time", "settings"],
)
def test_it_holds_the_assignment_and_the_submission(fingerprint, changed):
    assert fingerprint(**changed) != fingerprint()
    if changed.get("notebook") == with_picture():
        assert fingerprint(**changed) != fingerprint(notebook=answered())


def test_a_file_of_the_assignment_that_a_student_may_replace_is_in_it(fingerprint):
    whole = master(files={"data.csv": b"1"})
    before = fingerprint(whole, files={"data.csv": "2"})
    assert fingerprint(whole, files={"data.csv": "2"}, kept=["data.csv"]) != before


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Limits)])
def test_it_holds_every_limit(fingerprint, name):
    assert fingerprint(limits=dataclasses.replace(LIMITS, **{name: getattr(LIMITS, name) + 1})) != fingerprint()


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Caps)])
def test_it_holds_every_cap(fingerprint, name):
    value = getattr(CAPS, name)
    more = (*value, "*.xyz") if isinstance(value, tuple) else value + 1
    assert fingerprint(caps=dataclasses.replace(CAPS, **{name: more})) != fingerprint()


def test_the_engine_is_given_nothing_else():
    assert {field.name for field in dataclasses.fields(Job)} == {"notebook", "source", "files", "seed", "way", "gpu"}


def look_again():
    environment.cache_clear()
    code.cache_clear()


@pytest.fixture
def new_environment():
    look_again()
    yield
    look_again()


@pytest.mark.parametrize("what", ["python", "system", "package", "code"])
def test_it_holds_what_runs_the_code(fingerprint, monkeypatch, new_environment, what):
    before = fingerprint()
    look_again()
    if what == "package":
        monkeypatch.setattr(importlib.metadata, "distributions", list)
    elif what == "code":
        monkeypatch.setattr(preparing, "own_code", lambda: [Path(__file__)])
    else:
        monkeypatch.setattr(preparing.platform, {"python": "python_version", "system": "platform"}[what], lambda: "4")
    assert fingerprint() != before


def test_of_our_own_code_it_holds_what_makes_marks_and_notebooks():
    root = Path(preparing.__file__).parents[2]
    names = {path.relative_to(root).as_posix() for path in own_code()}
    assert {"helpers/training.py", "grader/engine/execute.py", "grader/grading/report.py", "grader/text.py"} <= names


def test_the_settings_of_what_cuts_outputs_are_in_it(course):
    from grader.course import open_course
    from grader.grading.plugin import EngineAutograde

    before = open_course(course)
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as settings:
        settings.write("c.LimitOutput.max_lines = 7\n")
    told = [EngineAutograde(coursedir=api.coursedir, parent=api)._settings() for api in (before, open_course(course))]
    assert told[0] != told[1]
