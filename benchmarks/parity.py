"""Whether a course's marks are the same with stock nbgrader and with this course's engine, cell by cell.

Run with ``python -m benchmarks.parity FOLDER``, a course of nbgrader's (a folder that holds ``source/``) or a folder of
such; without one it compares the small assignments in ``benchmarks/kinds`` and the course of nbgrader's documentation.
Of each notebook the reference, the release, one with every second answer blank, and one with all numbers in the answers
changed are handed in, and graded with ``nbgrader autograde`` both ways. The courses themselves are not touched.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
import nbgrader
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.utils import is_grade, is_solution

from benchmarks.grading import STOCK_SETTINGS
from benchmarks.kinds import kinds
from grader.course import LOG, GraderError, open_course, quietly, search_path
from grader.grading.report import report_of
from grader.handout.release import release

REPOSITORY = Path(__file__).resolve().parents[1]
DOCUMENTATION = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide"
ANY_WAY = "c.TestRuns.ways = {}\n"  # for what this repository says of its own tests is not said of these
NOTE = REPOSITORY / "benchmarks" / "parity.md"
MARK = "<!-- what the last run with --write found -->"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
STOCK, ENGINE = "stock", "engine"
Answers = dict[str, str]


@dataclass(frozen=True)
class Compared:
    """One test cell of one submission: its points in both ways, how the engine ran it, and what either said."""

    course: str
    notebook: str
    cell: str
    submission: str
    stock: float | None
    engine: float | None
    way: str
    why: str

    @property
    def is_equal(self) -> bool:
        return (self.stock or 0.0) == (self.engine or 0.0)


def main(arguments: Sequence[str] | None = None) -> None:
    """Compare, and print every difference and the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, help="courses of nbgrader's, or folders of such")
    parser.add_argument(
        "--submissions", nargs="*", choices=SUBMISSIONS, default=list(SUBMISSIONS), help="(default: all)"
    )
    parser.add_argument("--write", action="store_true", help=f"put the result into {NOTE.relative_to(REPOSITORY)}")
    options = parser.parse_args(arguments)
    found: list[Compared] = []
    for name, source in courses(options.folders):
        print(f"{name}: grading", file=sys.stderr, flush=True)
        course = list(compared(name, source, options.submissions))
        print(table(course), flush=True)
        found += course
    text = table(found)
    if options.write:
        head, mark, _ = NOTE.read_text(encoding="utf-8").partition(MARK)
        NOTE.write_text(f"{head}{mark}\n\n{text}\n", encoding="utf-8")


def courses(folders: Sequence[Path]) -> Iterator[tuple[str, Callable[[Path], None]]]:
    """Yield the name of each course and what writes its ``source/`` into a folder."""
    if not folders:
        yield "kinds of tests", write_kinds
    for folder in folders or ([DOCUMENTATION] if DOCUMENTATION.is_dir() else []):
        for place in [folder] if (folder / "source").is_dir() else sorted(folder.iterdir()):
            if (place / "source").is_dir():
                name = place.name if folders else "nbgrader's documentation"
                yield name, lambda root, place=place: shutil.copytree(place / "source", root / "source")  # type: ignore[misc]


def write_kinds(root: Path) -> None:
    folder = root / "source" / "kinds"
    folder.mkdir(parents=True)
    for kind in kinds():
        (folder / f"{kind.name}.ipynb").write_text(json.dumps(kind.notebook), encoding="utf-8")
        for name, content in kind.files.items():
            (folder / name).write_bytes(content)


def compared(course: str, write: Callable[[Path], object], submissions: Sequence[str]) -> Iterator[Compared]:
    """Grade a course in both ways and yield each test cell of each submission."""
    ours = (REPOSITORY / "nbgrader_config.py").read_text(encoding="utf-8")
    settings = {STOCK: STOCK_SETTINGS, ENGINE: ours + ANY_WAY}
    with tempfile.TemporaryDirectory() as folder:
        roots = {way: Path(folder) / way for way in settings}
        for way, root in roots.items():
            root.mkdir()
            write(root)
            prepare(root, settings[way], submissions)
        for path in sorted(roots[STOCK].glob("source/*/*.ipynb")):
            for submission in submissions if (roots[STOCK] / "release" / path.parent.name).is_dir() else ():
                yield from of_notebook(course, path.relative_to(roots[STOCK] / "source"), submission, roots)


def prepare(root: Path, settings: str, submissions: Sequence[str]) -> None:
    """Release what is in ``source/``, hand in, and grade."""
    (root / "nbgrader_config.py").write_text(settings, encoding="utf-8")
    run(root, "update", "source")
    for path in root.glob("source/*/*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        notebook.metadata["kernelspec"] = KERNEL
        nbformat.write(notebook, path)
    for name in sorted(folder.name for folder in (root / "source").iterdir() if list(folder.glob("*.ipynb"))):
        try:
            with quietly(root / LOG):
                release(open_course(root), name)
        except GraderError as error:
            print(f"{name} is left out: {error}", file=sys.stderr)
            continue
        for submission in submissions:
            hand_in(root, name, submission)
        run(root, "autograde", name)


def hand_in(root: Path, assignment: str, submission: str) -> None:
    folder = root / "submitted" / submission / assignment
    shutil.copytree(root / "release" / assignment, folder)
    for path in folder.glob("*.ipynb"):
        released = nbformat.read(path, as_version=4)
        solved = answers(nbformat.read(root / "source" / assignment / path.name, as_version=4))
        given = SUBMISSIONS[submission](solved, answers(released))
        for cell in released.cells:
            if is_solution(cell):
                cell.source = given.get(cell.metadata.nbgrader.grade_id, cell.source)
        nbformat.write(released, path)


def answers(notebook: NotebookNode) -> Answers:
    return {cell.metadata.nbgrader.grade_id: cell.source for cell in notebook.cells if is_solution(cell)}


def reference(solved: Answers, blank: Answers) -> Answers:  # noqa: ARG001
    return solved


def untouched(solved: Answers, blank: Answers) -> Answers:  # noqa: ARG001
    return blank


def half(solved: Answers, blank: Answers) -> Answers:
    return {name: code if number % 2 else blank.get(name, "") for number, (name, code) in enumerate(solved.items())}


def changed(solved: Answers, blank: Answers) -> Answers:  # noqa: ARG001
    """Return the answers with one added to every number."""
    return {name: with_other_numbers(code) for name, code in solved.items()}


def with_other_numbers(code: str) -> str:
    class Other(ast.NodeTransformer):
        def visit_Constant(self, node: ast.Constant) -> ast.Constant:
            other = isinstance(node.value, (int, float)) and not isinstance(node.value, bool)
            return ast.copy_location(ast.Constant(node.value + 1), node) if other else node

    with contextlib.suppress(SyntaxError):  # magics, and texts of cells that are no code
        return ast.unparse(Other().visit(copy.deepcopy(ast.parse(code))))
    return code


SUBMISSIONS: dict[str, Callable[[Answers, Answers], Answers]] = {
    "reference": reference,
    "release": untouched,
    "half": half,
    "changed": changed,
}


def run(root: Path, *arguments: str) -> None:
    """Run a command of nbgrader's; what it cannot grade has no marks."""
    environment = os.environ | {"PATH": search_path(), "JUPYTER_CONFIG_DIR": str(root / ".jupyter")}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH")]))
    command = [sys.executable, "-m", "nbgrader", *arguments]
    subprocess.run(command, cwd=root, env=environment, capture_output=True, check=False)


def of_notebook(course: str, path: Path, submission: str, roots: Mapping[str, Path]) -> Iterator[Compared]:
    """Yield the test cells of one submitted notebook."""
    marks = {way: marks_of(root, path, submission) for way, root in roots.items()}
    graded = {way: graded_notebook(root, path, submission) for way, root in roots.items()}
    said = {way: told(notebook) for way, notebook in graded.items()}
    report = report_of(graded[ENGINE]) if graded[ENGINE] else None
    source = nbformat.read(roots[STOCK] / "source" / path, as_version=4)
    for cell in source.cells:
        if is_grade(cell) and not is_solution(cell):
            name = cell.metadata.nbgrader.grade_id
            points = {way: marks[way].get(name) for way in roots}
            why = reason(points, {way: said[way].get(name, "") for way in roots})
            way = report.way if report else ""
            notebook = path.with_suffix("").as_posix()
            yield Compared(course, notebook, name, submission, points[STOCK], points[ENGINE], way, why)


def marks_of(root: Path, path: Path, submission: str) -> dict[str, float | None]:
    name = "stock" if root.name == STOCK else "one-neuron-up"
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", name) as gradebook:
        try:
            notebook = gradebook.find_submission_notebook(path.stem, path.parent.as_posix(), submission)
        except MissingEntry:
            return {}
        return {grade.name: grade.auto_score for grade in notebook.grades}


def graded_notebook(root: Path, path: Path, submission: str) -> NotebookNode | None:
    graded = root / "autograded" / submission / path
    return nbformat.read(graded, as_version=4) if graded.is_file() else None


def told(notebook: NotebookNode | None) -> dict[str, str]:
    """Return by cell what failed, or what it wrote to standard error."""
    said: dict[str, str] = {}
    for cell in notebook.cells if notebook else ():
        for output in cell.get("outputs", ()) if is_grade(cell) else ():
            if output.output_type == "error":
                said[cell.metadata.nbgrader.grade_id] = f"{output.ename}: {output.evalue}"
            elif output.get("name") == "stderr":
                said.setdefault(cell.metadata.nbgrader.grade_id, f"stderr: {output.text}")
    return said


def reason(points: Mapping[str, float | None], said: Mapping[str, str]) -> str:
    """Return why the marks of a cell differ, as far as it can be read off."""
    if points[STOCK] is None:
        return "stock nbgrader did not grade it"
    if said[STOCK].startswith("stderr: "):
        return "stock nbgrader gives nothing to a test that warns"
    parts = [f"{way}: {' '.join(said[way].split())[:160] or 'passed'}" for way in (STOCK, ENGINE)]
    return "; ".join(parts)


def table(found: Sequence[Compared]) -> str:
    """Return the figures of each notebook, and every difference."""
    rows = ["| course | notebook | tests run | marks | equal | engine more | engine fewer |"]
    rows.append("| --- | --- | --- | ---: | ---: | ---: | ---: |")
    for course, notebook in dict.fromkeys((one.course, one.notebook) for one in found):
        cells = [one for one in found if (one.course, one.notebook) == (course, notebook)]
        way = Counter(one.way for one in cells).most_common(1)[0][0]
        more = sum((one.engine or 0) > (one.stock or 0) for one in cells)
        fewer = sum((one.engine or 0) < (one.stock or 0) for one in cells)
        equal = len(cells) - more - fewer
        rows.append(f"| {course} | {notebook} | {way} | {len(cells)} | {equal} | {more} | {fewer} |")
    differing = [one for one in found if not one.is_equal]
    rows += ["", f"{len(found) - len(differing)} of {len(found)} marks are equal.", ""]
    for one in differing:
        place = f"{one.course}, {one.notebook}, {one.cell}, {one.submission}"
        rows.append(f"- {place}: stock {one.stock}, engine {one.engine} ({one.way}). {one.why}")
    return "\n".join(rows).rstrip()


if __name__ == "__main__":
    main()
