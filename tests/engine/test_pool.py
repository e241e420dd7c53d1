"""The pool from a program of its own: what it starts, and what becomes of the work when that is killed."""

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import os, signal
from concurrent.futures import ThreadPoolExecutor
import psutil
print("begun", flush=True)
from engine_notebooks import QUICK, job, reasons
from grader.grading.pool import Pool, Task

pool = Pool(2)

def grade():
    answers = ("y = 2 * x", "y = 3 * x", "raise SystemExit")
    jobs = [job("x = 21\\ny = 2 * x", f"x = 21\\n{code}", "assert y == 42") for code in answers]
    tasks = [Task(number, each, QUICK, {}) for number, each in enumerate(jobs)]
    outcomes = sorted((task.key, *reasons(outcome)) for task, outcome in pool.run(tasks))
    print([reason for _, reason in outcomes], flush=True)

def processes(word):
    return [child for child in psutil.Process().children(recursive=True) if word in " ".join(child.cmdline())]

grade()
for child in processes("grader.engine.student.parent"):
    child.kill()
grade()
os.kill(next(iter(pool.started[False].executor._processes)), signal.SIGKILL)
grade()

def slow(number):
    code = "import time\\ntime.sleep(1)\\ny = 42"
    return reasons(pool.outcome(Task(number, job(code, code, "assert y == 42"), QUICK, {})))

with ThreadPoolExecutor(4) as threads:  # as on a node of a cluster
    asked = [threads.submit(slow, number) for number in range(4)]
    while not any(each.running() for each in asked):
        pass
    os.kill(next(iter(pool.started[False].executor._processes)), signal.SIGKILL)
    print([each.result() for each in asked], flush=True)
pool.stop()
print("left", processes("grader.engine.student.parent"))
"""


def test_work_goes_on_when_its_processes_are_killed_and_the_program_runs_once(tmp_path, repository):
    # No `if __name__ == "__main__"`: a notebook, or a first script with the API, has none either.
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    path = os.pathsep.join(map(str, (Path(__file__).parent, repository)))
    environment = os.environ | {"PYTHONPATH": path}
    done = subprocess.run([sys.executable, program], env=environment, text=True, capture_output=True, check=False)
    grades = "['passed', 'failed', 'failed']"
    assert done.stdout.splitlines() == ["begun", grades, grades, grades, str([["passed"]] * 4), "left []"], done.stderr
