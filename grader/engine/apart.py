"""Tests apart: the student's cells in the student's process, the tests here, and plain data between them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from grader.engine import cells, imports
from grader.engine.draws import Draws, derived
from grader.engine.job import APART, Job, Limits, Outcome, Score
from grader.engine.running import Running
from grader.engine.trusted import testcells
from grader.engine.trusted.line import StudentGoneError
from grader.engine.trusted.restored import restored
from grader.engine.trusted.session import Session
from grader.engine.trusted.warm import WarmParent
from grader.engine.trusted.watchdog import TestTimeoutError, Watchdog
from grader.engine.wire.channel import Channel


def grade(job: Job, limits: Limits, parent: WarmParent) -> Outcome:
    """Grade one submission with the tests in this process."""
    run = Apart(job, limits, parent)
    try:
        with restored(imports.modules_of_tests(job.source)), run.draws:
            return replace(run.grade(), asked=run.asked)
    except (StudentGoneError, TestTimeoutError) as late:  # which no test or cell should have let through
        raise RuntimeError(f"the grading of this submission was interrupted: {late}") from late
    finally:
        run.end_process()
        testcells.close_figures()


class Apart(Running[Session]):
    """The student's process, and the tests' namespace here."""

    way = APART

    def __init__(self, job: Job, limits: Limits, parent: WarmParent) -> None:
        super().__init__(job, limits, parent)
        self.plan = cells.plan(job.source)
        self.texts = tuple(cells.text_of(cell) for cell in self.code if not cells.is_test(cell))
        self.namespace = testcells.TestNamespace(self.session)
        self.draws = Draws(derived(job.seed, "tests"))
        self.asked: dict[str, int] = {}
        self.log = [f"given code that is not valid: {line}" for line in self.plan.broken]

    def begin(self, channel: Channel, watchdog: Watchdog) -> Session:
        session = Session(channel, watchdog, self.limits, self.plan.classes, self.namespace.given_class)
        session.submission_text = self.texts
        return session

    def test(self, position: int, grade_id: str, points: float) -> testcells.CellResult:
        """Run one test cell, after the given code that the source has before it."""
        self.draws.begin(grade_id)
        self.given(grade_id)
        self.namespace.shared = self.plan.shared.get(grade_id, frozenset())
        self.draws.begin(grade_id)
        result = self.attempt_test(position, grade_id, points)
        if result.score.points < points and self.second_chance(position):
            result = self.attempt_test(position, grade_id, points)
        return result

    def attempt_test(self, position: int, grade_id: str, points: float) -> testcells.CellResult:
        before = dict(self.namespace)
        try:
            self.ready()
            seconds = self.seconds(self.limits.cell_seconds)
            source, session = cells.text_of(self.code[position]), self.session()
            before_it = session.asked
            result = testcells.run_test(source, points, self.namespace, session, seconds)
            self.asked[grade_id] = session.asked - before_it
        except StudentGoneError as gone:
            score = Score(0.0, points, "not run", f"NotRun: this test could not be run: {gone}")
            result = testcells.CellResult(score, "", "")
        if result.score.points < points and self.is_unexplained(position):
            self.namespace.restore(before)
        return result

    def given(self, grade_id: str) -> None:
        for step in self.plan.before_test.get(grade_id, ()):
            wrong = self.run_given(step) if step.code else ""
            if wrong:
                self.log.append(f"given code before {grade_id}: {wrong}")
            self.namespace.take(step)

    def run_given(self, step: cells.Step) -> str:
        """Run given code here, with the random numbers that the student's process drew for it; return what is wrong."""
        try:
            self.ready()
            seconds = self.seconds(self.limits.cell_seconds)
            with self.draws.borrowed(derived(self.job.seed, "student"), step.text):
                return testcells.run_given(step.code, self.namespace, self.session(), seconds)
        except StudentGoneError as gone:
            return f"not run: {gone}"

    def run_in_student(self, position: int) -> dict[str, Any]:
        """Run a cell; a function of a test that it still has runs here, and no longer than the cell may."""
        session, seconds = self.session(), self.seconds(self.limits.cell_seconds)
        try:
            with testcells.quietly_within(2 * seconds, session, testcells.Printed()):
                return super().run_in_student(position)
        except TestTimeoutError:
            session.abandon()
            raise StudentGoneError("the cell did not end in time") from None
        except Exception as error:
            session.distrust(f"no report of a cell ({type(error).__name__})")
