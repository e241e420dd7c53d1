"""The steps of a class on a hub, from the release to the grades."""

import functools
import json
import os
import pwd
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from benchmarks.hub import ASSIGNMENT, NOTEBOOK, browser
from benchmarks.hub.answers import Answer, answers
from benchmarks.hub.batch import Batch, together
from benchmarks.hub.probe import Pages
from benchmarks.hub.scratch import Hub
from deploy.jupyterhub.configuration import course_folder, exchange, grader_environment
from deploy.jupyterhub.settings import Settings, load

REPOSITORY = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 3600
Sessions = Mapping[str, requests.Session]  # by account, logged in to the hub


@dataclass(frozen=True)
class Course:
    """A course on a running hub: the instructor is in the formgrader, and each student has an answer to hand in."""

    hub: Hub
    settings: Settings
    formgrader: requests.Session
    answers: Mapping[str, Answer]

    @property
    def name(self) -> str:
        return self.settings.course.id


def release(hub: Hub, students: Sequence[str]) -> Course:
    """Generate and release the assignment in the formgrader, and prepare the students' answers."""
    settings = load(hub.settings)
    session = log_in(hub, hub.name("instructor"))
    browser.load(session, f"{hub.base}/services/{settings.course.id}/formgrader/manage_assignments")
    course = Course(hub, settings, session, {})
    for button in ("assign", "release"):
        press_formgrader(course, f"assignment/{ASSIGNMENT}/{button}")
    released = exchange(settings) / course.name / "outbound" / ASSIGNMENT
    return Course(hub, settings, session, answers(REPOSITORY, released, students))


def log_in(hub: Hub, name: str) -> requests.Session:
    """Return a session in which this person is logged in."""
    return browser.log_in(hub.base, name, hub.passwords[name])


def log_all_in(hub: Hub, names: Sequence[str]) -> tuple[Sessions, Batch]:
    """Let these people log in at once; return the sessions of those who could."""
    sessions: dict[str, requests.Session] = {}
    return sessions, together("log in", names, lambda name: sessions.update({name: log_in(hub, name)}))


def start_servers(course: Course, sessions: Sessions) -> Batch:
    """Start a server for each session, all at once."""
    base = course.hub.base
    return together("start a server", list(sessions), lambda name: browser.start_server(sessions[name], base, name))


def pages(course: Course, name: str) -> Pages:
    """Return the pages that are loaded again and again, two of them from the server of the student ``name``."""
    base, anybody, student = course.hub.base, requests.Session(), log_in(course.hub, name)
    addresses = {
        "hub: home": "hub/home",
        "server: JupyterLab": f"user/{name}/lab",
        "server: Assignment List": f"user/{name}/assignments?course_id={course.name}",
    }
    browser.load(student, f"{base}/user/{name}/lab")
    login = functools.partial(browser.load, anybody, f"{base}/hub/login")
    others = {title: functools.partial(browser.load, student, f"{base}/{path}") for title, path in addresses.items()}
    return {"hub: login": login} | others


def hand_in_on_servers(course: Course, sessions: Sessions) -> Batch:
    """Fetch, save and submit through the Assignment List of each session's own server, all at once."""
    base, body = course.hub.base, {"course_id": course.name, "assignment_id": ASSIGNMENT}

    def work(name: str) -> None:
        session, server = sessions[name], f"/user/{name}/"
        browser.press(session, base, server, "assignments/fetch", body)
        solved = json.loads(course.answers[name].text)
        browser.save(session, base, server, f"{course.name}/{ASSIGNMENT}/{NOTEBOOK}", solved)
        browser.press(session, base, server, "assignments/submit", body)

    return together("fetch and submit on servers", list(sessions), work)


def hand_in_by_account(course: Course, sessions: Sessions) -> Batch:
    """Fetch and submit as so many accounts at once, without a server for each (see students.py)."""
    hub = course.hub
    students = [
        {"name": name, "token": browser.token(session, hub.base, name), "text": course.answers[name].text}
        for name, session in sessions.items()
    ]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command: list[str | Path] = [hub.python, "-m", "benchmarks.hub.students", hub.settings]
    found = json.loads(_run(command, cwd=REPOSITORY, env=environment, input=json.dumps(students)))
    seconds = [row["seconds"] for row in found if not row["error"]]
    errors = [row["error"] for row in found if row["error"]]
    return Batch("fetch and submit by account", seconds, max(seconds, default=0.0), errors)


def collect(course: Course) -> float:
    """Collect in the formgrader and return the seconds."""
    begin = time.perf_counter()
    press_formgrader(course, f"assignment/{ASSIGNMENT}/collect")
    return time.perf_counter() - begin


def autograde_in_formgrader(course: Course) -> Batch:
    """Autograde every submission in the formgrader: it has one button for each, and does one at a time."""
    path = f"submission/{ASSIGNMENT}"
    return together(
        "autograde in the formgrader",
        list(course.answers),
        lambda name: press_formgrader(course, f"{path}/{name}/autograde"),
        threads=1,
    )


def autograde_by_command(course: Course) -> float:
    """Autograde every submission anew by nbgrader's command, with all cores; return the seconds."""
    account = pwd.getpwnam(course.settings.course.grader)
    environment = grader_environment(course.settings)
    environment["PATH"] = os.pathsep.join([str(course.hub.python.parent), environment["PATH"]])
    begin = time.perf_counter()
    _run(
        [course.hub.python, "-m", "nbgrader", "autograde", ASSIGNMENT, "--force"],
        cwd=course_folder(course.settings),
        env=environment,
        user=account.pw_uid,
        group=account.pw_gid,
        extra_groups=[],
    )
    return time.perf_counter() - begin


def press_formgrader(course: Course, path: str) -> None:
    """Press a button of the formgrader. Raises RuntimeError with what it says where it did not succeed."""
    browser.press(course.formgrader, course.hub.base, f"/services/{course.name}/", f"formgrader/api/{path}")


def _run(command: Sequence[str | Path], **how: Any) -> str:  # noqa: ANN401
    """Run a command and return what it printed. Raises RuntimeError with the end of its log if it fails."""
    done = subprocess.run(command, text=True, capture_output=True, check=False, timeout=PATIENCE_SECONDS, **how)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))} failed:\n{done.stderr.strip()[-2000:]}")
    return str(done.stdout)
