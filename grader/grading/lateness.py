"""Penalties for being late, derived anew at each run: a due date moves after grading, and points are given by hand."""

from __future__ import annotations

from nbformat import v4
from nbgrader.api import Gradebook
from nbgrader.preprocessors import AssignLatePenalties
from traitlets.config import Configurable


def assign(parent: Configurable, gradebook: Gradebook, assignment: str, student: str) -> bool:
    """Enter the penalty of a submission as due date, points and settings are now; return whether that changed it.

    Args:
        parent: whose settings say which plug-in of nbgrader's decides about penalties.
        gradebook: the course's.
        assignment, student: whose submission.
    """
    before = _penalties(gradebook, assignment, student)
    submission = gradebook.find_submission(assignment, student)
    # It opens the gradebook anew, for which there is no need in most cases.
    if not any(before.values()) and submission.total_seconds_late <= 0:
        return False
    url = gradebook.engine.url.render_as_string(hide_password=False)
    for name in before:
        place = {"notebook": name, "assignment": assignment, "student": student, "db_url": url}
        AssignLatePenalties(parent=parent).preprocess(v4.new_notebook(), {"nbgrader": place})
    return _penalties(gradebook, assignment, student) != before


def _penalties(gradebook: Gradebook, assignment: str, student: str) -> dict[str, float]:
    gradebook.db.rollback()  # what another connection has written is then read anew
    notebooks = gradebook.find_submission(assignment, student).notebooks
    return {str(row.name): float(row.late_submission_penalty or 0) for row in notebooks}
