"""The watchdog ends what takes too long, and leaves the grading process as it was."""

import contextlib
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from grader.engine.job import Limits
from grader.engine.trusted import watchdog
from grader.engine.trusted.watchdog import TestTimeoutError, Watchdog

ROOT = Path(__file__).resolve().parents[2]
LEAVE = """
import os, pathlib, sys
from grader.engine.job import Limits
from grader.engine.trusted.watchdog import Watchdog

watching = Watchdog(os.getppid(), pathlib.Path("no such folder"), Limits())
watching.guard_cell(60)
watching.leave_cell()
watching.stop()
sys.settrace(lambda *event: None)
(lambda: None)()
print("went on")
"""


@pytest.fixture
def sleeper(tmp_path: Path):
    """A watchdog of a process that does nothing."""
    with subprocess.Popen(["sleep", "600"]) as process:
        watching = Watchdog(process.pid, tmp_path, Limits())
        yield watching
        watching.stop()
        process.kill()


def test_a_process_that_has_graded_can_be_traced() -> None:
    """CPython 3.11 waits for ever at the first call that is traced where an interruption was taken back."""
    done = subprocess.run([sys.executable, "-c", LEAVE], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.stderr) == ("went on\n", "")


def test_a_cell_that_takes_too_long_is_interrupted(sleeper: Watchdog) -> None:
    def wait() -> None:
        while True:
            time.sleep(0.01)

    sleeper.guard_cell(0.01)
    with pytest.raises(TestTimeoutError):
        wait()
    sleeper.leave_cell()


def test_an_interruption_in_the_last_moment_comes_up_nowhere_else(sleeper: Watchdog) -> None:
    """It is raised here while the cell is being left, where the watchdog would raise it from its own thread."""
    sleeper.stop()
    me = threading.get_ident()

    class Late(contextlib.AbstractContextManager):
        def __exit__(self, *error: object) -> None:
            set_pending(me)

    sleeper.lock = Late()
    sleeper.guard_cell(60)
    sleeper.leave_cell()
    assert sleeper.cell is None
    for _ in range(1000):
        time.sleep(0)  # here it would come up


def set_pending(thread: int) -> None:
    watchdog.ctypes.pythonapi.PyThreadState_SetAsyncExc(
        watchdog.ctypes.c_ulong(thread), watchdog.ctypes.py_object(TestTimeoutError)
    )
