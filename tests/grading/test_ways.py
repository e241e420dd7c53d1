"""Which way the tests of a notebook run: who says so, what goes before what, and where it is told."""

import json
import re

import nbformat
import pytest

from grader import ways
from grader.course import LOG, GraderError, open_course, quietly, read_source, settings
from grader.feedback.write import write_feedback
from grader.table import table
from tests.support.tiny_course import ASSIGNMENT, entries, generate_class

STUDENT = "student-01"
TOGETHER = 'c.TestRuns.ways = {"*": "together"}\n'


def source_of(root):
    path = root / "source" / ASSIGNMENT / "tiny.ipynb"
    return path, json.loads(json.dumps(read_source(path, root, settings(root))))


def say(root, text):
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(text)


def say_in_metadata(root, way):
    path, _ = source_of(root)
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata["grading"] = {"tests": way}
    nbformat.write(notebook, path)


def test_table_page_and_formgrader_say_which_way_was_used(course, grade_one):
    generate_class(course)
    for text, way in (("", "apart from"), (TOGETHER, "together with")):
        say(course, text)
        result = grade_one(course, STUDENT)
        with quietly(course / LOG):
            list(write_feedback(open_course(course), [result]))
        assert set(result.ways.values()) == {way.split()[0]}
        assert result.total.points == result.total.possible - 2  # a text waits for a person
        assert f"The tests ran {way} the students' code (SECURITY.md)." in str(table(ASSIGNMENT, [result]).caption)
        (page,) = (course / "feedback" / STUDENT / ASSIGNMENT).glob("*.html")
        assert f"The tests ran {way} your code." in page.read_text(encoding="utf-8")
        graded = nbformat.read(course / "autograded" / STUDENT / ASSIGNMENT / "tiny.ipynb", as_version=4)
        assert f"The tests ran {way} this code." in graded.cells[0].source


def test_what_the_check_found_holds_until_the_notebook_changes(course):
    _, source = source_of(course)
    ways.keep(course, ASSIGNMENT, source, "together")
    ways.keep(course, "another", source, "apart")
    assert ways.way_of(source, ASSIGNMENT, course, {}) == "together"
    source["cells"][2]["source"] += "  # changed"
    assert ways.way_of(source, ASSIGNMENT, course, {}) == ""


def test_what_the_check_found_is_what_grading_uses(course, grade_one):
    say(course, "c.TestRuns.ways = {}\n")
    generate_class(course)
    ways.keep(course, ASSIGNMENT, source_of(course)[1], "together")
    assert grade_one(course, STUDENT).ways == {"tiny": "together"}


def test_the_authors_word_goes_before_and_that_of_the_notebook_first(course):
    _, source = source_of(course)
    ways.keep(course, ASSIGNMENT, source, "together")
    assert ways.way_of(source, ASSIGNMENT, course, {"b*": "together", "a*": "apart"}) == "apart"
    assert ways.way_of(source, f"{ASSIGNMENT}/tiny", course, {ASSIGNMENT: "apart"}) == "apart"
    say_in_metadata(course, "together")
    assert ways.way_of(source_of(course)[1], ASSIGNMENT, course, {"*": "apart"}) == "together"


def test_a_word_that_is_no_way_is_refused_in_one_line(course):
    say_in_metadata(course, "beside")
    with pytest.raises(GraderError, match=re.escape('say "grading": {"tests": "beside"}; write apart or together')):
        ways.way_of(source_of(course)[1], ASSIGNMENT, course, {})


def test_a_mark_that_is_higher_than_apart_counts_and_waits_for_a_person(course, grade_one):
    say(course, TOGETHER)
    generate_class(course)
    path = course / "submitted" / STUDENT / ASSIGNMENT / "tiny.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "t1_double":
            cell.source = "class Always:\n    def __eq__(self, other): return True\ndef double(x): return Always()"
    nbformat.write(notebook, path)
    result = grade_one(course, STUDENT)
    found = {entry.cell: entry for entry in entries(course, STUDENT)}
    assert (found["t1_double_visible"].auto, found["t1_double_visible"].waits) == (1, True)
    assert (found["t2_square_visible"].auto, found["t2_square_visible"].waits) == (3, False)
    assert result.reason.startswith(
        "t1_double_visible: look at this mark, the test gives 1 points together with the code and 0 apart"
    )
