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

from benchmarks.hub import ASSIGNMENT, NOTEBOOK
from deploy.jupyterhub.configuration import server_environment
from deploy.jupyterhub.settings import load

Student = Mapping[str, str]  # name, token, text


def hand_in(students: Sequence[Student], course: str, environment: Mapping[str, str]) -> list[dict[str, Any]]:
    """Let all students begin at once; return for each the name, the seconds until it was done, and what went wrong."""
    context = multiprocessing.get_context("fork")
    ready, results = context.Semaphore(0), context.SimpleQueue()
    # A pipe whose other end is closed lets everyone go at once; a barrier would let them go one by one.
    gate = os.pipe()
    processes = [
        context.Process(target=_work, args=(student, course, environment, ready, gate, results)) for student in students
    ]
    for process in processes:
        process.start()
    for _ in processes:
        ready.acquire()
    begin = time.monotonic()
    os.close(gate[1])
    found = [results.get() for _ in processes]
    for process in processes:
        process.join()
    return [{"name": name, "seconds": ended - begin, "error": error} for name, ended, error in found]


def _work(
    student: Student,
    course: str,
    environment: Mapping[str, str],
    ready: Any,  # noqa: ANN401
    gate: tuple[int, int],
    results: Any,  # noqa: ANN401
) -> None:
    """Wait for the others, become the student, fetch, solve and submit."""
    error = ""
    os.close(gate[1])
    ready.release()
    os.read(gate[0], 1)
    try:
        _fetch_and_submit(_become(student, environment), course, student["text"])
    except Exception as problem:  # whatever it is, the others go on
        error = f"{student['name']}: {problem or type(problem).__name__}"
    results.put((student["name"], time.monotonic(), error))


def _fetch_and_submit(home: Path, course: str, text: str) -> None:
    """Do what the server does when these buttons are pressed, after each of which it answers with the new list."""
    server = AssignmentList()
    server.root_dir = str(home)
    _done(server.fetch_assignment(course, ASSIGNMENT))
    _done(server.list_assignments(course))
    (home / course / ASSIGNMENT / NOTEBOOK).write_text(text, encoding="utf-8")
    _done(server.submit_assignment(course, ASSIGNMENT))
    _done(server.list_assignments(course))


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
