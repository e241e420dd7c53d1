"""The graded notebook is the assignment with the student's text in it, whatever became of the student's notebook."""

import copy

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.grading.intake import SubmittedCell
from grader.grading.rebuild import rebuild
from tests.support.tiny_course import make_notebook

ASSIGNMENT = make_notebook()
ASSIGNMENT.cells.insert(1, nbformat.v4.new_code_cell("import math", metadata={"tags": ["setup"]}))
GRADE_IDS = [cell.metadata.nbgrader.grade_id for cell in ASSIGNMENT.cells if "nbgrader" in cell.metadata]
SOLUTIONS = [
    cell.metadata.nbgrader.grade_id for cell in ASSIGNMENT.cells if cell.metadata.get("nbgrader", {}).get("solution")
]


def cell(source, grade_id="", cell_type="code"):
    return SubmittedCell(cell_type, source, grade_id)


def handed_in():
    """The untouched notebook as it comes back."""
    return [
        cell(each.source, each.metadata.get("nbgrader", {}).get("grade_id", ""), each.cell_type)
        for each in ASSIGNMENT.cells
    ]


def named(rebuilt):
    return {
        each["metadata"]["nbgrader"]["grade_id"]: each
        for each in rebuilt.notebook["cells"]
        if "nbgrader" in each["metadata"]
    }


def test_an_untouched_notebook_comes_back_as_it_was_with_nothing_to_remark():
    rebuilt = rebuild(ASSIGNMENT, handed_in())
    assert [each["source"] for each in rebuilt.notebook["cells"]] == [each.source for each in ASSIGNMENT.cells]
    assert [each["metadata"] for each in rebuilt.notebook["cells"]] == [each.metadata for each in ASSIGNMENT.cells]
    assert rebuilt.remarks == ()
    nbformat.validate(nbformat.from_dict(rebuilt.notebook))


def test_an_empty_submission_is_the_assignment_with_every_cell_put_back():
    rebuilt = rebuild(ASSIGNMENT, [])
    assert list(named(rebuilt)) == GRADE_IDS
    assert len(rebuilt.remarks) == len(GRADE_IDS)


def test_only_solution_cells_take_the_text_of_the_student():
    rebuilt = rebuild(ASSIGNMENT, [cell("mine", grade_id) for grade_id in GRADE_IDS])
    mine = [grade_id for grade_id, each in named(rebuilt).items() if each["source"] == "mine"]
    assert mine == SOLUTIONS


def test_a_cell_whose_type_was_changed_has_its_type_again():
    rebuilt = rebuild(ASSIGNMENT, [cell("answer", "t1_double", "markdown"), cell("# why", "t3_why", "raw")])
    assert named(rebuilt)["t1_double"]["cell_type"] == "code"
    assert named(rebuilt)["t1_double"]["source"] == "answer"
    assert named(rebuilt)["t3_why"]["cell_type"] == "markdown"


def test_extra_cells_stand_after_the_cell_that_they_followed():
    submitted = [cell("first"), *handed_in()]
    at = next(index for index, each in enumerate(submitted) if each.grade_id == "t1_double")
    submitted[at + 1 : at + 1] = [cell("helper = 1"), cell("a *note*", cell_type="markdown")]
    sources = [each["source"] for each in rebuild(ASSIGNMENT, submitted).notebook["cells"]]
    assert sources[0] == "first"
    assert sources[sources.index("helper = 1") - 1] == next(e.source for e in handed_in() if e.grade_id == "t1_double")
    assert sources[sources.index("helper = 1") + 1] == "a *note*"


def test_a_second_copy_of_an_answer_runs_as_an_extra_cell_and_a_second_copy_of_a_test_is_dropped():
    submitted = [cell("one", "t1_double"), cell("two", "t1_double"), *[cell("pass", "t1_double_visible")] * 2]
    rebuilt = rebuild(ASSIGNMENT, submitted)
    assert named(rebuilt)["t1_double"]["source"] == "one"
    assert [each["source"] for each in rebuilt.notebook["cells"]].count("two") == 1
    assert "pass" not in [each["source"] for each in rebuilt.notebook["cells"]]
    assert sum("more than once" in remark for remark in rebuilt.remarks) == 2


def test_an_edited_cell_without_a_role_is_the_students_and_the_original_is_there_too():
    submitted = [cell("import math, cmath") if each.source == "import math" else each for each in handed_in()]
    sources = [each["source"] for each in rebuild(ASSIGNMENT, submitted).notebook["cells"]]
    assert sources.count("import math") == 1
    assert sources.count("import math, cmath") == 1


def test_raw_and_empty_cells_are_left_out_and_the_kernel_is_the_assignments():
    rebuilt = rebuild(ASSIGNMENT, [*handed_in(), cell("<script>", cell_type="raw"), *[cell("  \n")] * 50])
    assert len(rebuilt.notebook["cells"]) == len(ASSIGNMENT.cells)
    assert rebuilt.notebook["metadata"]["kernelspec"] == ASSIGNMENT.metadata.kernelspec


def test_the_assignment_itself_is_not_changed():
    before = copy.deepcopy(ASSIGNMENT)
    rebuild(ASSIGNMENT, [cell("mine", grade_id) for grade_id in GRADE_IDS])
    assert before == ASSIGNMENT


submitted_cells = st.lists(
    st.builds(
        SubmittedCell,
        st.sampled_from(["code", "markdown", "raw"]),
        st.sampled_from(["x = 1", "", "import math", "# Two tasks", "mine"]) | st.text(max_size=20),
        st.sampled_from(["", "unknown", *GRADE_IDS]),
    ),
    max_size=30,
)


@settings(deadline=None)
@given(submitted_cells)
def test_whatever_is_handed_in_the_assignments_cells_are_all_there_in_order_and_only_solutions_differ(submitted):
    rebuilt = rebuild(ASSIGNMENT, submitted)
    cells = rebuilt.notebook["cells"]
    assert list(named(rebuilt)) == GRADE_IDS
    for each in ASSIGNMENT.cells:
        grade_id = each.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id not in SOLUTIONS:
            assert {"source": each.source, "metadata": each.metadata, "cell_type": each.cell_type}.items() <= next(
                found.items()
                for found in cells
                if found["source"] == each.source and found["metadata"] == each.metadata
            )
    own = [each for each in cells if each not in named(rebuilt).values() and each["metadata"] == {}]
    assert all("outputs" not in each or each["outputs"] == [] for each in own)
    assert len({each["id"] for each in cells}) == len(cells)
    nbformat.validate(nbformat.from_dict(rebuilt.notebook))


@pytest.mark.parametrize("first", SOLUTIONS)
def test_the_first_of_several_answers_is_the_answer(first):
    rebuilt = rebuild(ASSIGNMENT, [cell("one", first), cell("two", first), cell("three", first)])
    assert named(rebuilt)[first]["source"] == "one"


def test_the_pictures_of_an_answer_come_with_it_and_those_of_the_solution_do_not():
    theirs, ours = {"s.png": {"image/png": "AAAA"}}, {"key.png": {"image/png": "BBBB"}}
    assignment = copy.deepcopy(ASSIGNMENT)
    assignment.cells[-1].attachments = ours
    submitted = [
        SubmittedCell("markdown", "![s](attachment:s.png)", "t3_why", theirs, ("the picture t.png was left out",)),
        SubmittedCell("markdown", "![s](attachment:s.png) again", "", theirs),
    ]
    rebuilt = rebuild(assignment, submitted)
    assert [each["attachments"] for each in rebuilt.notebook["cells"] if "attachments" in each] == [theirs, theirs]
    assert "the picture t.png was left out" in rebuilt.remarks
    nbformat.validate(nbformat.from_dict(rebuilt.notebook))


def released(grade_id):
    return {"t1_double": "def double(x):\n    raise NotImplementedError", "t3_why": "*Replace this.*"}.get(grade_id, "")


def handed_out():
    """The assignment as students get it: with stubs, and without the hidden test."""
    assignment = copy.deepcopy(ASSIGNMENT)
    for each in assignment.cells:
        each.source = released(each.metadata.get("nbgrader", {}).get("grade_id")) or each.source
    return assignment


STUBBED = handed_out()
MINE = {
    "t1_double": "def double(x):\n    return x + x",
    "t2_square": "def square(x):\n    return x**2",
    "t3_why": "Its side.",
}


def back(answers, *, marks=True):
    """The handed out notebook with answers in it, with or without nbgrader's marks."""
    cells = []
    for each in STUBBED.cells:
        grade_id = each.metadata.get("nbgrader", {}).get("grade_id", "")
        source = answers.get(grade_id, "" if "BEGIN HIDDEN" in each.source else each.source)
        cells.append(cell(source, grade_id if marks else "", each.cell_type))
    return cells


@pytest.mark.parametrize(("grade_id", "kind"), [("t1_double", "code"), ("t3_why", "markdown")])
def test_of_two_copies_the_changed_one_counts_wherever_it_stands(grade_id, kind):
    others = {name: text for name, text in MINE.items() if name != grade_id}
    rebuilt = rebuild(STUBBED, [*back(others), cell(MINE[grade_id], grade_id, kind)])
    assert named(rebuilt)[grade_id]["source"] == MINE[grade_id]
    assert len(rebuilt.notebook["cells"]) == len(STUBBED.cells), "the untouched copy is not run"
    assert rebuilt.remarks == (f"{grade_id} appears more than once; the changed copy counts",)


def test_a_notebook_without_nbgraders_marks_is_matched_by_its_text():
    rebuilt = rebuild(STUBBED, back(MINE, marks=False))
    assert {name: named(rebuilt)[name]["source"] for name in MINE} == MINE
    assert len(rebuilt.notebook["cells"]) == len(STUBBED.cells), "no test of a student's runs"
    assert rebuilt.cause == (
        "no cell has nbgrader's marks, which some programs drop when they save; 3 of 3 answers were found without them"
    )
    assert not any("was missing" in remark for remark in rebuilt.remarks)


def test_one_cell_without_its_marks_is_matched_too():
    submitted = [cell(each.source) if each.grade_id == "t2_square" else each for each in back(MINE)]
    rebuilt = rebuild(STUBBED, submitted)
    assert named(rebuilt)["t2_square"]["source"] == MINE["t2_square"]
    assert rebuilt.remarks == ("t2_square: the answer was found in another cell, by what it defines",)
    assert not rebuilt.cause


def test_an_answer_in_words_below_an_untouched_stub_is_the_answer():
    picture = {"s.png": {"image/png": "AAAA"}}
    below = [
        cell("Its side", cell_type="markdown"),
        SubmittedCell("markdown", "squared: ![s](attachment:s.png)", "", picture),
    ]
    rebuilt = rebuild(STUBBED, [*back({"t1_double": MINE["t1_double"]}), *below])
    assert named(rebuilt)["t3_why"]["source"] == "Its side\n\nsquared: ![s](attachment:s.png)"
    assert named(rebuilt)["t3_why"]["attachments"] == picture
    assert rebuilt.remarks == ("t3_why: the answer was found in another cell, by where it stands",)


def test_code_below_the_tests_of_an_untouched_stub_is_the_answer():
    submitted = [*back({"t2_square": MINE["t2_square"]}), cell("double = lambda x: 2 * x")]
    assert named(rebuild(STUBBED, submitted))["t1_double"]["source"] == "double = lambda x: 2 * x"


def test_what_two_cells_could_answer_is_left_where_it_is():
    submitted = [*back({}), cell("double = lambda x: 2 * x"), cell("double = lambda x: x + x")]
    rebuilt = rebuild(STUBBED, submitted)
    assert named(rebuilt)["t1_double"]["source"] == released("t1_double")
    assert len(rebuilt.notebook["cells"]) == len(STUBBED.cells) + 2


def test_a_note_beside_an_answer_is_no_answer():
    submitted = back(MINE)
    submitted.insert(3, cell("print(double(2))"))
    submitted.append(cell("Done!", cell_type="markdown"))
    rebuilt = rebuild(STUBBED, submitted)
    assert {name: named(rebuilt)[name]["source"] for name in MINE} == MINE
    assert rebuilt.remarks == ()


def test_where_it_cannot_be_told_which_text_answers_which_a_person_gets_all():
    assignment = copy.deepcopy(STUBBED)
    second = copy.deepcopy(assignment.cells[-1])
    second.metadata.nbgrader.grade_id = "t4_more"
    assignment.cells.append(second)
    texts = [cell(text, cell_type="markdown") for text in ("One.", "Two.", "Three.")]
    rebuilt = rebuild(assignment, [*back(MINE)[:-1], *texts])
    assert [named(rebuilt)[name]["source"] for name in ("t3_why", "t4_more")] == ["One.\n\nTwo.\n\nThree."] * 2
    assert rebuilt.remarks == ("t3_why, t4_more: a person has to tell which text answers which",)
