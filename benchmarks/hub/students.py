"""Students who fetch and submit at the same time, each in a process of their own account.

A process does what the server behind a student's Assignment List does, by its code and settings, without a server.
Root runs ``python -m benchmarks.hub.students SETTINGS`` with the hub's Python. It reads the students as JSON from its
standard input and writes what became of each to its standard output.
"""

import json
import multiprocessing
import os
import pwd
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nbgrader.server_extensions.assignment_list.handlers import AssignmentList

from benchmarks.hub.answers import ASSIGNMENT, NOTEBOOK
from deploy.jupyterhub.configuration import server_environment
from deploy.jupyterhub.settings import load

Student = Mapping[str, str]  # name, token, text


def hand_in(students: Sequence[Student], course: str, environment: Mapping[str, str]) -> list[dict[str, Any]]:
    """Let all students begin at once; return for each the name, when they began and ended (s), and what went wrong."""
    context = multiprocessing.get_context("fork")
    together, results = context.Barrier(len(students)), context.SimpleQueue()
    processes = [
        context.Process(target=_work, args=(student, course, environment, together, results)) for student in students
    ]
    for process in processes:
        process.start()
    found = [results.get() for _ in processes]
    for process in processes:
        process.join()
    return found


def _work(student: Student, course: str, environment: Mapping[str, str], together: Any, results: Any) -> None:  # noqa: ANN401
    """Become the student, wait for the others, fetch, solve and submit."""
    began, error = 0.0, ""
    try:
        home = _become(student, environment)
        together.wait()
        began = time.monotonic()
        server = AssignmentList()
        server.root_dir = str(home)
        _done(server.fetch_assignment(course, ASSIGNMENT))
        _done(server.list_assignments(course))
        (home / course / ASSIGNMENT / NOTEBOOK).write_text(student["text"], encoding="utf-8")
        _done(server.submit_assignment(course, ASSIGNMENT))
        _done(server.list_assignments(course))
    except Exception as problem:  # whatever it is, the others go on
        if not began:
            together.abort()
        error = f"{student['name']}: {problem or type(problem).__name__}"
    results.put({"name": student["name"], "began": began, "ended": time.monotonic(), "error": error})


def _become(student: Student, environment: Mapping[str, str]) -> Path:
    """Give up root for the student's account, as the hub does when it starts a server; return the home."""
    account = pwd.getpwnam(student["name"])
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)
    os.environ.clear()
    os.environ.update(environment, HOME=account.pw_dir, USER=student["name"])
    os.environ.update(JUPYTERHUB_USER=student["name"], JUPYTERHUB_API_TOKEN=student["token"])
    os.chdir(account.pw_dir)
    return Path(account.pw_dir)


def _done(answer: Mapping[str, Any]) -> None:
    if not answer["success"]:
        raise RuntimeError(str(answer["value"]).strip().splitlines()[-1])


def main() -> None:
    settings = load(Path(sys.argv[1]))
    # The port of the hub itself, which servers on this machine ask past the proxy.
    api = {"JUPYTERHUB_API_URL": f"http://127.0.0.1:{settings.server.port + 1}/hub/api"}
    environment = server_environment(settings, "student") | api
    json.dump(hand_in(json.load(sys.stdin), settings.course.id, environment), sys.stdout)


if __name__ == "__main__":
    main()
