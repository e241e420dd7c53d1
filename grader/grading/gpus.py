"""Which notebooks get a GPU, and what their submissions are told where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grader.course import GraderError, matches

SETTING = "gpu"
FILES = ("/dev/nvidia*",)


@dataclass(frozen=True)
class Gpus:
    """What the course's settings say about GPUs.

    Attributes:
        assignments: names of those that get one, or ASSIGNMENT/NOTEBOOK, in which * stands for any letters.
        files: patterns of the files of the driver.
    """

    assignments: tuple[str, ...] = ()
    files: tuple[str, ...] = FILES

    def of(self, source: Mapping[str, Any], name: str) -> tuple[str, ...]:
        """Return the patterns of the driver's files for a notebook that is to have a GPU, and nothing for others.

        Args:
            source: the instructor's notebook, whose metadata go before the course's settings.
            name: of the assignment, and of the notebook where there are several: "ps1/problem1".

        Raises:
            GraderError: if the metadata say neither true nor false.
        """
        own = source["metadata"].get("grading", {}).get(SETTING)
        if own not in (None, True, False):
            raise GraderError(f'{name}: its metadata say "grading": {{"{SETTING}": {own!r}}}; write true or false.')
        names = (name, name.partition("/")[0])
        wanted = any(matches(each, pattern) for pattern in self.assignments for each in names) if own is None else own
        return self.files if wanted else ()


def waiting(assignment: str) -> str:
    """Return what is said of a submission that cannot be graded for want of a GPU."""
    return f"{assignment} waits for a GPU, and there is none here: grade it where there is one, as with --on"
