"""The cell that installs the course's package on Google Colab does nothing while an assignment is graded."""

from engine_notebooks import QUICK, cell, check, given, notebook, only, solution

from authoring.setup_cell import bootstrap_cell
from grader.engine.execute import execute
from grader.engine.job import APART, Job
from grader.engine.trusted.warm import WarmParent

ASSIGNMENT = (given(bootstrap_cell("owner/name"), "colab"), solution("x = 1"), check("assert x == 1"))


def test_it_says_and_costs_nothing(parent: WarmParent) -> None:
    job = Job(notebook(*ASSIGNMENT), notebook(*ASSIGNMENT), way=APART)
    outcome = execute(job, QUICK, parent)
    assert only(outcome).reason == "passed"
    assert outcome.notebook["cells"][0]["outputs"] == []


def test_it_installs_nothing_for_a_student_who_hides_the_package(parent: WarmParent) -> None:
    hidden = cell("import sys; sys.modules['helpers'] = None")
    job = Job(notebook(hidden, *ASSIGNMENT), notebook(*ASSIGNMENT), way=APART)
    outcome = execute(job, QUICK, parent)
    assert only(outcome).reason == "passed"
    (output,) = outcome.notebook["cells"][1]["outputs"]
    assert output["text"].startswith("[Packages are not installed while grading: install --quiet git+https://")
