"""The course folder as nbgrader sees it: its settings, its assignments, and a log for what nbgrader has to say."""

import fnmatch
import glob
import logging
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import IncludeHeaderFooter
from traitlets.config import Config
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
    return NbGraderAPI(config=settings(root))


def settings(root: Path) -> Config:
    """Return what ``root``/nbgrader_config.py sets; nothing where there is none."""
    if not (root / "nbgrader_config.py").is_file():
        return Config()
    return PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()


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
    names = sorted({path.parent.name for path in (root / "source").glob("*/*.ipynb")})
    if not names:
        raise GraderError("There is nothing to grade: source/ holds no assignment. make notebooks builds them.")
    if name and name not in names:
        raise GraderError(f"There is no assignment {name!r} in source/. There are: {', '.join(names)}")
    return [name] if name else names


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


def read_source(path: Path, root: Path, config: Config) -> NotebookNode:
    """Return a notebook of source/ with the header and footer that nbgrader puts around it, in nbformat 4.

    Raises:
        Exception: what nbformat raises if one of them cannot be read.
    """
    notebook = read_notebook(path)
    with chdir(root):  # which the paths of header and footer are relative to
        whole: NotebookNode = IncludeHeaderFooter(config=config)(notebook, {})[0]
    return whole


def folders(coursedir: CourseDirectory, step: str, assignment: str, student: str) -> list[Path]:
    """Return the folders of a step that names of nbgrader's mean, in order.

    A name is itself where there is such a folder: ``team [3]`` is nobody else's. Otherwise ``*`` and ``?`` stand for
    any letters, as nbgrader's options have them, and brackets for themselves.
    """
    named = Path(coursedir.format_path(step, student, assignment))
    if "*" not in (student, assignment) and named.is_dir():
        return [named]
    pattern = coursedir.format_path(_plain_pattern(step), _plain_pattern(student), _plain_pattern(assignment))
    # Relative to the root, whose own name is no pattern either.
    found = glob.glob(os.path.relpath(pattern, coursedir.root), root_dir=coursedir.root)  # noqa: PTH207
    return sorted(path for name in found if (path := Path(coursedir.root, name)).is_dir())


def matches(name: str, wanted: str) -> bool:
    """Return whether a name is the wanted one, in which ``*`` and ``?`` stand for any letters, and nothing else."""
    return name == wanted or fnmatch.fnmatchcase(name, _plain_pattern(wanted))


def _plain_pattern(name: str) -> str:
    return name.replace("[", "[[]")


def task_of(grade_id: str) -> str:
    """Return the task that a cell belongs to: ``t1`` for ``t1_gd_step_visible``."""
    return grade_id.partition("_")[0]


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
