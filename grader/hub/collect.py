"""Collecting from an exchange folder that students can write to.

Threat: nbgrader takes the folder `ADA+a05+TIME+RANDOM` for Ada's whoever made it, and copies what links in it point to
with the grader's rights. So one student could hand in worthless work as another's, later than that one, and a link
named like the notebook, to the instructor's solution, would be graded as an answer. Here a folder counts for its owner
alone, and of its files only those that the same owner wrote are copied, without following links.

What nbgrader says nothing of, the instructor reads in the log of the collecting: who handed in late, and by how much,
who did so several times, and who is not in the class.
"""

import datetime
import os
import pwd
import re
import secrets
import shutil
import stat
from collections import Counter
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.exchange.default import ExchangeCollect

from grader.files import open_unfollowed
from grader.text import lateness

NOBODY = ""
SECRET = re.compile(rb"[0-9a-f]{128}")
CLOCKS_DIFFER = datetime.timedelta(minutes=5)
NEVER = datetime.datetime.min


class OwnedCollect(ExchangeCollect):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's collect for Unix, in which a submission is its owner's; `c.ExchangeFactory.collect` selects it."""

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """Return nbgrader's record of a submission, under nobody's name where it is not its owner's."""
        try:
            record: dict[str, Any] = super()._path_to_record(path)
        except Exception as error:  # whatever a name that a student made up leads to
            self.log.warning("%s is left: its name is none of a submission (%s)", path, error)
            return {"username": NOBODY, "filename": Path(path).name, "timestamp": NEVER}
        owner = owner_of(Path(path))
        if owner == record["username"]:
            self.times[owner] += 1
            return record
        self.log.warning("%s is left: it is %s's, and not by %s", path, owner or "nobody", record["username"])
        return record | {"username": NOBODY, "timestamp": NEVER}

    src_records: list[dict[str, Any]]

    def init_src(self) -> None:
        """Find the submission that counts of each student of the class, whose roster is in the gradebook."""
        self.times: Counter[str] = Counter()
        super().init_src()
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            roster = {student.id for student in gradebook.students}
        records = self.src_records
        self.src_records = [record for record in records if self._counts(record, roster)]

    def _counts(self, record: dict[str, Any], roster: set[str]) -> bool:
        """Return whether a submission is one of the class's, and log what an instructor should know of it."""
        who, time = record["username"], record["timestamp"]
        if who == NOBODY:
            return False
        if who not in roster:
            self.log.warning("%s is not in the class: not collected (add them, and collect again)", who)
            return False
        if self.times[who] > 1:
            self.log.info("%s submitted %d times: what counts is that of %s UTC", who, self.times[who], time)
        written = last_changed(Path(self.inbound_path, record["filename"]))
        if abs(written - time) > CLOCKS_DIFFER:
            # The time is the student's own word, in a name; this one is the file system's.
            self.log.warning("%s: submitted at %s, it says, but it was last changed at %s UTC", who, time, written)
        if self.duedate and time > self.duedate:
            self.log.warning("%s submitted %s late", who, lateness((time - self.duedate).total_seconds()))
        return True

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:  # noqa: ANN401, ARG002  (nbgrader's signature)
        """Copy what the owner of ``src`` wrote."""
        most = 1000 * self.coursedir.max_dir_size
        for name in copy_owned(Path(src), Path(dest), most):
            self.log.warning("%s: %s is left: a link, not the student's own, or too much", src, name)
        complete(Path(dest), Path(src).name.rsplit("+", 3)[2])


def complete(folder: Path, timestamp: str) -> None:
    """Write the two files without which nbgrader stops, for the whole class, when it releases feedback.

    The time is that of the folder's name, by which the submission was chosen. A secret that is none is replaced: by it
    the student's server finds the feedback.
    """
    time, secret = folder / "timestamp.txt", folder / "submission_secret.txt"
    for path in filter(Path.is_dir, (time, secret)):
        shutil.rmtree(path)
    time.write_text(timestamp, encoding="utf-8")
    if not (secret.exists() and SECRET.fullmatch(secret.read_bytes())):
        secret.write_text(secrets.token_hex(64), encoding="utf-8")


def last_changed(path: Path) -> datetime.datetime:
    """Return when a file or folder was last changed in UTC, which its owner cannot set."""
    return datetime.datetime.fromtimestamp(path.lstat().st_ctime, datetime.UTC).replace(tzinfo=None)


def owner_of(folder: Path) -> str:
    """Return the account that a real folder belongs to, or an empty string."""
    info = folder.lstat()
    if not stat.S_ISDIR(info.st_mode):
        return NOBODY
    try:
        return pwd.getpwuid(info.st_uid).pw_name
    except KeyError:
        return NOBODY


def copy_owned(source: Path, target: Path, most: int) -> list[str]:
    """Copy the regular files in ``source`` that belong to its owner, ``most`` bytes in all; return the names left.

    Files are opened first and looked at then, relative to folders that are open: names may change meanwhile.
    """
    owner, left = source.lstat().st_uid, []
    for folder, _, names, descriptor in os.fwalk(source, follow_symlinks=False):
        inside = target / Path(folder).relative_to(source)
        inside.mkdir(parents=True)
        for name in names:
            content = _content(name, descriptor, owner, most)
            if content is None:
                left.append(name)
                continue
            (inside / name).write_bytes(content)
            most -= len(content)
    return left


def _content(name: str, folder: int, owner: int, most: int) -> bytes | None:
    """Return what is in a file, or None if it is not ``owner``'s own regular file of at most ``most`` bytes."""
    try:
        descriptor = open_unfollowed(name, folder)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        info = os.fstat(descriptor)
        if not stat.S_ISREG(info.st_mode) or info.st_uid != owner or info.st_size > most:
            return None
        return file.read(info.st_size)
