"""*Validate* survives what grading survives."""

import codecs
import copy

import nbformat
import pytest
from nbgrader.utils import compute_checksum

from grader.hub.validate import mended
from tests.support.tiny_course import make_notebook, nbgrader


@pytest.fixture
def notebook():
    """The assignment as it was handed out."""
    made = make_notebook()
    for cell in made.cells[1:]:
        cell.metadata.nbgrader.cell_type = cell.cell_type
        if cell.metadata.nbgrader.solution:
            cell.source = cell.source.replace("return", "raise NotImplementedError  #")
        cell.metadata.nbgrader.checksum = compute_checksum(cell)
    return made


def solved(cell, source):
    other = copy.deepcopy(cell)
    other.source, other.id = source, "copy"
    return other


def test_an_unknown_kernel_becomes_python(notebook):
    notebook.metadata.kernelspec.name = "julia-1.9"
    assert mended(notebook).metadata.kernelspec.name == "python3"
    del notebook.metadata["kernelspec"]
    assert mended(notebook).metadata.kernelspec.name == "python3"


def test_of_two_copies_the_changed_one_stands_where_the_first_did(notebook):
    stub, test = notebook.cells[1:3]
    answer = solved(stub, "def double(x):\n    return x + x")
    notebook.cells += [answer, copy.deepcopy(test)]
    names = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in mended(copy.deepcopy(notebook)).cells]
    assert len(names) == len(set(names)) == len(notebook.cells) - 2
    assert mended(notebook).cells[1].source == answer.source


def test_a_second_answer_is_a_cell_of_the_students_own(notebook):
    stub = notebook.cells[1]
    first, second = solved(stub, "def double(x):\n    return 2 * x"), solved(stub, "def double(x):\n    return x + x")
    notebook.cells[1:2] = [first, second]
    cells = mended(notebook).cells
    assert (cells[1].source, cells[2].source, cells[2].metadata) == (first.source, second.source, {})


def test_such_a_notebook_is_validated_and_stays_as_it_is(notebook, course):
    notebook.metadata.kernelspec.name = "julia-1.9"
    notebook.cells.append(solved(notebook.cells[1], "def double(x):\n    return x + x"))
    folder = course / "homework"
    folder.mkdir()
    path = folder / "tiny.ipynb"
    path.write_bytes(codecs.BOM_UTF8 + nbformat.writes(notebook).encode())
    before = path.read_bytes()
    done = nbgrader(course, "validate", str(path))
    assert done.returncode == 0, done.stderr
    assert "VALIDATION FAILED ON 2 CELL(S)" in done.stdout
    assert "assert square(3) == 9" in done.stdout
    assert "assert double(3) == 6" not in done.stdout
    assert path.read_bytes() == before
    assert [each.name for each in folder.iterdir()] == ["tiny.ipynb"]
