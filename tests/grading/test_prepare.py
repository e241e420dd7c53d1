"""Marks, notes and files of a graded notebook: nbgrader agrees with the engine, and nothing stands in another's way."""

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from nbgrader import utils

from grader.engine import outputs
from grader.engine.job import Outcome, Score
from grader.grading import marks, report
from grader.grading.prepare import merged
from tests.support.tiny_course import make_notebook

scores = st.one_of(
    st.just(Score(3.0, 3.0, "passed")),
    st.floats(0, 3).map(lambda points: Score(points, 3.0, "partial")),
    st.text(max_size=20).map(lambda text: Score(0.0, 3.0, "failed", f"AssertionError: {text}")),
    st.just(Score(0.0, 3.0, "not run", "NotRun: the code ended its Python process")),
    st.just(Score(0.0, 3.0, "invalid", "InvalidScore: the test gave nan points")),
)


def outcome_of(score, printed="", layers=None):
    cells = nbformat.from_dict(make_notebook()).cells
    for cell in cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "t2_square_visible":
            cell.outputs = outputs.of_test(score, printed, "", 1)
    plain = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    return Outcome(plain, {"t2_square_visible": score}, layers or {"Landlock": "on"}, ())


def executed(score, printed="", remarks=(), layers=None):
    return report.finished(outcome_of(score, printed, layers), remarks, "fingerprint")


@settings(deadline=None)
@given(scores, st.text(max_size=20))
def test_nbgrader_derives_the_engines_score_from_the_outputs_and_the_gradebook_gets_the_same(score, printed):
    outcome = outcome_of(score, printed)
    made, _ = report.finished(outcome, (), "fingerprint")
    entered = marks.marks("tiny", made, outcome)
    cell = next(each for each in made.cells if each.metadata.get("nbgrader", {}).get("grade_id") == "t2_square_visible")
    assert utils.determine_grade(cell) == (entered.points["t2_square_visible"], 3.0)
    assert entered.points["t2_square_visible"] == score.points
    assert entered.points["t1_double_visible"] == 0.0, "a test without a score gets nothing"
    assert entered.points["t3_why"] is None


def test_a_notebook_that_was_refused_waits_for_nobody():
    plain = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": make_notebook().cells}
    made, told = report.refused(plain, "tiny.ipynb is empty", "fingerprint")
    entered = marks.marks("tiny", made, None)
    assert set(entered.points.values()) == {0.0}
    assert told.refused
    tests = [cell for cell in made.cells if utils.is_grade(cell) and not utils.is_solution(cell)]
    assert [utils.determine_grade(cell)[0] for cell in tests] == [0, 0, 0]


def test_the_report_comes_back_from_the_file(tmp_path):
    made, told = executed(Score(0.0, 3.0, "failed", "AssertionError: \ud800\x1b[31mno"), remarks=["a remark"])
    path = tmp_path / "graded.ipynb"
    path.write_bytes(report.text(made).encode("utf-8", "replace"))
    read = nbformat.read(path, as_version=4)
    nbformat.validate(read)
    assert report.report_of(read) == told
    assert told.reason.isprintable()
    assert told.reason == "t2_square_visible: AssertionError: ?no (and 1 more)"


@pytest.mark.parametrize(
    "name", ["<img src=x onerror=alert(1)>", "[a](javascript:b)", "`x`", "$\\href{x}{y}$", "a*b_c"]
)
def test_a_name_in_a_note_is_text_and_no_markup(name):
    made, _ = executed(Score(3.0, 3.0, "passed"), remarks=[f"{name} was left out"], layers={"Landlock": "too old"})
    page = markdown2html_mistune(made.cells[0].source)
    assert page.count("<li>") == 2
    for markup in ("<img", "<a", "<code", "<em", "$"):
        assert markup not in page
    assert "Landlock: too old" in page


@pytest.mark.parametrize(
    "found",
    [
        {"data.csv/a.txt": b""},
        {"parts": b""},
        {"tiny.ipynb/a.txt": b""},
        {"timestamp.txt/a.txt": b""},
        {"a/b": b"", "a": b""},
    ],
)
def test_a_file_never_lies_in_a_folder_that_is_called_like_another_file(tmp_path, found):
    files = merged({"data.csv": b"1", "parts/one.csv": b"2"}, dict.fromkeys(found, b""), (), ["tiny.ipynb"])
    assert files["data.csv"] == b"1"
    for name, content in (files | {"tiny.ipynb": b"", "timestamp.txt": b""}).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def test_the_assignments_files_win_unless_they_may_be_replaced():
    given, found = (
        {"data.csv": b"given", "model.py": b"given"},
        {"data.csv": b"mine", "model.py": b"mine", "x.py": b"x"},
    )
    assert merged(given, found, ["model.py"], []) == {"data.csv": b"given", "model.py": b"mine", "x.py": b"x"}


def test_what_explains_all_else_comes_first():
    _, told = report.finished(outcome_of(Score(0.0, 3.0, "failed", "AssertionError: no")), ["a remark"], "", "no marks")
    assert told.reason == "no marks (and 2 more)"
    assert told.remarks == ("no marks", "a remark")
