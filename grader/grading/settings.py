"""What an instructor can set in nbgrader_config.py about grading: limits of a submission, and what is let in at all."""

import os

from traitlets import Dict, Enum, Float, Integer, List, Unicode
from traitlets.config import Configurable

from grader.engine.job import APART, TOGETHER, Limits
from grader.grading.gpus import FILES, Gpus
from grader.grading.intake import Caps

MIB = 1 << 20
DEFAULT = Limits()
CAPS = Caps()


class SubmissionLimits(Configurable):
    """What the code of one submission may use while it is graded; set as c.SubmissionLimits.cell_seconds = 60."""

    cell_seconds = Float(DEFAULT.cell_seconds, help="Seconds of wall-clock time for one cell.").tag(config=True)
    call_seconds = Float(
        DEFAULT.call_seconds, help="Seconds for one call of a test to a function or object of the student's."
    ).tag(config=True)
    submission_seconds = Float(
        DEFAULT.submission_seconds, help="Seconds for all cells and tests of a notebook together."
    ).tag(config=True)
    memory_mib = Integer(
        DEFAULT.memory_bytes // MIB, help="Memory of the student's process on top of the imported packages, in MiB."
    ).tag(config=True)
    file_mib = Integer(DEFAULT.file_bytes // MIB, help="The largest file it may write, in MiB.").tag(config=True)
    folder_mib = Integer(DEFAULT.folder_bytes // MIB, help="All files in its work folder together, in MiB.").tag(
        config=True
    )
    output_kib = Integer(DEFAULT.output_bytes >> 10, help="Output kept for one cell, in KiB.").tag(config=True)
    total_output_kib = Integer(DEFAULT.total_output_bytes >> 10, help="Output kept for a whole notebook, in KiB.").tag(
        config=True
    )
    message_mib = Integer(
        DEFAULT.message_bytes // MIB, help="The largest value between student code and tests, in MiB."
    ).tag(config=True)
    threads = Integer(DEFAULT.threads, help="Threads of the student's process; it can start no other process.").tag(
        config=True
    )
    restarts = Integer(
        DEFAULT.restarts, help="How often the student's process is started again after a cell has ended it."
    ).tag(config=True)

    def limits(self) -> Limits:
        """Return the engine's limits."""
        return Limits(
            cell_seconds=self.cell_seconds,
            call_seconds=self.call_seconds,
            submission_seconds=self.submission_seconds,
            memory_bytes=self.memory_mib * MIB,
            file_bytes=self.file_mib * MIB,
            folder_bytes=self.folder_mib * MIB,
            output_bytes=self.output_kib << 10,
            total_output_bytes=self.total_output_kib << 10,
            message_bytes=self.message_mib * MIB,
            threads=self.threads,
            restarts=self.restarts,
        )


class Intake(Configurable):
    """What a submission may consist of; set as c.Intake.max_notebook_mib = 50."""

    max_notebook_mib = Integer(CAPS.notebook_bytes // MIB, help="The largest notebook that is read, in MiB.").tag(
        config=True
    )
    max_picture_mib = Integer(
        CAPS.picture_bytes // MIB, help="The largest picture attached to an answer that is kept, in MiB."
    ).tag(config=True)
    max_cells = Integer(CAPS.cells, help="The most cells that a submitted notebook may have.").tag(config=True)
    max_file_mib = Integer(CAPS.file_bytes // MIB, help="The largest other file that is taken along, in MiB.").tag(
        config=True
    )
    max_files_mib = Integer(CAPS.files_bytes // MIB, help="All other files of a submission together, in MiB.").tag(
        config=True
    )
    max_files = Integer(CAPS.files, help="The most other files of a submission that are taken along.").tag(config=True)
    allowed_files = List(
        Unicode(),
        list(CAPS.allowed),
        help="Names of other files that the student's code may read; everything else is left behind.",
    ).tag(config=True)

    def caps(self) -> Caps:
        """Return the caps that `intake` works with."""
        return Caps(
            notebook_bytes=self.max_notebook_mib * MIB,
            picture_bytes=self.max_picture_mib * MIB,
            cells=self.max_cells,
            file_bytes=self.max_file_mib * MIB,
            files_bytes=self.max_files_mib * MIB,
            files=self.max_files,
            allowed=tuple(self.allowed_files),
        )


class TestRuns(Configurable):
    """How tests run; set as c.TestRuns.ways = {"ps1": "together", "ps2/problem1": "apart"}."""

    __test__ = False

    ways = Dict(
        Enum((APART, TOGETHER)),
        key_trait=Unicode(),
        help="By name of an assignment, or ASSIGNMENT/NOTEBOOK, in which * stands for any letters: whether its tests "
        "run apart from the students' code or together with it; SECURITY.md says what that means. A notebook's own "
        'metadata, "grading": {"tests": "apart"}, go before. What nobody settles, python -m grader check finds out, or '
        "grading tries.",
    ).tag(config=True)


class Gpu(Configurable):
    """Which assignments get a GPU; set as c.Gpu.assignments = ["ps3", "ps4/problem2"]."""

    assignments = List(
        Unicode(),
        help="Names of assignments, or ASSIGNMENT/NOTEBOOK, in which * stands for any letters: their tests and the "
        "students' code see a GPU, and where there is none, submissions wait. A notebook's own metadata, "
        '"grading": {"gpu": true}, go before.',
    ).tag(config=True)
    files = List(
        Unicode(),
        list(FILES),
        help="Files of the GPU's driver, in whose names * stands for any letters: student code that is to see a GPU "
        "can read, write and control these.",
    ).tag(config=True)

    def gpus(self) -> Gpus:
        """Return what the settings say, for `master` to look up."""
        return Gpus(tuple(self.assignments), tuple(self.files))


class Workers(Configurable):
    """How many submissions are graded side by side; set as c.Workers.count = 4."""

    count = Integer(0, help="Submissions graded at the same time; 0 means one for each core.").tag(config=True)

    def number(self) -> int:
        """Return the number of worker processes."""
        if self.count > 0:
            return int(self.count)
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
