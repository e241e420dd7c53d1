"""The folders of a hub, with the modes that keep people from each other's work."""

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

from deploy.jupyterhub.configuration import course_folder, exchange, grader_environment, lectures, private_folder
from deploy.jupyterhub.settings import Settings, SettingsError

REPOSITORY = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
CHECKPOINTS = shutil.ignore_patterns(".ipynb_checkpoints")


def make(settings: Settings) -> None:
    """Make what is missing, give everything its mode, and put course and lectures where they belong."""
    private_folder(settings).mkdir(parents=True, exist_ok=True)
    settings.server.folder.chmod(0o755)
    private_folder(settings).chmod(0o700)
    (private_folder(settings) / "hub.sqlite").touch(mode=0o600)
    shutil.copytree(HERE / "etc", settings.server.folder / "etc", dirs_exist_ok=True)
    shutil.copytree(REPOSITORY / "course", lectures(settings), ignore=CHECKPOINTS, dirs_exist_ok=True)
    for folder in (settings.server.folder / "etc", lectures(settings)):
        _make_readable(folder)
    _make_exchange(settings)
    _put_course(settings)


def enter_roster(settings: Settings) -> None:
    """Enter the class into the gradebook, with names. Raises SettingsError with nbgrader's last line if that fails."""
    roster = course_folder(settings) / "roster.csv"
    shutil.copy(settings.course.roster, roster)
    account = pwd.getpwnam(settings.course.grader)
    os.chown(roster, account.pw_uid, account.pw_gid)
    # The hub's groups come from the roster too; nbgrader would ask a hub that does not run yet to change them.
    plain = "--Authenticator.plugin_class=nbgrader.auth.NoAuthPlugin"
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "nbgrader", "db", "student", "import", str(roster), plain],
        cwd=course_folder(settings),
        env=grader_environment(settings),
        user=account.pw_uid,
        group=account.pw_gid,
        extra_groups=[],
        text=True,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise SettingsError(f"the roster could not be entered into the gradebook: {done.stderr.strip()[-500:]}")


def _make_exchange(settings: Settings) -> None:
    """Make the exchange, whose sticky bit leaves everything in it to its owner.

    nbgrader wants the root open to all. `inbound` can be written to, but not listed, and is made before nbgrader makes
    it without the sticky bit.
    """
    course = exchange(settings) / settings.course.id
    account = pwd.getpwnam(settings.course.grader)
    for folder, mode in ((exchange(settings), 0o1777), (course, 0o755), (course / "inbound", 0o3733)):
        folder.mkdir(exist_ok=True)
        if folder != exchange(settings):
            os.chown(folder, account.pw_uid, account.pw_gid)
        folder.chmod(mode)


def _put_course(settings: Settings) -> None:
    """Copy assignments and settings of this repository, where the grader has none; what is there stays."""
    folder = course_folder(settings)
    folder.mkdir(exist_ok=True)
    if not (folder / "source").exists():
        shutil.copytree(REPOSITORY / "source", folder / "source")
    if not (folder / "nbgrader_config.py").exists():
        shutil.copy(REPOSITORY / "nbgrader_config.py", folder)
    account = pwd.getpwnam(settings.course.grader)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
    folder.chmod(0o700)


def _make_readable(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
