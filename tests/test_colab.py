"""The Colab way: only the notebook file in an empty folder, `helpers` from a built wheel, Colab's versions.

The environment lives in .venv-colab and is made once; a changed list of versions makes it anew. Leave these tests out
with `-m "not colab"`.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from importlib.metadata import distribution
from pathlib import Path

import nbformat
import pytest
from packaging.requirements import Requirement

from authoring.execute import OFFLINE
from authoring.setup_cell import bootstrap_cell
from grader.check import corpus

pytestmark = [
    pytest.mark.colab,
]
ROOT = Path(__file__).resolve().parents[1]
LECTURES = sorted((ROOT / "course").glob("*.ipynb"))
ASSIGNMENTS = sorted((ROOT / "release").glob("*/*.ipynb"))
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


def run(*command: str | Path, **keywords) -> str:
    """Run a command and return what it prints; fail with all of it."""
    result = subprocess.run(
        [*map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **keywords
    )
    assert result.returncode == 0, result.stdout
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """This repository's wheel, built from a copy so that nothing is left in it."""
    source = tmp_path_factory.mktemp("source")
    for name in ("helpers", "grader"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    build = ["pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", source / "dist", source]
    run(sys.executable, "-m", *build)
    (built,) = (source / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def colab_python(wheel) -> Path:
    """A Python with Colab's versions and the wheel, and nothing else of this repository."""
    folder = ROOT / ".venv-colab"
    python, stamp = folder / "bin" / "python", folder / "versions"
    wanted = hashlib.sha256("\n".join([sys.version, *VERSIONS]).encode()).hexdigest()
    if not stamp.exists() or stamp.read_text() != wanted:
        venv.create(folder, clear=True)
        lend_torch(folder / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages")
        install(python, "--no-compile", *VERSIONS)
        stamp.write_text(wanted)
    install(python, "--no-deps", "--force-reinstall", wheel)
    return python


def install(python: Path, *what: str | Path) -> None:
    """Install packages for another Python with this one's pip, which is newer than what a new environment brings."""
    run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", *what)


def lend_torch(site_packages: Path) -> None:
    """Link this environment's torch and what it needs into another: a second copy takes minutes and a gigabyte."""
    wanted = ["torch"]
    for name in wanted:  # which grows
        found = distribution(name)
        needed = [each for each in map(Requirement, found.requires or []) if not each.marker or each.marker.evaluate()]
        wanted += [each.name for each in needed if each.name not in wanted]
        for top in {file.parts[0] for file in found.files or [] if file.parts[0] not in ("..", "__pycache__")}:
            if not (site_packages / top).exists():  # a new environment of Python 3.11 brings its own setuptools
                (site_packages / top).symlink_to(found.locate_file(top))


def executed(colab_python: Path, notebooks: list[Path], home: Path) -> None:
    """Run notebooks, each alone in its folder, as *Run all* on Colab does, without network; one command runs them all.

    Errors are kept in the outputs, so that one broken notebook does not keep the others from running.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "VIRTUAL_ENV"))}
    environment |= {"PYTHONPATH": str(OFFLINE), "IPYTHONDIR": str(home / "ipython"), "HOME": str(home)}
    command = [colab_python, "-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", "--allow-errors"]
    run(*command, "--ExecutePreprocessor.kernel_name=python3", *notebooks, cwd=home, env=environment)


@pytest.fixture(scope="module")
def lectures(colab_python, tmp_path_factory) -> dict[str, nbformat.NotebookNode]:
    """Every lecture as it is after a run, by name."""
    folder = tmp_path_factory.mktemp("lectures")
    copies = []
    for lecture in LECTURES:
        (folder / lecture.stem).mkdir()
        copies.append(Path(shutil.copy(lecture, folder / lecture.stem)))
    executed(colab_python, copies, tmp_path_factory.mktemp("home"))
    return {copy.stem: nbformat.read(copy, as_version=4) for copy in copies}


@pytest.mark.parametrize("name", [lecture.stem for lecture in LECTURES])
def test_a_lecture_runs_with_nothing_but_its_file(name, lectures):
    code = [cell for cell in lectures[name].cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in code if cell.source)
    assert errors(code) == {}


def grade_id(cell: nbformat.NotebookNode) -> str:
    return cell.metadata.get("nbgrader", {}).get("grade_id", cell.get("id", ""))


def with_answers(given: nbformat.NotebookNode, answers: dict[str, str]) -> list[nbformat.NotebookNode]:
    """Return a released assignment's code cells with a student's answers in them."""
    cells = [nbformat.from_dict(cell) for cell in given.cells if cell.cell_type == "code"]
    for cell in cells:
        cell.source = answers.get(grade_id(cell), cell.source)
        del cell["id"]
    return cells


def answers_of(assignment: Path, released: nbformat.NotebookNode) -> tuple[dict[str, str], corpus.Wrong]:
    """Return the right answers, and a wrong one of the corpus whose mistake a visible test has to name."""
    source = ROOT / "source" / assignment.relative_to(ROOT / "release")
    right = {
        grade_id(cell): cell.source
        for cell in nbformat.read(source, as_version=4).cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
    visible = " ".join(cell.source for cell in released.cells if cell.metadata.get("nbgrader", {}).get("grade"))
    wrong = corpus.read(ROOT, source.parent.name).wrong
    return right, next(answer for answer in wrong if answer.message in visible)


def errors(cells: list[nbformat.NotebookNode]) -> dict[str, str]:
    """Return what the cells that raised said."""
    raised = [(grade_id(cell), output) for cell in cells for output in cell.outputs if output.output_type == "error"]
    return {name: f"{output.ename}: {output.evalue}" for name, output in raised}


@pytest.fixture(scope="module")
def assignments(colab_python, tmp_path_factory) -> dict[str, nbformat.NotebookNode]:
    """Each assignment after *Run all* as it was handed out, then with right answers, then with a wrong one, by name.

    One kernel runs all three, to save time.
    """
    folder = tmp_path_factory.mktemp("assignments")
    for assignment in ASSIGNMENTS:
        given = nbformat.read(assignment, as_version=4)
        right, wrong = answers_of(assignment, given)
        answers = ({}, right, right | wrong.solutions)
        cells = [cell for each in answers for cell in with_answers(given, each)]
        notebook = nbformat.v4.new_notebook(cells=cells, metadata=given.metadata, nbformat_minor=4)
        (folder / assignment.stem).mkdir()
        nbformat.write(notebook, folder / assignment.stem / assignment.name)
    copies = [*folder.glob("*/*.ipynb")]
    executed(colab_python, copies, tmp_path_factory.mktemp("home"))
    return {copy.stem: nbformat.read(copy, as_version=4) for copy in copies}


@pytest.mark.parametrize("assignment", ASSIGNMENTS, ids=lambda path: path.stem)
def test_an_assignments_visible_tests_work_with_nothing_but_its_file(assignment, assignments):
    _, wrong = answers_of(assignment, nbformat.read(assignment, as_version=4))
    cells = assignments[assignment.stem].cells
    length = len(cells) // 3
    untouched, solved, mistaken = cells[:length], cells[length : 2 * length], cells[2 * length :]
    tests = [cell for cell in untouched if cell.metadata.get("nbgrader", {}).get("grade")]
    visible = {grade_id(cell) for cell in tests if "assert " in cell.source}
    said = errors(untouched)
    assert visible <= set(said)
    assert not {"colab", "setup"} & set(said)
    assert all("NotImplementedError" in said[name] for name in visible), said
    assert errors(solved) == {}
    assert wrong.message in " ".join(errors(mistaken).values())
    assert untouched[0].outputs == []


def test_where_the_package_is_missing_the_first_cell_installs_it(wheel, tmp_path):
    """All but the network: git takes the repository from this disk; pip builds it and installs it, into a folder."""
    origin, target = wheel.parents[1], tmp_path / "installed"
    git = ("git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-C", origin)
    run(*git, "init", "--quiet")
    run(*git, "add", "helpers", "grader", "pyproject.toml", "README.md", "LICENSE")
    run(*git, "commit", "--quiet", "--message=The course")
    script = f"""
import sys
from IPython.core.interactiveshell import InteractiveShell
sys.modules["helpers"] = None  # as if it were not there
InteractiveShell.instance().run_cell({bootstrap_cell("a-school/dl")!r}).raise_error()
"""
    pip = {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0", "PIP_TARGET": str(target)}
    elsewhere = {"KEY_0": f"url.{origin.as_uri()}.insteadOf", "VALUE_0": "https://github.com/a-school/dl", "COUNT": "1"}
    settings = pip | {f"GIT_CONFIG_{name}": value for name, value in elsewhere.items()}
    run(sys.executable, "-c", script, env=os.environ | settings, cwd=tmp_path)
    assert {path.name for path in target.iterdir() if path.suffix != ".dist-info"} == {"helpers", "grader"}


@pytest.mark.parametrize("version", ["3.12", "3.13"])
def test_everything_compiles_on_newer_pythons(version, tmp_path):
    """Where no CPU wheel of torch exists for these, lectures cannot run; that every file compiles can be shown."""
    python = _python(version)
    if python is None:
        pytest.skip(f"no Python {version} on this machine (pyenv install {version})")
    folders = [
        ROOT / name for name in ("helpers", "grader", "authoring", "tests", "benchmarks") if (ROOT / name).is_dir()
    ]
    environment = os.environ | {"PYTHONPYCACHEPREFIX": str(tmp_path)}
    run(python, "-W", "error", "-m", "compileall", "-q", *folders, env=environment)


def _python(version: str) -> Path | None:
    """Return an interpreter of this minor version, from PATH or pyenv."""
    pyenv = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python{version}"))
    on_path = shutil.which(f"python{version}")
    return pyenv[-1] if pyenv else (Path(on_path) if on_path else None)
