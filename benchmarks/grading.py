"""How fast a class is graded: this course's engine beside stock nbgrader and otter-grader, in one run.

Run with ``python -m benchmarks.grading``; benchmarks/README.md says what is compared.
"""

import argparse
import contextlib
import ctypes
import importlib.util
import itertools
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import nbformat

from grader.course import LOG, open_course, quietly, search_path
from grader.handout import sample_class
from grader.handout.release import release

PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
REPOSITORY = Path(__file__).resolve().parents[1]
ASSIGNMENT, NOTEBOOK = "b01-small", "small.ipynb"
SETUP = "import matplotlib.pyplot as plt\nimport numpy as np\nimport torch"
SOLUTION = "### BEGIN SOLUTION\n    {}\n    ### END SOLUTION"
# grade_id, points (0 for a solution cell), source
CELLS = (
    ("t1_softmax", 0, "def softmax(z):\n    " + SOLUTION.format("e = np.exp(z - z.max())\n    return e / e.sum()")),
    ("t1_softmax_sums_to_one", 1, 'assert np.isclose(softmax(np.arange(5.0)).sum(), 1), "the parts add up to 1"'),
    (
        "t1_softmax_shift",
        1,
        'z = np.random.default_rng().normal(size=7)\nassert np.allclose(softmax(z), softmax(z + 3)), "shifted by 3"',
    ),
    ("t2_mse", 0, "def mse(prediction, y):\n    " + SOLUTION.format("return ((prediction - y) ** 2).mean()")),
    (
        "t2_mse_as_torch",
        2,
        "a, b = torch.randn(9), torch.randn(9)\n"
        'assert torch.isclose(mse(a, b), torch.nn.functional.mse_loss(a, b)), "not the mean of the squares"',
    ),
)
OTHER_STYLE = '# %% grade_id="t2_mse"\nmse = lambda p, y: torch.mean(torch.square(p - y))\n'
STOCK_SETTINGS = """from pathlib import Path
c = get_config()
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.CourseDirectory.course_id = "stock"
c.Execute.timeout = 30
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError"}
"""
OTTER_TEST = """OK_FORMAT = True
test = {{"name": {name!r}, "points": {points}, "suites": [{{"type": "doctest", "scored": True, "setup": "",
    "teardown": "", "cases": [{{"code": {code!r}, "hidden": False, "locked": False}}]}}]}}
"""


@dataclass(frozen=True)
class Run:
    """What one command took: seconds by the clock, CPU seconds, and the memory of its largest process in MiB."""

    submissions: int
    wall: float
    cpu: float
    memory: float

    @property
    def per_minute(self) -> float:
        return 60 * self.submissions / self.wall


def make_course(root: Path, settings: str, copies: int) -> Path:
    """Write a course of one small assignment that ``copies`` students solved; 0 stands for the sample class."""
    (root / "source" / ASSIGNMENT).mkdir(parents=True)
    nbformat.write(_source(), root / "source" / ASSIGNMENT / NOTEBOOK)
    corpus = root / "authoring" / "assignments" / ASSIGNMENT / "right"
    corpus.mkdir(parents=True)
    (corpus / "other_style.py").write_text(OTHER_STYLE, encoding="utf-8")
    (root / "nbgrader_config.py").write_text(settings, encoding="utf-8")
    with quietly(root / LOG):
        release(open_course(root), ASSIGNMENT)
    sample_class.fill(root, ASSIGNMENT)
    if copies:
        solved = (root / "submitted" / "student-01" / ASSIGNMENT / NOTEBOOK).read_bytes()
        shutil.rmtree(root / "submitted")
        for number in range(copies):
            path = root / "submitted" / f"s{number:04}" / ASSIGNMENT / NOTEBOOK
            path.parent.mkdir(parents=True)
            path.write_bytes(solved)
    return root


def with_engine(copies: int, workers: int, way: str = "apart") -> Run:
    """`nbgrader autograde` with this course's settings, tests apart from the students' code or together with it."""
    settings = (REPOSITORY / "nbgrader_config.py").read_text(encoding="utf-8")
    own = f"c.Workers.count = {workers}\nc.TestRuns.ways = {{'*': '{way}'}}\n"
    return _autograde(f"{settings}\n{own}", copies)


def with_stock_nbgrader(copies: int) -> Run:
    """`nbgrader autograde` as it comes, which knows no workers."""
    return _autograde(STOCK_SETTINGS, copies)


def with_otter(copies: int) -> Run:
    """`otter run`, otter-grader without containers, once for each submission."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        notebook = _solved()
        nbformat.write(notebook, root / NOTEBOOK)
        with zipfile.ZipFile(root / "autograder.zip", "w") as archive:
            archive.writestr("otter_config.json", '{"pdf": false}')
            for grade_id, points, source in CELLS:
                if points:
                    code = "".join(f">>> {line}\n" for line in source.splitlines())
                    archive.writestr(f"tests/{grade_id}.py", OTTER_TEST.format(name=grade_id, points=points, code=code))
        (root / "results").mkdir()
        command = ["-m", "otter", "run", NOTEBOOK, "-a", "autograder.zip", "-o", "results"]
        runs = [_timed(command, root, 1) for _ in range(copies)]
        return Run(copies, sum(r.wall for r in runs), sum(r.cpu for r in runs), max(r.memory for r in runs))


def own_cpu_seconds(rounds: int = 200) -> float:
    """Return the CPU time (s) that the cells of one submission take by themselves, imports already done."""
    code = [compile(cell.source, "cell", "exec") for cell in _solved().cells + _tests()]
    namespace: dict[str, object] = {}
    exec(code[0], namespace)  # noqa: S102  (the cells above)
    start = time.process_time()
    for _ in range(rounds):
        for cell in code:
            exec(cell, namespace)  # noqa: S102
    return (time.process_time() - start) / rounds


def measure(rounds: int, copies: int, few: int) -> dict[str, list[Run]]:
    """Return the runs of each way to grade, interleaved: every round runs each once."""
    ways: dict[str, Callable[[], Run]] = {
        "engine, 2 workers": lambda: with_engine(copies, 2),
        "engine, 2 workers, tests together": lambda: with_engine(copies, 2, "together"),
        "engine, 1 worker": lambda: with_engine(copies, 1),
        "stock nbgrader": lambda: with_stock_nbgrader(few),
    }
    if importlib.util.find_spec("otter") is not None:
        ways["otter-grader"] = lambda: with_otter(min(few, 3))
    runs: dict[str, list[Run]] = {name: [] for name in ways}
    for number in range(rounds):
        for name, way in ways.items():
            print(f"round {number + 1}/{rounds}: {name}", file=sys.stderr)
            runs[name].append(way())
    return runs


def table(runs: dict[str, list[Run]]) -> str:
    """Return medians over rounds; the ratio is to stock nbgrader in the same round."""
    stock = runs["stock nbgrader"]
    rows = ["| way | submissions | a minute | times stock | CPU s each |", "| --- | ---: | ---: | ---: | ---: |"]
    for name, several in runs.items():
        ratio = statistics.median(run.per_minute / other.per_minute for run, other in zip(several, stock, strict=True))
        rate = statistics.median(run.per_minute for run in several)
        cpu = statistics.median(run.cpu / run.submissions for run in several)
        rows.append(f"| {name} | {several[0].submissions} | {rate:,.1f} | {ratio:.1f} | {cpu:.3f} |")
    return "\n".join(rows)


def growth(sizes: Sequence[int], workers: int) -> str:
    """Return time and memory of the engine for classes of several sizes, and what one more submission costs."""
    runs = [with_engine(size, workers) for size in sizes]
    rows = ["| submissions | wall s | CPU s | largest process, MiB |", "| ---: | ---: | ---: | ---: |"]
    rows += [f"| {run.submissions} | {run.wall:.1f} | {run.cpu:.1f} | {run.memory:.0f} |" for run in runs]
    own = own_cpu_seconds()
    pairs = itertools.pairwise(runs)
    slopes = [
        f"{a.submissions} to {b.submissions}: {(b.cpu - a.cpu) / (b.submissions - a.submissions) - own:.3f} CPU s, "
        f"{(b.wall - a.wall) / (b.submissions - a.submissions):.3f} s by the clock"
        for a, b in pairs
    ]
    head = f"One more submission, beyond the {own:.4f} s that its cells take by themselves ({workers} workers):"
    return "\n".join([*rows, "", head, *(f"- {line}" for line in slopes)])


def sample(rounds: int) -> str:
    """Return how long the sample class takes, in which one student's code never ends and another's is no notebook."""
    runs = [(with_engine(0, 2), with_stock_nbgrader(0)) for _ in range(rounds)]
    engine, stock = (statistics.median(run.wall for run in column) for column in zip(*runs, strict=True))
    return f"The sample class of 13: {engine:.1f} s with the engine, {stock:.1f} s with stock nbgrader."


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often each way is timed (default 3)")
    parser.add_argument("--copies", type=int, default=200, help="submissions for the engine (default 200)")
    parser.add_argument("--few", type=int, default=6, help="submissions for the others (default 6)")
    parser.add_argument("--sizes", type=int, nargs="*", default=[200, 400, 800], help="class sizes (200 400 800)")
    options = parser.parse_args(arguments)
    adopt_orphans()
    print(table(measure(options.rounds, options.copies, options.few)), flush=True)
    print("", sample(options.rounds), "", growth(options.sizes, 2), sep="\n")
    versions = ", ".join(f"{name} {version(name)}" for name in ("nbgrader", "torch"))
    print(f"\nPython {platform.python_version()}, {versions}; {os.cpu_count()} CPUs.")


def _source() -> nbformat.NotebookNode:
    cells = [nbformat.v4.new_code_cell(SETUP, metadata={"nbgrader": _role("setup", 0, solution=False)})]
    for grade_id, points, source in CELLS:
        metadata = {"nbgrader": _role(grade_id, points, solution=points == 0)}
        cells.append(nbformat.v4.new_code_cell(source, metadata=metadata))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def _role(grade_id: str, points: int, *, solution: bool) -> dict[str, object]:
    names = {"grade_id": grade_id, "schema_version": 3, "task": False}
    return {**names, "grade": points > 0, "points": points, "solution": solution, "locked": not solution}


def _solved() -> nbformat.NotebookNode:
    """Return the notebook without its test cells, which otter keeps in files of their own."""
    notebook = _source()
    notebook.cells = [cell for cell in notebook.cells if not cell.metadata.nbgrader.grade]
    return notebook


def _tests() -> list[nbformat.NotebookNode]:
    return [cell for cell in _source().cells if cell.metadata.nbgrader.grade]


def _autograde(settings: str, copies: int) -> Run:
    with _course(settings, copies) as root:
        submissions = len(list((root / "submitted").glob("*/*/")))
        # Stock nbgrader exits with 1 where one of the sample class cannot be graded.
        return _timed(["-m", "nbgrader", "autograde", ASSIGNMENT], root, submissions, may_fail=not copies)


@contextlib.contextmanager
def _course(settings: str, copies: int) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield make_course(Path(folder) / "course", settings, copies)


def _timed(arguments: Sequence[str], root: Path, submissions: int, *, may_fail: bool = False) -> Run:
    """Run Python with ``arguments`` in ``root`` and wait for it and its children."""
    environment = os.environ | {"PATH": search_path(), "JUPYTER_CONFIG_DIR": str(root / ".jupyter")}
    path = os.pathsep.join(filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH")]))
    with (root / "benchmark.log").open("wb") as log:
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=root, env=environment | {"PYTHONPATH": path}, stdout=log, stderr=log
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    usages = [used, *orphans()]
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode and not may_fail:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{(root / 'benchmark.log').read_text()[-3000:]}")
    cpu = sum(usage.ru_utime + usage.ru_stime for usage in usages)
    return Run(submissions, wall, cpu, max(usage.ru_maxrss for usage in usages) / 1024)


def adopt_orphans() -> None:
    """Become the parent of processes whose parent has ended, so that their CPU time counts too (Linux only)."""
    if ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError("the CPU time of processes left behind cannot be counted on this system")


def orphans() -> Iterator[resource.struct_rusage]:
    """Yield what the processes used that a command left to end by themselves, once they have."""
    with contextlib.suppress(ChildProcessError):
        while True:
            yield os.wait4(-1, 0)[2]


if __name__ == "__main__":
    main()
