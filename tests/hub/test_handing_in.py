"""Bad moves of students: what they read in the Assignment List, what the instructor reads, and that nothing is lost.

The list's own server side is asked what the browser asks it; tests/deploy/test_hub_moves.py does so in a browser.
"""

import json
import os
import pwd
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from grader.hub.assignment_list import NO_EXCHANGE, NO_HUB, ClearAssignmentList, reason
from grader.hub.collect import OwnedCollect
from grader.hub.due import DatedRelease
from grader.hub.submit import EXCHANGE_IS_FULL, HOME_IS_FULL
from grader.text import lateness

ME = pwd.getpwuid(os.getuid()).pw_name
STUDENT_SETTINGS = """
c = get_config()
c.Exchange.root = {root!r}
c.Exchange.path_includes_course = True
c.ExchangeFactory.submit = "grader.hub.submit.WholeSubmit"
c.ExchangeFactory.fetch_assignment = "grader.hub.submit.WholeFetch"
{more}
"""
ASK_THE_HUB = 'c.Authenticator.plugin_class = "nbgrader.auth.JupyterHubAuthPlugin"'


class Desk:
    """One student's folder beside an exchange with one assignment, which is fetched."""

    def __init__(self, place: Path):
        self.root, self.home = place / "exchange", place / "home"
        self.inbound, outbound = (self.root / "deep" / name for name in ("inbound", "outbound"))
        (outbound / "a00").mkdir(parents=True)
        (outbound / "a00" / "tiny.ipynb").write_text("released")
        for folder in (self.inbound, self.home):
            folder.mkdir()
        self.root.chmod(0o777)
        self.configure()
        self.folder = self.home / "deep" / "a00"
        self.list = ClearAssignmentList()
        self.list.root_dir = str(self.home)

    def configure(self, more: str = "") -> None:
        text = STUDENT_SETTINGS.format(root=str(self.root), more=more)
        (self.home / "nbgrader_config.py").write_text(text)

    def submit(self, course: str = "deep") -> str:
        """Submit, and return what the student reads in the dialog, if there is one."""
        return " ".join(self.list.submit_assignment(course, "a00").get("value", "").split())

    def submitted(self) -> list[str]:
        """Return the times that the list shows."""
        answer = self.list.list_assignments(course_id="deep")
        assert answer["success"], answer
        return [row["timestamp"] for assignment in answer["value"] for row in assignment.get("submissions", ())]

    def collect(self, roster: tuple[str, ...] = (ME,), due: str | None = None) -> Path:
        """Collect, and return where the student's submission is, or would be."""
        config = self.settings(roster, due)
        OwnedCollect(coursedir=CourseDirectory(config=config), config=config, update=True).start()
        return self.home.parent / "submitted" / ME / "a00"

    def settings(self, roster: tuple[str, ...] = (ME,), due: str | None = None) -> Config:
        """Return the instructor's settings, with a class and a due date in the gradebook."""
        config = Config()
        config.Exchange.root, course = str(self.root), self.home.parent
        config.CourseDirectory.course_id, config.CourseDirectory.assignment_id = "deep", "a00"
        config.CourseDirectory.root, config.CourseDirectory.db_url = str(course), f"sqlite:///{course}/gradebook.db"
        with Gradebook(config.CourseDirectory.db_url, "deep") as gradebook:
            gradebook.update_or_create_assignment("a00", duedate=due)
            for name in roster:
                gradebook.update_or_create_student(name)
        return config


@pytest.fixture
def desk(tmp_path, monkeypatch, empty_gradebook) -> Desk:
    shutil.copy(empty_gradebook, tmp_path)
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "jupyter"))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "home" / ".local"))
    found = Desk(tmp_path)
    monkeypatch.chdir(found.home)
    assert found.list.fetch_assignment("deep", "a00")["success"]
    assert (found.folder / "tiny.ipynb").read_text() == "released"
    return found


@pytest.fixture
def full(request) -> Iterator:
    """Make a folder a file system of its own, with what is in it and no space for more, until the test ends."""
    mounted: list[Path] = []

    def fill(folder: Path) -> None:
        kept = [(path, path.read_bytes()) for path in folder.rglob("*") if path.is_file()]
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=64k,mode=0777", "tmpfs", folder], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip(
                f"a full disk needs a file system of its own, and this system does not mount one: {done.stderr!r}"
            )
        mounted.append(folder)
        for path, content in kept:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        with pytest.raises(OSError, match="No space"):
            (folder / "filler").write_bytes(b"x" * 2**17)

    yield fill
    for folder in mounted:
        subprocess.run(["umount", "--lazy", folder], check=True)


def test_an_assignment_without_its_notebook_is_not_taken(desk):
    (desk.folder / "tiny.ipynb").rename(desk.folder / "mine.ipynb")
    assert desk.submit() == f"tiny.ipynb is not in {desk.folder}. It holds mine.ipynb: give that its name back."
    (desk.folder / "mine.ipynb").unlink()
    assert desk.submit() == f"tiny.ipynb is not in {desk.folder}. Fetch the assignment again."
    shutil.rmtree(desk.folder)
    assert desk.submit() == f"Assignment not found at: {desk.folder}"
    assert [*desk.inbound.iterdir()] == []


def test_a_folder_that_is_too_large_is_not_taken(desk):
    with (desk.folder / "data.bin").open("wb") as file:
        file.truncate(150_000_000)
    assert desk.submit() == f"{desk.folder} holds 150 MB, and 100 MB can be handed in. Remove data from it."
    assert [*desk.inbound.iterdir()] == []


def test_of_two_submissions_the_later_one_counts_and_both_sides_read_so(desk, caplog):
    for answer in ("first", "second"):
        (desk.folder / "tiny.ipynb").write_text(answer)
        assert desk.submit() == ""
    earlier, later = desk.submitted()
    assert earlier.endswith(" UTC (an earlier one)")
    assert later.endswith(" UTC (the latest: this one counts)")
    with caplog.at_level("INFO"):
        collected = desk.collect()
    assert (collected / "tiny.ipynb").read_text() == "second"
    assert f"{ME} submitted 2 times: what counts is that of {later[:19]}" in caplog.text


def test_the_instructor_reads_who_is_late_and_by_how_much(desk, caplog):
    assert desk.submit() == ""
    assert (desk.collect(due="2026-01-01 12:00 UTC") / "tiny.ipynb").exists()
    assert re.search(rf"{ME} submitted \d+ d \d+ h late", caplog.text)


def test_a_student_reads_who_is_late_and_by_how_much(desk):
    config = desk.settings(due="2026-01-01 12:00 UTC")
    released = desk.home.parent / "release" / "a00"
    released.mkdir(parents=True)
    (released / "tiny.ipynb").write_text("released")
    coursedir = CourseDirectory(config=config)
    DatedRelease(coursedir=coursedir, config=config, force=True).start()
    shutil.rmtree(desk.folder)
    assert desk.list.fetch_assignment("deep", "a00")["success"]
    assert (desk.folder / "due.txt").read_text() == "2026-01-01 12:00 UTC\n"
    assert desk.submit() == ""
    (only,) = desk.submitted()
    assert re.search(r"UTC \(\d+ d \d+ h late\)$", only)
    assert desk.submit() == ""
    earlier, later = desk.submitted()
    assert re.search(r"UTC \(an earlier one; \d+ d \d+ h late\)$", earlier)
    assert re.search(r"UTC \(the latest: this one counts; \d+ d \d+ h late\)$", later)

    desk.settings(due="2999-01-01 12:00 UTC")
    DatedRelease(coursedir=coursedir, config=config, force=True).start()
    assert not any("late)" in time for time in desk.submitted())


def test_the_instructor_reads_of_a_submission_that_is_dated_back(desk, caplog):
    assert desk.submit() == ""
    (sent,) = desk.inbound.iterdir()
    desk.collect()
    assert "it says" not in caplog.text
    sent.rename(desk.inbound / f"{ME}+a00+2026-01-01 12:00:00.000000 UTC+x")
    shutil.rmtree(desk.home.parent / "submitted")
    desk.collect(due="2026-01-02 12:00 UTC")
    assert f"{ME}: submitted at 2026-01-01 12:00:00, it says, but it was last changed at 20" in caplog.text


@pytest.mark.parametrize(
    ("seconds", "words"), [(40, "40 s"), (90, "1 min"), (3 * 3600 + 130, "3 h 2 min"), (2 * 86400 + 3600, "2 d 1 h")]
)
def test_lateness_is_said_in_its_two_largest_units(seconds, words):
    assert lateness(seconds) == words


def test_who_is_not_in_the_class_is_named_and_waits_until_they_are(desk, caplog):
    assert desk.submit() == ""
    assert not desk.collect(roster=()).exists()
    assert f"{ME} is not in the class: not collected" in caplog.text
    assert (desk.collect() / "tiny.ipynb").read_text() == "released"


def test_a_full_exchange_takes_nothing_and_what_was_submitted_before_counts(desk, full):
    assert desk.submit() == ""
    full(desk.inbound)
    (desk.folder / "tiny.ipynb").write_text("x" * 10_000)
    assert desk.submit().lower() == f"{EXCHANGE_IS_FULL}.".lower()
    assert len(desk.submitted()) == 1
    assert [path.name for path in desk.inbound.iterdir() if path.name.startswith(".")] == []
    (desk.inbound / "filler").unlink()
    assert (desk.collect() / "tiny.ipynb").read_text() == "released"
    assert desk.submit() == ""
    assert (desk.collect() / "tiny.ipynb").read_text() == "x" * 10_000


def test_in_a_full_home_nothing_is_submitted_or_fetched_by_half(desk, full):
    full(desk.home)
    assert desk.submit().lower() == f"{HOME_IS_FULL}.".lower()
    assert [*desk.inbound.iterdir()] == []
    assert desk.submitted() == []
    # What is fetched does not fit either; once it does, it can be fetched.
    (desk.root / "deep" / "outbound" / "a00" / "data.bin").write_bytes(b"x" * 10_000)
    shutil.rmtree(desk.folder)
    answer = desk.list.fetch_assignment("deep", "a00")
    assert not answer["success"]
    assert " ".join(answer["value"].split()).lower() == f"{HOME_IS_FULL}.".lower()
    assert [*desk.folder.parent.iterdir()] == []
    (desk.home / "filler").unlink()
    assert desk.list.fetch_assignment("deep", "a00")["success"]
    assert desk.submit() == ""
    assert len([*desk.inbound.iterdir()]) == 1


def test_a_course_that_the_student_is_not_in_is_named_with_those_that_they_are_in(desk, monkeypatch):
    class Groups(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"groups": ["nbgrader-deep", "formgrade-shallow", "choir"]}).encode())

        def log_message(self, *_):
            pass

    desk.configure(ASK_THE_HUB)
    shutil.copytree(desk.folder, desk.home / "other" / "a00")
    monkeypatch.setenv("JUPYTERHUB_USER", ME)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "none")
    with HTTPServer(("127.0.0.1", 0), Groups) as hub:
        threading.Thread(target=hub.serve_forever, daemon=True).start()
        monkeypatch.setenv("JUPYTERHUB_API_URL", f"http://127.0.0.1:{hub.server_port}")
        told = "You are not in the course other, but in deep, shallow."
        assert desk.submit("other") == told
        assert desk.list.fetch_assignment("other", "a00")["value"] == told
        assert desk.submit() == ""
        hub.shutdown()
    assert desk.submit() == NO_HUB
    assert " ".join(desk.list.list_assignments(course_id="deep")["value"].split()) == NO_HUB


def test_an_exchange_that_is_not_there_is_said(desk):
    shutil.rmtree(desk.root)
    assert " ".join(desk.list.list_assignments(course_id="deep")["value"].split()) == NO_EXCHANGE


def test_of_any_other_error_the_student_reads_the_last_line():
    told = "Traceback (most recent call last):\n  File \"x.py\", line 1\nKeyError: 'a'\n"
    assert reason(told).startswith("KeyError: 'a'. Your files are safe.")
