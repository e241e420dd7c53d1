"""Grades one submission: cells in the student's process, tests here, and nothing lost when something breaks.

Threat: a cell that ends its process, hangs or eats memory, and takes everybody's points with it. Such a cell costs
itself only: a new student's process replays the cells before it, without it, and the tests after it still count.
A death that the watchdog cannot explain may be nobody's fault (a system out of memory picks any process), so what
ran then gets a second chance.

`execute` is a pure function of its arguments: it reads no file and no database and writes none.
"""

from __future__ import annotations

import contextlib
import copy
import threading
import time
from typing import Any

from grader.engine import cells, outputs
from grader.engine.both.kinds import Request
from grader.engine.draws import Draws, derived
from grader.engine.job import Job, Limits, Notebook, Outcome, Score
from grader.engine.trusted import testcells
from grader.engine.trusted.line import StudentGoneError
from grader.engine.trusted.session import Session
from grader.engine.trusted.warm import StudentProcess, WarmParent, WarmParentError
from grader.engine.trusted.watchdog import Deadline, Watchdog
from grader.engine.wire.channel import Channel

# Tests redirect standard output and set seeds, which belong to the whole process: one submission at a time in each.
ONE_AT_A_TIME = threading.Lock()


own_parent: list[WarmParent] = []  # this process's warm parent, if it has one; it ends with this process


def adopt(parent: WarmParent) -> None:
    """Make a warm parent that somebody else started this process's own."""
    own_parent[:] = [parent]


def warm_parent() -> WarmParent:
    """Return this process's warm parent, started if there is none."""
    if not own_parent:
        adopt(WarmParent())
    return own_parent[0]


def execute(job: Job, limits: Limits | None = None, parent: WarmParent | None = None) -> Outcome:
    """Grade one submission.

    Args:
        job: the rebuilt notebook, the instructor's source and the data files.
        limits: what the submission may use.
        parent: a warm parent to fork from; this process's own when None.

    Returns:
        The executed notebook, the score of each test cell, the lock-down layers and a log.

    Raises:
        SyntaxError: when a cell of the instructor's source is no valid code.
        WarmParentError: when no student's process can be started at all.
    """
    with ONE_AT_A_TIME:
        if parent is not None:
            return grade(job, limits or Limits(), parent)
        try:
            return grade(job, limits or Limits(), warm_parent())
        except WarmParentError:  # somebody ended it; a new one takes over, once
            own_parent.clear()
            return grade(job, limits or Limits(), warm_parent())


def grade(job: Job, limits: Limits, parent: WarmParent) -> Outcome:
    run = Run(job, limits, parent)
    try:
        with run.draws:
            return run.grade()
    finally:
        run.end_process()
        testcells.close_figures()


class Run:
    """The state of grading one submission: the student's process, what it has run, and the tests' namespace."""

    def __init__(self, job: Job, limits: Limits, parent: WarmParent) -> None:
        self.job, self.limits, self.parent = job, limits, parent
        self.plan = cells.plan(job.source)
        self.notebook: Notebook = copy.deepcopy(job.notebook)
        self.code = [cell for cell in self.notebook["cells"] if cell["cell_type"] == "code"]
        self.texts = tuple(cells.text_of(cell) for cell in self.code if not cells.is_test(cell))
        self.namespace = testcells.TestNamespace(self.plan.student_names, self.session)
        self.draws = Draws(derived(job.seed, "tests"))
        self.whole = Deadline(time.monotonic(), 0.0, limits.submission_seconds)
        self.waited = 0.0
        self.room = limits.total_output_bytes
        self.done: list[int] = []
        self.suspects: set[int] = set()
        self.starts = 0
        self.process: StudentProcess | None = None
        self.watchdog: Watchdog | None = None
        self.conversation: Session | None = None
        self.layers: dict[str, str] = {}
        self.log: list[str] = []

    def grade(self) -> Outcome:
        scores: dict[str, Score] = {}
        for position, cell in enumerate(self.code):
            cell["execution_count"] = position + 1
            if cells.is_test(cell):
                mark = cell["metadata"]["nbgrader"]
                result = self.test(position, mark["grade_id"], float(mark["points"]))
                scores[mark["grade_id"]] = result.score
                cell["outputs"] = outputs.of_test(result.score, result.printed, result.details, position + 1)
            else:
                cell["outputs"] = self.student_cell(position)
        return Outcome(self.notebook, scores, self.layers, tuple(self.log))

    # -- the student's cells ----------------------------------------------------------------------------------

    def student_cell(self, position: int) -> list[outputs.Output]:
        """Run one cell of the submission; its death costs this cell only."""
        try:
            self.ready()
            report = self.run_in_student(position)
        except StudentGoneError as gone:
            if self.second_chance(position):
                return self.student_cell(position)
            self.log.append(f"cell {position + 1}: {gone}")
            return [outputs.error("StudentProcessEnded", str(gone))]
        self.done.append(position)
        made = outputs.checked(report.get("outputs"), self.room, position + 1)
        self.room -= sum(len(str(output)) for output in made)
        return made

    def run_in_student(self, position: int) -> dict[str, Any]:
        room = max(0, min(self.limits.output_bytes, self.room))
        report = self.session().request(
            Request.RUN, cells.text_of(self.code[position]), room, seconds=self.seconds(self.limits.cell_seconds)
        )
        if type(report) is not dict:
            self.session().distrust("no report of a cell")
        return dict(report)

    def seconds(self, wanted: float) -> float:
        waited = self.waited + (self.watchdog.waited if self.watchdog else 0.0)
        left = self.whole.left(waited)
        if left <= 0:
            raise StudentGoneError(f"the submission used up its {self.limits.submission_seconds:g} seconds")
        return min(wanted, left)

    # -- the tests --------------------------------------------------------------------------------------------

    def test(self, position: int, grade_id: str, points: float) -> testcells.CellResult:
        """Run one test cell, after the given code that the source has before it."""
        self.draws.begin(grade_id)
        self.given(grade_id)
        self.draws.begin(grade_id)
        result = self.attempt_test(position, points)
        if result.score.points < points and self.second_chance(position):
            result = self.attempt_test(position, points)
        if result.score.reason != "passed":
            self.log.append(f"{grade_id}: {result.score.reason}: {result.score.message}")
        return result

    def attempt_test(self, position: int, points: float) -> testcells.CellResult:
        before = dict(self.namespace)
        try:
            self.ready()
            seconds = self.seconds(self.limits.cell_seconds)
            source = cells.text_of(self.code[position])
            result = testcells.run_test(source, points, self.namespace, self.session(), seconds)
        except StudentGoneError as gone:
            score = Score(0.0, points, "not run", f"NotRun: this test could not be run: {gone}")
            result = testcells.CellResult(score, "", "")
        if result.score.points < points and self.is_unexplained(position):
            self.namespace.restore(before)
        return result

    def given(self, grade_id: str) -> None:
        for code in self.plan.before_test.get(grade_id, ()):
            try:
                testcells.run_given(code, self.namespace)
            except Exception as error:
                self.log.append(f"given code before {grade_id}: {type(error).__name__}: {error}")

    # -- the process ------------------------------------------------------------------------------------------

    def session(self) -> Session:
        if self.conversation is None:
            raise StudentGoneError("the student's process had ended before")
        return self.conversation

    def is_unexplained(self, position: int) -> bool:
        """Return whether the process died at this cell for the first time, and not by the watchdog."""
        died = self.conversation is not None and self.conversation.gone
        killed = self.watchdog is None or bool(self.watchdog.verdict)
        return died and not killed and position not in self.suspects

    def second_chance(self, position: int) -> bool:
        """Return whether a cell may run again, which it may once."""
        granted = self.is_unexplained(position)
        self.suspects.add(position)
        return granted

    def ready(self) -> None:
        """Make sure that a student's process runs and has run all cells so far that it survived."""
        while self.conversation is None or self.conversation.gone:
            self.seconds(1.0)
            if self.starts > self.limits.restarts:
                raise StudentGoneError("the code ended its Python process too often")
            with contextlib.suppress(StudentGoneError):  # then the next round tries again
                self.start()
                self.replay()

    def start(self) -> None:
        self.end_process()
        self.starts += 1
        limits = self.limits
        allowance = {
            "memory_bytes": limits.memory_bytes,
            "file_bytes": limits.file_bytes,
            "cpu_seconds": int(limits.submission_seconds) + 1,
            "message_bytes": limits.message_bytes,
            "seed": derived(self.job.seed, "student"),
        }
        self.process = self.parent.start(allowance)
        self.watchdog = Watchdog(self.process.pid, self.process.folder, limits)
        self.watchdog.expect(limits.cell_seconds, "the start of the student's process")
        channel = Channel(self.process.connection, limits.message_bytes)
        self.conversation = Session(channel, self.watchdog, limits, self.plan.classes)
        self.watchdog.relax()
        self.conversation.submission_text = self.texts
        self.layers = self.layers or self.conversation.layers
        if self.job.files:
            self.conversation.request(Request.FILES, dict(self.job.files))

    def replay(self) -> None:
        """Run again what had run; a cell that ends the process now is left out from here on."""
        for position in tuple(self.done):
            try:
                self.run_in_student(position)
            except StudentGoneError as gone:
                if not self.second_chance(position):
                    self.log.append(f"cell {position + 1}, run again: {gone}")
                    self.done.remove(position)
                return

    def end_process(self) -> None:
        if self.watchdog is not None:
            self.watchdog.stop()
            self.waited += self.watchdog.waited
        if self.process is not None:
            self.parent.end(self.process)
        self.process = self.watchdog = self.conversation = None
