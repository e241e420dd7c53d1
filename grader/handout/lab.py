"""JupyterLab on the lectures, with nbgrader's tools working."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from nbgrader.apps import NbGraderAPI

from grader.course import course_root, search_path
from grader.handout.release import hand_out, release

# Settings of JupyterLab for whoever has not chosen otherwise: a Markdown file opens as it reads, not as it is written.
SETTINGS = Path(__file__).parent / "templates" / "lab"
FIRST = Path("course") / "README.md"


def prepare(api: NbGraderAPI, names: Sequence[str]) -> None:
    """Put every assignment where the Assignment List finds it, and make the folders that nbgrader expects."""
    for folder in (Path(api.exchange_root), course_root(api) / "homework"):
        folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        release(api, name)
        hand_out(api, name)


def command(root: Path, arguments: Sequence[str]) -> list[str]:
    """Return the command line of JupyterLab, which opens the page that leads through the course where there is one.

    ``arguments`` come last and therefore win.
    """
    first = FIRST if (root / FIRST).exists() else FIRST.parent
    lab = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root}"]
    return [*lab, f"--LabApp.default_url=/lab/tree/{first.as_posix()}", *arguments]


def run(root: Path, arguments: Sequence[str]) -> int:
    """Run JupyterLab until it is stopped and return its exit code.

    nbgrader's tools change the working folder as they go; JUPYTER_CONFIG_PATH lets them find their settings from
    anywhere.
    """
    paths = [str(root), str(SETTINGS), *filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])]
    environment = os.environ | {"JUPYTER_CONFIG_PATH": os.pathsep.join(paths), "PATH": search_path()}
    if sys.platform != "win32":
        # JupyterLab takes this process over, so that Ctrl-C and a signal to end reach it and nobody else.
        os.chdir(root)
        os.execve(sys.executable, command(root, arguments), environment)  # noqa: S606
    return subprocess.run(command(root, arguments), cwd=root, env=environment, check=False).returncode  # noqa: S603
