"""The course folder as nbgrader sees it: its settings, its assignments, and a log for what nbgrader has to say."""

import logging
import os
import re
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.apps import NbGraderAPI
from traitlets.config.loader import PyFileConfigLoader

LOG = ".nbgrader.log"


class GraderError(Exception):
    """What keeps the grader from working, in one line for the person who runs it."""


def open_course(root: Path) -> NbGraderAPI:
    """Return nbgrader's API with the settings of ``root``/nbgrader_config.py.

    Raises GraderError if ``root`` holds no such file.
    """
    if not (root / "nbgrader_config.py").is_file():
        raise GraderError(f"{root} is not a course: it has no nbgrader_config.py. Run this in the course's folder.")
    os.environ["PATH"] = search_path()
    config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    return NbGraderAPI(config=config)


def search_path() -> str:
    """Return PATH with this Python's folder in front, for nbgrader creates its database by running ``alembic``."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])


def course_root(api: NbGraderAPI) -> Path:
    """Return the folder that holds source/, release/, submitted/ and the gradebook."""
    return Path(api.coursedir.root)


def assignments(root: Path, name: str = "") -> list[str]:
    """Return the names of all assignments in source/, or only ``name``.

    Raises GraderError if there is none, or none of that name.
    """
    found = sorted(path.parent.name for path in (root / "source").glob("*/*.ipynb"))
    if not found:
        raise GraderError("There is nothing to grade: source/ holds no assignment. make notebooks builds them.")
    if name and name not in found:
        raise GraderError(f"There is no assignment {name!r} in source/. There are: {', '.join(found)}")
    return [name] if name else found


def source_notebook(root: Path, assignment: str) -> Path:
    """Return the one notebook of ``assignment`` in source/. Raises GraderError if there are several."""
    first, *more = sorted((root / "source" / assignment).glob("*.ipynb"))
    if more:
        raise GraderError(f"source/{assignment} holds {len(more) + 1} notebooks; an assignment is one notebook.")
    return first


def read_notebook(path: Path) -> NotebookNode:
    """Return the notebook in nbformat 4. Raises what nbformat raises if it cannot be read."""
    notebook: NotebookNode = nbformat.read(path, as_version=4)
    return notebook


def task_of(grade_id: str) -> str:
    """Return the task that a cell belongs to: ``t1`` for ``t1_gd_step_visible``."""
    return grade_id.partition("_")[0]


def told(done: Mapping[str, str]) -> str:
    """Return all that nbgrader's API says about a call that failed: its log, then the traceback."""
    return f"{done.get('log', '')}\n{done['error']}"


def last_error(text: str) -> str:
    """Return in one line the last error in a log or traceback that says more than that there was one."""
    named = re.findall(r"^ *(?:[\w.]*\.)?(\w+(?:Error|Exception|Entry)): *(.*)$", text, flags=re.MULTILINE)
    useful = [f"{name}: {text}" for name, text in named if name != "NbGraderException"]
    return one_line(useful[-1] if useful else text.strip().splitlines()[-1])


def one_line(text: str, longest: int = 110) -> str:
    """Return the first line, without the colors of a terminal, shortened."""
    first = next(iter(re.sub(r"\x1b\[[0-9;]*m", "", text).strip().splitlines()), "")
    return first if len(first) <= longest else first[: longest - 3] + "..."


def lateness(seconds: float) -> str:
    """Return a time as people say it, in its two largest units: ``2 d 3 h``, ``1 h 5 min``, ``40 s``."""
    minutes, hours, days = (int(seconds) // unit for unit in (60, 3600, 86400))
    if days:
        return f"{days} d {hours % 24} h"
    if hours:
        return f"{hours} h {minutes % 60} min"
    return f"{minutes} min" if minutes else f"{int(seconds)} s"


@contextmanager
def quietly(log: Path) -> Iterator[None]:
    """Send everything that nbgrader, its kernels and their libraries write to stderr into the file ``log``.

    The descriptor itself is redirected, since kernels are processes of their own and inherit it.
    """
    sys.stderr.flush()
    kept = os.dup(2)
    with log.open("w", encoding="utf-8") as file, warnings.catch_warnings():
        warnings.simplefilter("default")
        logging.captureWarnings(True)
        handler = logging.StreamHandler(file)
        logging.getLogger().addHandler(handler)
        os.dup2(file.fileno(), 2)
        try:
            yield
        finally:
            sys.stderr.flush()
            os.dup2(kept, 2)
            os.close(kept)
            logging.getLogger().removeHandler(handler)
            logging.captureWarnings(False)
