"""The command `python -m grader check`."""

from __future__ import annotations

import argparse
import sys

from rich.console import Console
from rich.progress import Progress

from grader.check import report
from grader.check.context import SEEDS, Told
from grader.check.trial import Verdict, check
from grader.course import GraderError

FINE, FINDINGS, USAGE = 0, 1, 2
DRAWS = f"draws of the solution where they are cheap (default {SEEDS}); slow tests and mistakes have a share of them"


def add_to(command: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    command.add_argument("assignment", nargs="?", default="", help="name, or path of a notebook or folder; all without")
    command.add_argument("--format", choices=("text", "json"), default="text", help="json is for other programs")
    command.add_argument("--workers", type=int, default=0, help="processes side by side (default: one per core)")
    command.add_argument("--seeds", type=number_of_seeds, default=SEEDS, help=DRAWS)


def number_of_seeds(text: str) -> int:
    if not text.isdecimal() or int(text) < 2:
        raise argparse.ArgumentTypeError(f"{text} is no number of draws that can be compared: give 2 or more")
    return int(text)


def run(given: argparse.Namespace, console: Console, progress: Progress) -> int:
    """Check, show what was found, and return 0 if that is nothing, 1 if something, 2 if nothing could be checked."""

    def step(title: str, parts: int) -> Told:
        if not console.is_terminal and parts:  # which draws no bars
            print(f"{title}: {parts}", file=sys.stderr, flush=True)  # noqa: T201
        bar = progress.add_task(title, total=parts, visible=parts > 0)
        return lambda: progress.advance(bar)

    verdicts: list[Verdict] = []
    try:
        with progress:
            for verdict in check(given.course.resolve(), given.assignment, step, given.workers, seeds=given.seeds):
                verdicts.append(verdict)
                for bar in [task.id for task in progress.tasks if task.finished]:
                    progress.remove_task(bar)
                if given.format == "text":
                    report.show(verdict, console)
    except GraderError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return USAGE
    if given.format == "json":
        print(report.as_json(verdicts))  # noqa: T201
    return FINDINGS if any(verdict.findings for verdict in verdicts) else FINE
