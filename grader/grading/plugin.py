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
import json
import os
import shutil
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
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

from grader.course import GraderError, folders
from grader.files import write_files
from grader.gradebook import open_gradebook
from grader.grading import lateness, marks, report, run
from grader.grading.gpus import waiting
from grader.grading.marks import TaskScore
from grader.grading.pool import Pool, TaskPool
from grader.grading.prepare import Submission
from grader.grading.report import Report
from grader.grading.run import Attempt, Setup
from grader.grading.settings import Gpu, Intake, SubmissionLimits, TestRuns, Workers


@dataclass(frozen=True)
class Graded:
    """What became of one submission.

    Attributes:
        assignment: its name.
        student: their id.
        scores: the points of each task, as they stand in the gradebook.
        reports: by notebook; none where the grader failed.
        failure: why the grader, not the submission, failed; empty if it did not.
        skipped: whether it was graded before and nothing about it has changed.
        waits: whether it failed for want of a GPU, and keeps the marks that it has.
    """

    assignment: str
    student: str
    scores: Mapping[str, TaskScore]
    reports: Mapping[str, Report]
    failure: str = ""
    skipped: bool = False
    waits: bool = False


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
        wanted = self.coursedir.assignment_id, self.coursedir.student_id
        found = folders(self.coursedir, self._input_directory, *wanted)
        self.assignments: dict[str, list[str]] = {str(folder): [] for folder in found}
        if not self.assignments:
            super().init_notebooks()

    def convert_notebooks(self) -> None:
        """Grade all that were found; raise NbGraderException where the grader failed, not where a submission did."""
        work = [self._ids(folder) for folder in self.assignments]
        failures = []
        try:
            with open_gradebook(self.coursedir) as gradebook:
                for graded in self.grade(gradebook, work, force=self.force):
                    self._tell(graded)
                    failures += [graded.failure] if graded.failure else []
        except GraderError as error:
            failures.append(str(error))
        if failures:
            for failure in dict.fromkeys(failures):  # a whole class may wait for the same
                self.log.error(failure)
            raise NbGraderException(failures[0])

    def grade(
        self,
        gradebook: Gradebook,
        work: Iterable[tuple[str, str]],
        *,
        force: bool = False,
        workers: TaskPool | None = None,
    ) -> Generator[Graded, None, None]:
        """Grade submissions and yield each when it is in the gradebook.

        Args:
            gradebook: the course's.
            work: what to grade, as (assignment, student).
            force: grade also what is graded and unchanged.
            workers: what executes them; this machine's processes when None.

        Raises:
            GraderError: if an assignment or the gradebook cannot be used.
        """
        limits, caps = SubmissionLimits(parent=self).limits(), Intake(parent=self).caps()
        ways = TestRuns(parent=self).ways
        replaceable, gpus = self.exclude_overwriting, Gpu(parent=self).gpus()
        setup = Setup(self.coursedir, gradebook, limits, caps, replaceable, self._settings(), ways, gpus)
        pool = workers or shared_pool(Workers(parent=self).number())
        with contextlib.closing(run.execute(pool, self._begun(pool, setup, work, force), limits)) as attempts:
            for attempt in attempts:
                yield self._graded(setup, attempt)

    def _begun(self, pool: TaskPool, setup: Setup, work: Iterable[tuple[str, str]], force: bool) -> Iterator[Attempt]:
        """Yield the submissions, taken in, those that are graded now without the marks that they had."""
        for assignment, student in work:
            if student in self.coursedir.student_id_exclude.split(","):
                continue
            attempt = run.take_in(setup, assignment, student, force=force)
            attempt.waits = run.waits(pool, attempt)
            if not attempt.unchanged and not attempt.waits:
                self.run_pre_convert_hook()
                marks.reset(setup.gradebook, attempt.submission, create=self.create_student)
            yield attempt

    def _graded(self, setup: Setup, attempt: Attempt) -> Graded:
        """Publish what came of a submission, and return it with the points that it stands at in the gradebook."""
        assignment, student = attempt.submission.master.name, attempt.submission.student
        if attempt.waits:
            return Graded(assignment, student, {}, {}, waiting(assignment), waits=True)
        reports = attempt.unchanged
        if not reports and not attempt.failure:
            reports = self._publish(setup, attempt)
        # The due date may have moved, and a person may have given points, since an unchanged one was graded.
        moved = AssignLatePenalties in self._preprocessors() and lateness.assign(
            self, setup.gradebook, assignment, student
        )
        scores = marks.by_task(setup.gradebook, assignment, student)
        skipped = bool(attempt.unchanged) and not moved
        return Graded(assignment, student, scores, reports, attempt.failure, skipped=skipped)

    def _publish(self, setup: Setup, attempt: Attempt) -> dict[str, Report]:
        """Enter the marks and write the graded notebooks; return the report on each."""
        submission = attempt.submission
        assignment, student = submission.master.name, submission.student
        notebooks: dict[str, NotebookNode] = {}
        reports: dict[str, Report] = {}
        entries: list[marks.NotebookMarks] = []
        for answer in submission.answers:
            name, outcome = answer.sheet.name, attempt.outcomes.get(answer.sheet.name)
            if outcome is None:
                notebooks[name], reports[name] = report.refused(answer.notebook, answer.refusal, answer.fingerprint)
            else:
                notebooks[name], reports[name] = report.finished(
                    outcome, answer.remarks, answer.fingerprint, answer.cause
                )
            entries.append(marks.marks(name, notebooks[name], outcome))
        marks.enter(setup.gradebook, assignment, student, entries)
        texts = {name: report.text(self._preprocessed(setup, submission, name, notebooks[name])) for name in notebooks}
        try:
            self._write(setup, submission, texts)
        except OSError as error:
            raise GraderError(f"{self._output_directory}/ cannot be written: {error.strerror}") from error
        self.run_post_convert_hook()
        return reports

    def _preprocessed(self, setup: Setup, submission: Submission, name: str, notebook: NotebookNode) -> NotebookNode:
        """Apply the preprocessors to a graded notebook, as nbgrader's exporter would."""
        assignment, student = submission.master.name, submission.student
        folder = setup.folder(self._input_directory, assignment, student)
        resources = self.init_single_notebook_resources(os.path.join(folder, f"{name}.ipynb"))  # noqa: PTH118
        for preprocessor in self._preprocessors():
            if preprocessor is not AssignLatePenalties:  # which looks at the gradebook, not at the notebook
                notebook, resources = preprocessor(parent=self)(notebook, resources)
        return notebook

    def _preprocessors(self) -> list[Any]:
        return [import_item(each) if isinstance(each, str) else each for each in self.autograde_preprocessors]

    def _settings(self) -> str:
        """Return the settings of what changes a graded notebook."""
        made = [each(parent=self) for each in self._preprocessors() if each is not AssignLatePenalties]
        settings = [(str(type(each)), {name: repr(getattr(each, name)) for name in _settable(each)}) for each in made]
        return json.dumps(settings)

    def _write(self, setup: Setup, submission: Submission, texts: Mapping[str, str]) -> None:
        """Write the folder in autograded/: notebooks, the files their code could read, and when it was handed in."""
        assignment, student = submission.master.name, submission.student
        folder = setup.folder(self._output_directory, assignment, student)
        if self.coursedir.notebook_id == "*" and folder.exists():
            shutil.rmtree(folder)
        contents = dict(submission.files)
        if submission.handed_in_text:
            contents["timestamp.txt"] = f"{submission.handed_in_text}\n".encode()
        # Half a character in what a student displayed cannot be written. A notebook that is there is whole: a second
        # run takes it for a result.
        contents |= {f"{name}.ipynb": text.encode("utf-8", "replace") for name, text in texts.items()}
        write_files(folder, contents)
        self.set_permissions(assignment, student)

    def _ids(self, folder: str) -> tuple[str, str]:
        resources = self.init_single_notebook_resources(os.path.join(folder, "x.ipynb"))  # noqa: PTH118
        return resources["nbgrader"]["assignment"], resources["nbgrader"]["student"]

    def _tell(self, graded: Graded) -> None:
        if graded.skipped:
            self.log.info("Skipping %s by %s: it is graded and unchanged", graded.assignment, graded.student)
            return
        for name, about in graded.reports.items():
            self.log.info("Graded %s/%s by %s", graded.assignment, name, graded.student)
            for line in (about.reason, *about.remarks, *about.missing_layers):
                if line:
                    self.log.warning("%s, %s: %s", graded.student, name, line)


def _settable(configurable: Any) -> list[str]:  # noqa: ANN401  (nbconvert has no types)
    return sorted(configurable.trait_names(config=True))


@functools.cache
def shared_pool(count: int) -> Pool:
    """Return this process's workers; they stay warm from one call to the next."""
    pool = Pool(count)
    atexit.register(pool.stop)
    return pool
