"""Every lecture runs offline, its folded solutions with it, and each control of its figures draws a new picture.

Run times, and the CPU seconds of each redraw, are kept in artifacts/ and not judged: a machine may be busy.
"""

import json

import pytest
from nbformat import NotebookNode
from running import CHECKED, COURSE, LECTURES, Run, run

from authoring.execute import refuse_stderr


@pytest.fixture(scope="module", params=LECTURES)
def lecture(request, artifacts) -> Run:
    """A lecture after its one run."""
    done = run(COURSE / f"{request.param}.ipynb")
    redraws = [{"control": each.control, "value": each.value, "cpu_seconds": each.cpu_seconds} for each in done.redraws]
    record = {"lecture": request.param, "cpu_seconds": done.cpu_seconds, "redraws": redraws}
    (artifacts / f"{request.param}-run.json").write_text(json.dumps(record, indent=1) + "\n")
    return done


def printed(cell: NotebookNode) -> list[str]:
    """Return what a cell says in text."""
    return [output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.outputs]


def test_it_runs_without_a_word_to_stderr_and_says_what_is_stored(lecture):
    refuse_stderr(lecture.cells)
    for stored, cell in zip(lecture.stored, lecture.cells, strict=True):
        if CHECKED in cell.metadata.get("tags", []):
            assert printed(cell) == printed(stored), "mend its twin, then make notebooks"


def test_its_folded_solutions_run_after_it(lecture):
    for cell in lecture.solutions:
        assert [
            output for output in cell.outputs if output.output_type == "error" or output.get("name") == "stderr"
        ] == []


def test_every_move_of_a_control_draws_a_new_picture_with_other_words(lecture):
    assert any("widgets.explore(" in cell.source for cell in lecture.cells) == bool(lecture.redraws)
    same = [f"{each.control} {each.value}" for each in lecture.redraws if each.before.pictures == each.after.pictures]
    unsaid = [f"{each.control} {each.value}" for each in lecture.redraws if each.before.words == each.after.words]
    assert (same, unsaid) == ([], [])
