"""The whole run: a class hands in and is graded twice, and pages are loaded meanwhile."""

import itertools
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.hub import batch, cycle, probe
from benchmarks.hub.answers import wrong_grades
from benchmarks.hub.batch import Batch
from benchmarks.hub.cycle import Course
from benchmarks.hub.probe import Loads, probing
from benchmarks.hub.scratch import Hub
from deploy.jupyterhub.configuration import course_folder


@dataclass(frozen=True)
class Report:
    """A text in Markdown, and a line for each thing that went wrong."""

    text: str
    errors: Sequence[str]


def whole_class(hub: Hub, names: Sequence[str], students: int, servers: int, idle_seconds: float) -> Report:
    """Let the last ``servers`` of the class hand in on servers of their own, the others by account, and grade them.

    The first ``students`` of the others do it at once and are measured; the rest follow, as many at once.
    """
    course = cycle.release(hub, names)
    by_account, on_servers = names[:-servers], names[-servers:]
    _say(f"starting {servers} servers")
    sessions, entered = cycle.log_all_in(hub, on_servers)
    batches, loads = [cycle.start_servers(course, sessions)], dict[str, Loads]()
    pages = cycle.pages(course, on_servers[0])
    _say(f"loading pages for {idle_seconds:g} s, with nothing else to do")
    with probing(pages) as loads["idle"]:
        time.sleep(idle_seconds)
    _say(f"{servers} students hand in on servers, then {students} by account")
    with probing(pages) as loads["students log in, fetch, submit"]:
        batches.append(cycle.hand_in_on_servers(course, sessions))
        batches += _hand_in(course, by_account[:students])
    starts = range(students, len(by_account), students)
    later = [_hand_in(course, by_account[start : start + students]) for start in starts]
    _say(f"grading {len(names)} in the formgrader")
    with probing(pages) as loads["formgrader collects and grades"]:
        collected = cycle.collect(course)
        batches.append(cycle.autograde_in_formgrader(course))
    wrong = _wrong(course)
    _say("grading them anew by command")
    with probing(pages) as loads["command grades"]:
        anew = cycle.autograde_by_command(course)
    wrong += _wrong(course)
    errors = [error for done in (entered, *batches, *itertools.chain(*later)) for error in done.errors]
    errors += [failure for each in loads.values() for failure in each.failures]
    graded = (
        f"{len(names)} submissions were collected in {collected:.0f} s, and graded anew by `nbgrader autograde` in "
        f"{anew:.0f} s; {len(wrong)} grades were lost or wrong."
    )
    return Report("\n\n".join([batch.table(batches), graded, probe.table(loads)]), [*errors, *wrong])


def _hand_in(course: Course, names: Sequence[str]) -> list[Batch]:
    sessions, entered = cycle.log_all_in(course.hub, names)
    return [entered, cycle.hand_in_by_account(course, sessions)]


def _wrong(course: Course) -> list[str]:
    return wrong_grades(course_folder(course.settings) / "gradebook.db", course.answers)


def _say(what: str) -> None:
    print(what, file=sys.stderr)
