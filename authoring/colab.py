"""Run notebooks as Google Colab does: `make colab` runs all, and keeps the record of what has run in colab.json.

A notebook runs alone in an empty folder, without network, with Colab's versions of all packages and a built wheel of
this repository. What passed is recorded by a digest of all that decides it: the notebook's code, `helpers`, and the
list of versions. The tests run only what has another digest than the record, so that a fresh clone runs nothing.

The environment lives in .venv-colab and is made once; a changed list of versions makes it anew.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib.metadata import distribution
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from packaging.requirements import Requirement

from authoring.execute import OFFLINE, code_cells
from grader.check import corpus

ROOT = Path(__file__).resolve().parents[1]
RECORD = Path(__file__).with_name("colab.json")
WORKERS = 2
# What Google Colab ships (its image of August 2026), also the lower bounds in pyproject.toml. Colab has torch 2.11;
# 2.13 is the nearest with a CPU wheel.
VERSIONS = (
    "ipykernel==6.17.1",
    "ipython==7.34.0",
    "ipywidgets==7.7.1",
    "jupyter_client==7.4.9",
    "matplotlib==3.10.0",
    "nbclient==0.10.4",
    "nbconvert==7.17.1",
    "numpy==2.1.3",
    "scikit-learn==1.6.1",
    "torch==2.13.0",
    "tqdm",
)


class ColabError(Exception):
    """A command that had to work did not; the message is all that it printed."""


@dataclass(frozen=True)
class Trial:
    """A notebook to run, and what is wrong with it after the run, in lines."""

    notebook: NotebookNode
    problems: Callable[[NotebookNode], list[str]]


def trials() -> dict[str, Trial]:
    """Return what is tried of every lecture and assignment, by name."""
    lectures = {path.stem: lecture(path) for path in sorted((ROOT / "course").glob("[0-9]*.ipynb"))}
    return lectures | {path.parent.name: assignment(path) for path in sorted((ROOT / "release").glob("*/*.ipynb"))}


def lecture(path: Path) -> Trial:
    """Return the trial of a lecture: every cell runs."""
    return Trial(nbformat.read(path, as_version=4), lecture_problems)


def lecture_problems(notebook: NotebookNode) -> list[str]:
    """Return the errors in a lecture's outputs, and the cells that did not run."""
    cells = code_cells(notebook)
    return errors(cells) + [f"not run: {cell.source}" for cell in cells if cell.source and not cell.execution_count]


def assignment(path: Path) -> Trial:
    """Return the trial of an assignment: as it was handed out, with right answers, and with a wrong one.

    One kernel runs all three, to save time.
    """
    given = nbformat.read(path, as_version=4)
    right, wrong = _answers(path, given)
    answers: tuple[dict[str, str], ...] = ({}, right, right | wrong.solutions)
    cells = [cell for each in answers for cell in _with_answers(given, each)]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=given.metadata, nbformat_minor=4)
    return Trial(notebook, partial(assignment_problems, message=wrong.message))


def assignment_problems(notebook: NotebookNode, message: str) -> list[str]:
    """Return what is not as it should be: visible tests fail while unsolved, right answers pass, a mistake is named."""
    length = len(notebook.cells) // 3
    untouched, solved, mistaken = (notebook.cells[length * at : length * (at + 1)] for at in range(3))
    tests = [cell for cell in untouched if cell.metadata.get("nbgrader", {}).get("grade") and "assert " in cell.source]
    unsolved = {_name(cell): errors([cell]) for cell in tests}
    lines = [
        f"unsolved, {name} says {said}" for name, said in unsolved.items() if "NotImplementedError" not in str(said)
    ]
    lines += [f"unsolved, {said}" for said in errors(cell for cell in untouched if _name(cell) in ("colab", "setup"))]
    lines += [f"the first cell says {output}" for output in untouched[0].outputs]
    lines += [f"solved, {said}" for said in errors(solved)]
    if message not in "\n".join(errors(mistaken)):
        lines.append(f"with a mistake, nothing says {message!r}")
    return lines


def errors(cells: Iterable[NotebookNode]) -> list[str]:
    """Return what the cells that raised said."""
    raised = [(_name(cell), output) for cell in cells for output in cell.outputs if output.output_type == "error"]
    return [f"{name}: {output.ename}: {output.evalue}" for name, output in raised]


def _name(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", cell.get("id", "")))


def _with_answers(given: NotebookNode, answers: Mapping[str, str]) -> list[NotebookNode]:
    """Return a released assignment's code cells with a student's answers in them."""
    cells: list[NotebookNode] = [nbformat.from_dict(cell) for cell in code_cells(given)]
    for cell in cells:
        cell.source = answers.get(_name(cell), cell.source)
        del cell["id"]
    return cells


def _answers(path: Path, released: NotebookNode) -> tuple[dict[str, str], corpus.Wrong]:
    """Return the right answers, and a wrong one of the corpus whose mistake a visible test has to name."""
    source = nbformat.read(ROOT / "source" / path.relative_to(ROOT / "release"), as_version=4)
    right = {_name(cell): cell.source for cell in source.cells if cell.metadata.get("nbgrader", {}).get("solution")}
    visible = " ".join(cell.source for cell in released.cells if cell.metadata.get("nbgrader", {}).get("grade"))
    wrong = corpus.read(ROOT, path.parent.name).wrong
    return right, next(answer for answer in wrong if answer.message in visible)


def digest(trial: Trial, helpers: Path = ROOT / "helpers", versions: Sequence[str] = VERSIONS) -> str:
    """Return a digest of all that decides how a notebook runs: its code, the package `helpers` and the versions."""
    parts = [*versions, *(cell.source for cell in code_cells(trial.notebook))]
    for path in sorted(path for path in helpers.rglob("*") if path.is_file() and path.suffix != ".pyc"):
        parts += [path.relative_to(helpers).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def recorded() -> dict[str, str]:
    """Return the digests of what has passed, by name."""
    return dict(json.loads(RECORD.read_text(encoding="utf-8"))) if RECORD.exists() else {}


def stale(tried: Mapping[str, Trial], record: Mapping[str, str]) -> dict[str, Trial]:
    """Return what has not passed as it is now."""
    return {name: trial for name, trial in tried.items() if record.get(name) != digest(trial)}


def problems(tried: Mapping[str, Trial]) -> dict[str, list[str]]:
    """Run everything that is given, and return what is wrong with each, nothing for what passed."""
    after = executed({name: trial.notebook for name, trial in tried.items()})
    return {name: trial.problems(after[name]) for name, trial in tried.items()}


def main() -> int:
    """Run everything, and record what passed; return 1 if anything did not."""
    tried = trials()
    found = problems(tried)
    record = {name: digest(trial) for name, trial in tried.items() if not found[name]}
    RECORD.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    for line in (f"{name}: {line}" for name, lines in found.items() for line in lines):
        print(line, file=sys.stderr)
    print(f"{len(record)} of {len(tried)} passed with Colab's versions; {RECORD.name} says so.")
    return int(len(record) < len(tried))


def run(*command: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> str:
    """Run a command and return what it prints. Raises ColabError if it fails."""
    done = subprocess.run(  # noqa: S603
        [*map(str, command)],
        cwd=cwd,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ColabError(done.stdout)
    return done.stdout


def wheel(source: Path) -> Path:
    """Build this repository's wheel from a copy in ``source``, an empty folder, so that nothing is left in it."""
    for name in ("helpers", "grader"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    build = ("pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", source / "dist", source)
    run(sys.executable, "-m", *build)
    (built,) = (source / "dist").glob("*.whl")
    return built


def colab_python(built: Path) -> Path:
    """Return a Python with Colab's versions and the wheel, and nothing else of this repository."""
    folder = ROOT / ".venv-colab"
    python, stamp = folder / "bin" / "python", folder / "versions"
    wanted = hashlib.sha256("\n".join([sys.version, *VERSIONS]).encode()).hexdigest()
    if not stamp.exists() or stamp.read_text() != wanted:
        venv.create(folder, clear=True)
        _lend_torch(folder / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages")
        _install(python, "--no-compile", *VERSIONS)
        stamp.write_text(wanted)
    _install(python, "--no-deps", "--force-reinstall", built)
    return python


def _install(python: Path, *what: str | Path) -> None:
    """Install packages for another Python with this one's pip, which is newer than what a new environment brings."""
    run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", *what)


def _lend_torch(site_packages: Path) -> None:
    """Link this environment's torch and what it needs into another: a second copy takes minutes and a gigabyte."""
    wanted = ["torch"]
    for name in wanted:  # which grows
        found = distribution(name)
        needed = [each for each in map(Requirement, found.requires or []) if not each.marker or each.marker.evaluate()]
        wanted += [each.name for each in needed if each.name not in wanted]
        for top in {file.parts[0] for file in found.files or [] if file.parts[0] not in ("..", "__pycache__")}:
            if not (site_packages / top).exists():  # a new environment of Python 3.11 brings its own setuptools
                (site_packages / top).symlink_to(Path(str(found.locate_file(top))))


def executed(notebooks: Mapping[str, NotebookNode]) -> dict[str, NotebookNode]:
    """Return notebooks after *Run all* on Colab, each alone in its folder; two commands share them.

    Errors are kept in the outputs, so that one broken notebook does not keep the others from running. Raises ColabError
    if the environment cannot be made.
    """
    if not notebooks:
        return {}
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        (place / "source").mkdir()
        python = colab_python(wheel(place / "source"))
        files = {each: place / "run" / each / f"{each}.ipynb" for each in notebooks}
        for each, file in files.items():
            file.parent.mkdir(parents=True)
            nbformat.write(notebooks[each], file)
        with ThreadPoolExecutor(WORKERS) as pool:
            parts = [([*files.values()][at::WORKERS], place / f"home-{at}") for at in range(WORKERS)]
            list(pool.map(lambda part: _execute(python, *part), parts))
        return {each: nbformat.read(file, as_version=4) for each, file in files.items()}


def _execute(python: Path, files: Sequence[Path], home: Path) -> None:
    if not files:
        return
    home.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "VIRTUAL_ENV"))}
    environment |= {"PYTHONPATH": str(OFFLINE), "IPYTHONDIR": str(home / "ipython"), "HOME": str(home)}
    command = (python, "-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", "--allow-errors")
    run(*command, "--ExecutePreprocessor.kernel_name=python3", *files, cwd=home, env=environment)


if __name__ == "__main__":
    sys.exit(main())
