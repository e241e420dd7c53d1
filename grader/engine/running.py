"""One submission from its first cell to its last, whichever way its tests run, and nothing lost when something breaks.

Threat: a cell that ends its process, hangs or eats memory, and takes everybody's points with it. Such a cell costs
itself only: a new student's process replays the cells before it, without it, and the tests after it still count.
A death that the watchdog cannot explain may be nobody's fault (a system out of memory picks any process), so what
ran then gets a second chance.
"""

from __future__ import annotations

import contextlib
import copy
import os
import time
from abc import ABC, abstractmethod
from typing import Any, ClassVar, Generic, NoReturn, Protocol, TypeVar

from grader.engine import cells, devices, outputs
from grader.engine.both.kinds import Request
from grader.engine.draws import derived
from grader.engine.job import Job, Limits, Notebook, Outcome, Score
from grader.engine.trusted.line import StudentGoneError
from grader.engine.trusted.testcells import CellResult
from grader.engine.trusted.warm import StudentProcess, WarmParent
from grader.engine.trusted.watchdog import Deadline, Watchdog
from grader.engine.wire.channel import Channel


class Conversation(Protocol):
    """What asks a student's process; ``gone`` says that it is dead, ``layers`` what it said of its lock-down."""

    gone: bool
    layers: dict[str, str]

    def request(self, name: str, *payload: Any, seconds: float | None = None) -> Any:
        """Ask for something and return the answer; raises StudentGoneError when the process is dead."""

    def distrust(self, why: str) -> NoReturn:
        """End a process that does not keep to the protocol."""


Talk = TypeVar("Talk", bound=Conversation)


class Running(ABC, Generic[Talk]):
    """The state of grading one submission: the student's process, and what it has run."""

    way: ClassVar[str]

    def __init__(self, job: Job, limits: Limits, parent: WarmParent) -> None:
        self.job, self.limits, self.parent = job, limits, parent
        self.notebook: Notebook = copy.deepcopy(job.notebook)
        self.code = [cell for cell in self.notebook["cells"] if cell["cell_type"] == "code"]
        self.whole = Deadline(time.monotonic(), 0.0, limits.submission_seconds)
        self.waited = 0.0
        self.room = limits.total_output_bytes
        self.done: list[int] = []
        self.suspects: set[int] = set()
        self.starts = 0
        self.process: StudentProcess | None = None
        self.watchdog: Watchdog | None = None
        self.conversation: Talk | None = None
        self.layers: dict[str, str] = {}
        self.log: list[str] = []

    @abstractmethod
    def begin(self, channel: Channel, watchdog: Watchdog) -> Talk:
        """Receive the first message of a new student's process."""

    @abstractmethod
    def test(self, position: int, grade_id: str, points: float) -> CellResult:
        """Run one test cell."""

    def grade(self) -> Outcome:
        scores: dict[str, Score] = {}
        for position, cell in enumerate(self.code):
            cell["execution_count"] = position + 1
            if cells.is_test(cell):
                mark = cell["metadata"]["nbgrader"]
                result = self.test(position, mark["grade_id"], float(mark["points"]))
                if result.score.reason != "passed":
                    self.log.append(f"{mark['grade_id']}: {result.score.reason}: {result.score.message}")
                scores[mark["grade_id"]] = result.score
                cell["outputs"] = outputs.of_test(result.score, result.printed, result.details, position + 1)
            else:
                cell["outputs"] = self.student_cell(position)
        return Outcome(self.notebook, scores, self.layers, tuple(self.log), self.way)

    # -- the student's cells ----------------------------------------------------------------------------------

    def student_cell(self, position: int) -> list[outputs.Output]:
        """Run one cell that is no test; its death costs this cell only."""
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
        return self.report(Request.RUN, cells.text_of(self.code[position]), self.room_of_cell())

    def report(self, name: str, *payload: Any) -> dict[str, Any]:
        """Ask for a cell to be run and return the report on it."""
        report = self.session().request(name, *payload, seconds=self.seconds(self.limits.cell_seconds))
        if type(report) is not dict:
            self.session().distrust("no report of a cell")
        return dict(report)

    def room_of_cell(self) -> int:
        """Return the bytes that the outputs of the next cell may have."""
        return max(0, min(self.limits.output_bytes, self.room))

    def seconds(self, wanted: float) -> float:
        waited = self.waited + (self.watchdog.waited if self.watchdog else 0.0)
        left = self.whole.left(waited)
        if left <= 0:
            raise StudentGoneError(f"the submission used up its {self.limits.submission_seconds:g} seconds")
        return min(wanted, left)

    # -- the process ------------------------------------------------------------------------------------------

    def session(self) -> Talk:
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
            "way": self.way,
            "memory_bytes": limits.memory_bytes,
            "file_bytes": limits.file_bytes,
            "cpu_seconds": int(limits.submission_seconds) + 1,
            "message_bytes": limits.message_bytes,
            "seed": derived(self.job.seed, "student"),
            "gpu": os.environ.get(devices.VARIABLE, "") if self.job.gpu else "",
            "devices": devices.files(self.job.gpu),
        }
        self.process = self.parent.start(allowance)
        self.watchdog = Watchdog(self.process.pid, self.process.folder, limits)
        self.watchdog.expect(limits.cell_seconds, "the start of the student's process")
        self.conversation = self.begin(Channel(self.process.connection, limits.message_bytes), self.watchdog)
        self.watchdog.relax()
        self.layers = self.layers or self.conversation.layers
        if self.job.files:
            self.write_files(self.conversation)

    def write_files(self, conversation: Talk) -> None:
        try:
            conversation.request(Request.FILES, dict(self.job.files))
        except Exception as error:
            self.log.append(f"the files beside the notebook: {type(error).__name__}: {error}")

    def replay(self) -> None:
        """Run again what had run; a cell that ends the process now is left out from here on."""
        for position in tuple(self.done):
            try:
                self.run_again(position)
            except StudentGoneError as gone:
                if not self.second_chance(position):
                    self.log.append(f"cell {position + 1}, run again: {gone}")
                    self.done.remove(position)
                return

    def run_again(self, position: int) -> None:
        self.run_in_student(position)

    def end_process(self) -> None:
        if self.watchdog is not None:
            self.watchdog.stop()
            self.waited += self.watchdog.waited
        if self.process is not None:
            self.parent.end(self.process)
        self.process = self.watchdog = self.conversation = None
