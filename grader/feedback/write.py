"""Writes the feedback of a class, several pages side by side: a page takes longer than grading what it is about."""

from __future__ import annotations

import functools
import multiprocessing
import shutil
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path

from nbgrader.apps import NbGraderAPI
from nbgrader.utils import capture_log, temp_attrs

from grader.course import GraderError, course_root, open_course
from grader.feedback.plugin import Feedback
from grader.grading.results import Result
from grader.grading.settings import Workers
from grader.text import last_error, told

FEW = 20  # pages, which are written before another process has imported nbgrader


def write_feedback(api: NbGraderAPI, results: Sequence[Result]) -> Iterator[Result]:
    """Write the feedback of each result that is new or has none, and yield each result, in no order.

    A page that cannot be made is that student's failure, with its reason, and the others get theirs.

    Raises:
        GraderError: if a process that writes pages was ended.
    """
    wanted: list[Result] = []
    for result in results:
        if result.failure or (result.skipped and _has_page(api, result)):
            yield result
        else:
            wanted.append(result)
    workers = min(Workers(parent=api).number(), len(wanted) // FEW)
    if workers < 2:
        for result in wanted:
            yield _with(result, _write(api, result.assignment, result.student))
        return
    context = multiprocessing.get_context("forkserver")
    pool = ProcessPoolExecutor(workers, context, initializer=_begin)
    try:
        root = course_root(api)
        running = {pool.submit(_write_in, root, result.assignment, result.student): result for result in wanted}
        for done in as_completed(running):
            yield _with(running[done], done.result())
    except BrokenProcessPool as error:
        raise GraderError("A process that wrote feedback was ended. Run this again: it goes on from here.") from error
    finally:
        pool.shutdown(cancel_futures=True)


def _with(result: Result, why: str) -> Result:
    """Return the result of a student whose page could not be made for some reason (empty if it could)."""
    if not why:
        return result
    failure = f"no feedback: {why}"
    return replace(result, failure=failure, reason="; ".join(filter(None, [result.reason, failure])))


def _has_page(api: NbGraderAPI, result: Result) -> bool:
    step = api.coursedir.feedback_directory
    return any(Path(api.coursedir.format_path(step, result.student, result.assignment)).glob("*.html"))


def _write(api: NbGraderAPI, assignment: str, student: str) -> str:
    """Write a student's pages and return why that cannot be done, or nothing."""
    with temp_attrs(api.coursedir, assignment_id=assignment, student_id=student):
        converter = Feedback(coursedir=api.coursedir, parent=api)
        converter.force = True
        done = capture_log(converter)
    if done["success"]:
        return ""
    # A page of an earlier attempt would be taken for one of this.
    folder = api.coursedir.format_path(api.coursedir.feedback_directory, student, assignment)
    shutil.rmtree(folder, ignore_errors=True)
    return last_error(told(done))


def _begin() -> None:
    """Prepare a worker: Ctrl-C is for the program, which ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _write_in(root: Path, assignment: str, student: str) -> str:
    """Write one student's pages in a worker; return why that cannot be done."""
    return _write(_course(root), assignment, student)


@functools.cache
def _course(root: Path) -> NbGraderAPI:
    return open_course(root)
