"""Collecting from a folder that students write to: a submission is its owner's, and links lead nowhere."""

import os
import pwd
import shutil
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from grader.hub.collect import NOBODY, OwnedCollect, complete, copy_owned, owner_of

ME = pwd.getpwuid(os.getuid()).pw_name
TIME = "2026-11-21 12:00:00.000000 UTC"


@pytest.fixture
def submission(tmp_path) -> Path:
    folder = tmp_path / "submission"
    (folder / "pictures").mkdir(parents=True)
    (folder / "answer.ipynb").write_text("mine")
    (folder / "pictures" / "plot.png").write_text("a plot")
    return folder


def test_what_the_owner_wrote_is_copied(submission, tmp_path):
    assert copy_owned(submission, tmp_path / "copy", 100) == []
    assert (tmp_path / "copy" / "answer.ipynb").read_text() == "mine"
    assert (tmp_path / "copy" / "pictures" / "plot.png").read_text() == "a plot"


def test_no_link_is_followed(submission, tmp_path):
    (tmp_path / "solution.ipynb").write_text("SECRET")
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "solution.ipynb").write_text("SECRET")
    (submission / "linked.ipynb").symlink_to(tmp_path / "solution.ipynb")
    (submission / "folder").symlink_to(tmp_path / "private")
    os.mkfifo(submission / "waits")
    assert sorted(copy_owned(submission, tmp_path / "copy", 100)) == ["linked.ipynb", "waits"]
    copied = [path for path in (tmp_path / "copy").rglob("*") if path.is_file()]
    assert sorted(path.name for path in copied) == ["answer.ipynb", "plot.png"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to another account")
def test_a_file_of_somebody_elses_is_left(submission, tmp_path):
    os.chown(submission / "answer.ipynb", pwd.getpwnam("nobody").pw_uid, -1)
    assert copy_owned(submission, tmp_path / "copy", 100) == ["answer.ipynb"]


def test_a_submission_without_end_is_cut(submission, tmp_path):
    (submission / "huge.bin").write_bytes(b"x" * 1000)
    assert copy_owned(submission, tmp_path / "copy", 100) == ["huge.bin"]


def collect(root: Path, tmp_path: Path) -> OwnedCollect:
    config = Config()
    config.Exchange.root = str(root)
    config.CourseDirectory.course_id, config.CourseDirectory.assignment_id = "deep", "a00"
    config.CourseDirectory.root, config.CourseDirectory.db_url = str(tmp_path), f"sqlite:///{tmp_path}/gradebook.db"
    with Gradebook(config.CourseDirectory.db_url, "deep") as gradebook:
        gradebook.add_student(ME)
    return OwnedCollect(coursedir=CourseDirectory(config=config), config=config)


def test_only_the_owners_submission_counts(tmp_path, empty_gradebook):
    shutil.copy(empty_gradebook, tmp_path)
    root, inbound = tmp_path / "exchange", tmp_path / "exchange" / "deep" / "inbound"
    for name in (f"{ME}+a00+{TIME}+x", f"somebody+a00+{TIME}+x", f"{ME}+a00+no time+x", "+a00+"):
        (inbound / name).mkdir(parents=True)
        (inbound / name / "answer.ipynb").write_text(name)
    (inbound / f"{ME}+a00+2099-01-01 00:00:00.000000 UTC+x").symlink_to(inbound / f"somebody+a00+{TIME}+x")
    collected = collect(root, tmp_path)
    collected.start()
    assert [path.name for path in (tmp_path / "submitted").iterdir()] == [ME]
    assert (tmp_path / "submitted" / ME / "a00" / "answer.ipynb").read_text() == f"{ME}+a00+{TIME}+x"


def test_who_owns_a_folder_is_asked_of_the_folder_itself(tmp_path):
    assert owner_of(tmp_path) == ME
    (tmp_path / "link").symlink_to(tmp_path)
    assert owner_of(tmp_path / "link") == NOBODY


def test_a_submission_without_time_or_secret_gets_them(submission):
    (submission / "timestamp.txt").mkdir()
    (submission / "submission_secret.txt").write_bytes(b"\xff" * 128)
    complete(submission, TIME)
    assert (submission / "timestamp.txt").read_text() == TIME
    assert len((submission / "submission_secret.txt").read_text()) == 128


def test_a_secret_is_kept(submission):
    (submission / "submission_secret.txt").write_text("0123456789abcdef" * 8)
    complete(submission, TIME)
    assert (submission / "submission_secret.txt").read_text() == "0123456789abcdef" * 8
