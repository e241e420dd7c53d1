"""The engine inside nbgrader: what `nbgrader autograde`, its Python API and the formgrader run in this course.

Threat: nbgrader's own conversion opens what a student handed in before any preprocessor sees it, follows links when it
copies, ends the run at a damaged cell, and keeps the old marks of whatever it could not convert. A preprocessor comes
too late for all of that, so `install`, called by nbgrader_config.py, puts a subclass in the place of `Autograde`. What
it leaves behind, in the gradebook and in autograded/, is what nbgrader would have left behind.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import glob
import os
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any

import nbgrader.apps.api
import nbgrader.apps.autogradeapp
import nbgrader.converters
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, NbGraderException
from nbgrader.preprocessors import AssignLatePenalties, LimitOutput
from traitlets import List
from traitlets.utils.importstring import import_item

from grader.course import GraderError
from grader.gradebook import open_gradebook
from grader.grading import run
from grader.grading.pool import Pool
from grader.grading.run import Course, Graded
from grader.grading.settings import Intake, SubmissionLimits, Workers


def install() -> None:
    """Let every entrance of nbgrader autograde with the engine; nbgrader has no setting for that class."""
    for module in (nbgrader.converters, nbgrader.apps.api, nbgrader.apps.autogradeapp):
        module.Autograde = EngineAutograde


class EngineAutograde(Autograde):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's Autograde with the engine in place of a kernel, several submissions side by side."""

    sanitize_preprocessors: List[Any] = List(
        [], help="Not used: the engine builds the notebook that is graded anew."
    ).tag(config=True)
    autograde_preprocessors: List[Any] = List(
        [LimitOutput, AssignLatePenalties], help="Preprocessors for the graded notebook."
    ).tag(config=True)

    def init_notebooks(self) -> None:
        """Find the submissions. One without any notebook is a submission too: its old marks must not stay."""
        pattern = self._format_source(self.coursedir.assignment_id, self.coursedir.student_id)
        found = sorted(glob.glob(pattern))  # noqa: PTH207  (nbgrader's patterns are absolute)
        self.assignments: dict[str, list[str]] = {folder: [] for folder in found if Path(folder).is_dir()}
        if not self.assignments:
            super().init_notebooks()

    def convert_notebooks(self) -> None:
        """Grade all that were found; raise NbGraderException where the grader failed, not where a submission did."""
        work = [self._ids(folder) for folder in self.assignments]
        failures = []
        try:
            with contextlib.closing(self.grade(work, force=self.force)) as results:
                for graded in results:
                    self._tell(graded)
                    failures += [graded.failure] if graded.failure else []
        except GraderError as error:
            failures.append(str(error))
        if failures:
            for failure in failures:
                self.log.error(failure)
            raise NbGraderException(failures[0])

    def grade(self, work: Iterable[tuple[str, str]], *, force: bool = False) -> Generator[Graded, None, None]:
        """Grade submissions, given as (assignment, student), and yield each when it is in the gradebook.

        Args:
            work: what to grade.
            force: grade also what is graded and unchanged.

        Raises:
            GraderError: if an assignment or the gradebook cannot be used.
        """
        with open_gradebook(self.coursedir) as gradebook:
            pool = shared_pool(Workers(parent=self).number())
            yield from run.grade(self._course(gradebook), pool, work, force=force)

    def _course(self, gradebook: Gradebook) -> Course:
        return Course(
            coursedir=self.coursedir,
            gradebook=gradebook,
            limits=SubmissionLimits(parent=self).limits(),
            caps=Intake(parent=self).caps(),
            exclude_overwriting=self.exclude_overwriting,
            create_student=self.create_student,
            begin=self.run_pre_convert_hook,
            finish=functools.partial(self._finish, gradebook),
            end=self._end,
        )

    def _finish(
        self, gradebook: Gradebook, notebook: NotebookNode, name: str, assignment: str, student: str
    ) -> NotebookNode:
        """Apply the preprocessors to a graded notebook, as nbgrader's exporter would."""
        folder = self.coursedir.format_path(self.coursedir.submitted_directory, student, assignment)
        resources = self.init_single_notebook_resources(os.path.join(folder, f"{name}.ipynb"))  # noqa: PTH118
        for known in self.autograde_preprocessors:
            preprocessor = import_item(known) if isinstance(known, str) else known
            # It opens the gradebook anew, for which there is no need in most cases.
            if preprocessor is not AssignLatePenalties or concerns_lateness(gradebook, assignment, student):
                notebook, resources = preprocessor(parent=self)(notebook, resources)
        return notebook

    def _end(self, assignment: str, student: str) -> None:
        self.set_permissions(assignment, student)
        self.run_post_convert_hook()

    def _ids(self, folder: str) -> tuple[str, str]:
        resources = self.init_single_notebook_resources(os.path.join(folder, "x.ipynb"))  # noqa: PTH118
        return resources["nbgrader"]["assignment"], resources["nbgrader"]["student"]

    def _tell(self, graded: Graded) -> None:
        if graded.skipped:
            self.log.info("Skipping %s by %s: it is graded and unchanged", graded.assignment, graded.student)
            return
        for name, report in graded.reports.items():
            self.log.info("Graded %s/%s by %s", graded.assignment, name, graded.student)
            for line in (report.reason, *report.remarks, *report.missing_layers):
                if line:
                    self.log.warning("%s, %s: %s", graded.student, name, line)


def concerns_lateness(gradebook: Gradebook, assignment: str, student: str) -> bool:
    """Return whether a submission is late, or was and has its penalty still."""
    submission = gradebook.find_submission(assignment, student)
    return submission.total_seconds_late > 0 or any(row.late_submission_penalty for row in submission.notebooks)


@functools.cache
def shared_pool(count: int) -> Pool:
    """Return this process's workers; they stay warm from one call to the next."""
    pool = Pool(count)
    atexit.register(pool.stop)
    return pool
