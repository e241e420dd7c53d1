"""Every assignment's tests give each solution of its corpus the points it deserves.

The cells run here in one namespace of this process, which takes milliseconds; the tests of the front door take the same notebooks through
nbgrader itself. A corpus file holds solution cells in percent format, each with the grade_id that it replaces; cells that it leaves out come from
the reference solution. A file in wrong/ begins with three comments: the task whose points it loses, the mistake, and a
fragment of the message that has to name the mistake.
"""

import ast
import re
import warnings
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import jupytext
import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, ClearOutput, ClearSolutions
from traitlets.config import Config, PyFileConfigLoader

ROOT = Path(__file__).resolve().parents[2]
NAMES = sorted(folder.name for folder in (ROOT / "source").glob("a*"))
HEADER_LINE = re.compile(r"# (task|mistake|message): (.+)")
REGION = re.compile(r"### BEGIN (SOLUTION|HIDDEN TESTS)\n(.*?)### END \1", re.DOTALL)


def corpus(kind: str) -> list:
    """Return one pytest parameter (assignment, path) per file of the corpora of one kind, "right" or "wrong"."""
    files = sorted(Path(__file__).parent.glob(f"*/{kind}/*.py"))
    return [pytest.param(path.parts[-3], path, id=f"{path.parts[-3]}/{path.stem}") for path in files]


@cache
def source(name: str) -> NotebookNode:
    """Return the source notebook of an assignment."""
    (path,) = (ROOT / "source" / name).glob("*.ipynb")
    return nbformat.read(path, as_version=4)


@cache
def release(name: str) -> NotebookNode:
    """Return the notebook that a student gets, made by nbgrader's own preprocessors with this course's settings."""
    notebook = nbformat.from_dict(source(name))
    config: Config = PyFileConfigLoader("nbgrader_config.py", path=str(ROOT)).load_config()
    for step in (ClearSolutions, ClearOutput, ClearHiddenTests):
        notebook, _ = step(config=config).preprocess(notebook, {})
    return notebook


def flag(cell: NotebookNode, key: str) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get(key))


def grade_id(cell: NotebookNode) -> str:
    return cell.metadata.nbgrader.grade_id


def task(identity: str) -> str:
    """Return the task that a cell belongs to: "t3" for "t3_gradient_descent_visible"."""
    return identity.partition("_")[0]


def solution_cells(notebook: NotebookNode) -> dict[str, str]:
    """Return the code of the solution cells by grade_id."""
    return {grade_id(c): c.source for c in notebook.cells if c.cell_type == "code" and flag(c, "solution")}


def test_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [c for c in notebook.cells if c.cell_type == "code" and flag(c, "grade")]


test_cells.__test__ = False


def read_corpus_file(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Return a corpus file's solution cells by grade_id, and its header."""
    text = path.read_text(encoding="utf-8")
    cells = jupytext.reads(text, fmt="py:percent").cells
    solutions = {c.metadata["grade_id"]: c.source for c in cells if "grade_id" in c.metadata}
    return solutions, read_header(path)


def read_header(path: Path) -> dict[str, str]:
    """Return a corpus file's header; every test worker reads all of them, and reading the cells too takes a minute."""
    return dict(HEADER_LINE.findall(path.read_text(encoding="utf-8")))


def failures(name: str, solutions: Mapping[str, str] = {}) -> dict[str, str]:
    """Run the source notebook with some solution cells replaced; return the message of each test cell that fails."""
    namespace: dict = {"__name__": "__main__"}
    failed = {}
    for cell in source(name).cells:
        if cell.cell_type != "code":
            continue
        identity = grade_id(cell)
        try:
            exec(compile(solutions.get(identity, cell.source), identity, "exec"), namespace)
        except Exception as error:
            if flag(cell, "grade"):
                failed[identity] = f"{type(error).__name__}: {error}"
    return failed


@pytest.mark.parametrize("name", NAMES)
def test_the_reference_passes_everything(name):
    assert failures(name) == {}


@pytest.mark.parametrize("name", NAMES)
def test_the_untouched_release_passes_nothing(name):
    failed = failures(name, solution_cells(release(name)))
    assert set(failed) == {grade_id(cell) for cell in test_cells(source(name))}


@pytest.mark.parametrize("name", NAMES)
def test_a_task_keeps_its_points_when_all_the_others_are_blank(name):
    blank = solution_cells(release(name))
    for one in {task(identity) for identity in blank}:
        others = {identity: code for identity, code in blank.items() if task(identity) != one}
        failed = failures(name, others)
        assert [identity for identity in failed if task(identity) == one] == []
        assert {task(identity) for identity in failed} == {task(identity) for identity in others}


@pytest.mark.parametrize(("name", "path"), corpus("right"))
def test_a_right_solution_passes_everything(name, path):
    solutions, _ = read_corpus_file(path)
    assert solutions and set(solutions) <= set(solution_cells(source(name)))
    assert failures(name, solutions) == {}


@pytest.mark.parametrize(("name", "path"), corpus("wrong"))
def test_a_wrong_solution_loses_points_of_its_task_alone_and_is_told_why(name, path):
    solutions, header = read_corpus_file(path)
    assert solutions and set(solutions) <= set(solution_cells(source(name)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        failed = failures(name, solutions)
    assert {task(identity) for identity in failed} == {header["task"]}, failed
    assert any(header["message"] in message for message in failed.values()), failed


@pytest.mark.parametrize("name", NAMES)
def test_every_assertion_has_a_message(name):
    for cell in test_cells(source(name)):
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(node, ast.Assert) or node.msg is not None, f"{grade_id(cell)}, line {node.lineno}"


@pytest.mark.parametrize("name", NAMES)
def test_the_points_are_those_of_the_header(name):
    header = source(name).cells[0].source
    promised = {row[0]: int(row[1]) for row in re.findall(r"^\| (t\d+) \|.*\| (\d+) \|$", header, re.MULTILINE)}
    points: Counter = Counter()
    for cell in source(name).cells:
        if flag(cell, "grade"):
            points[task(grade_id(cell))] += cell.metadata.nbgrader.points
    assert points == promised
    assert f"| **{sum(points.values())}** |" in header
    for identity, heading in re.findall(r"^## Task (\d+).*\((.*) points?\)$", all_text(source(name)), re.MULTILINE):
        assert promised[f"t{identity}"] == int(heading)


@pytest.mark.parametrize("name", NAMES)
def test_cells_have_ids_of_their_own_and_are_locked_unless_the_student_writes_there(name):
    cells = source(name).cells
    assert len({grade_id(cell) for cell in cells}) == len(cells)
    for cell in cells:
        assert flag(cell, "locked") != flag(cell, "solution"), grade_id(cell)
        assert cell.metadata.nbgrader.schema_version == 3


@pytest.mark.parametrize("name", NAMES)
def test_the_release_holds_no_solution_no_hidden_test_and_no_output(name):
    before, after = all_text(source(name)), all_text(release(name))
    secret = {line.strip() for _, region in REGION.findall(before) for line in region.splitlines()}
    public = {line.strip() for line in REGION.sub("", before).splitlines()}
    assert secret - public
    assert not (secret - public) & {line.strip() for line in after.splitlines()}
    assert "### BEGIN" not in after and "### END" not in after
    assert not any(cell.get("outputs") for cell in release(name).cells)
    for identity, code in solution_cells(release(name)).items():
        assert "raise NotImplementedError" in code, identity


def all_text(notebook: NotebookNode) -> str:
    return "\n".join(cell.source for cell in notebook.cells)
