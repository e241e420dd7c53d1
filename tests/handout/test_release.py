"""What students get: nothing of a solution, and in one sentence why there is no release."""

import json

import nbformat
import pytest

from grader.course import LOG, GraderError, open_course, quietly
from grader.handout.release import release
from tests.support.tiny_course import ASSIGNMENT, role


def add_cell(root, source, about):
    path = root / "source" / ASSIGNMENT / "tiny.ipynb"
    notebook = nbformat.read(path, as_version=4)
    cell = nbformat.v4.new_markdown_cell(
        source, metadata={"nbgrader": about}, attachments={"k.png": {"image/png": "AAAA"}}
    )
    notebook.cells.append(cell)
    nbformat.write(notebook, path)


def test_a_solution_that_is_a_picture_is_not_released(course):
    add_cell(course, "### BEGIN SOLUTION\n![k](attachment:k.png)\n### END SOLUTION", role("t4_draw", 2, solution=True))
    with quietly(course / LOG):
        assert release(open_course(course), ASSIGNMENT)
    given = json.loads((course / "release" / ASSIGNMENT / "tiny.ipynb").read_text(encoding="utf-8"))
    assert given["cells"][-1]["metadata"]["nbgrader"]["grade_id"] == "t4_draw"
    assert not any(cell.get("attachments") for cell in given["cells"])


def test_a_picture_in_a_mark_scheme_is_refused_whole_and_in_one_line(course):
    about = role("t4_draw", 2, solution=False) | {"task": True, "grade": False, "locked": False}
    add_cell(course, "Draw.\n=== BEGIN MARK SCHEME ===\n![k](attachment:k.png)\n=== END MARK SCHEME ===", about)
    with quietly(course / LOG), pytest.raises(GraderError) as refused:
        release(open_course(course), ASSIGNMENT)
    assert str(refused.value).startswith(
        f"source/{ASSIGNMENT} could not be released: tiny.ipynb: RuntimeError: Encountered"
    )
    assert "\n" not in str(refused.value)
