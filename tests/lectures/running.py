"""One run of a lecture in one kernel: its cells, its folded solutions, and every control of its interactive figures."""

import copy
import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from warm_kernel import WarmKernelManager

from authoring.execute import execute_cells, started
from authoring.pairs import AuthoringError

COURSE = Path(__file__).resolve().parents[2] / "course"
LECTURES = sorted(path.stem for path in COURSE.glob("[0-9]*.ipynb"))
# The first number of each part of the course, and the lecture of it that is looked at in a browser: one that computes
# little before its interactive figure.
PARTS = {
    1: "07-gradient-descent",
    11: "14-evaluation-metrics",
    16: "23-segmentation-and-depth",
    25: "25-rnn",
    35: "35-dictionary-learning-and-autoencoders",
    42: "46-trust-and-foundation-models",
}
LOOKED_AT = [name for name in PARTS.values() if name]
KERNEL = Path(__file__).parent / "kernel"
SOLUTION = re.compile(r"```python\n(.*?)```", re.DOTALL)
CHECKED = "check-output"  # the tag of a cell whose output is the same on every machine


@dataclass(frozen=True)
class Seen:
    """What a page shows: its pictures, and the words that go with them."""

    pictures: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Redraw:
    """What a figure showed before a control was moved and after it, and the CPU seconds between."""

    control: str
    value: str
    cpu_seconds: float
    before: Seen
    after: Seen


@dataclass(frozen=True)
class Run:
    """A lecture as it is stored and as it is after a run, with what was tried after it."""

    stored: list[NotebookNode]
    cells: list[NotebookNode]
    redraws: list[Redraw]
    solutions: list[NotebookNode]
    cpu_seconds: float


def run(path: Path) -> Run:
    """Run a lecture, then move every control of its figures, then run its folded solutions, all in one kernel.

    Raises AuthoringError that names the cell if one of the lecture's own fails, or the move that does.
    """
    notebook = nbformat.read(path, as_version=4)
    stored = copy.deepcopy(notebook.cells)
    with (
        tempfile.TemporaryDirectory() as folder,
        started(notebook, Path(folder), KERNEL, WarmKernelManager) as client,
    ):
        ask(client, "watch()")
        execute_cells(client)
        redraws = list(sweep(client))
        solutions = [execute(client, code) for code in folded_solutions(stored)]
        cpu_seconds = ask(client, "used()")
    return Run(stored, notebook.cells[: len(stored)], redraws, solutions, cpu_seconds)


def folded_solutions(cells: list[NotebookNode]) -> list[str]:
    """Return the code of the exercises' solutions, which stands in the text."""
    return [code for cell in cells if cell.cell_type == "markdown" for code in SOLUTION.findall(cell.source)]


def sweep(client: NotebookClient) -> Iterator[Redraw]:
    """Move each control of each figure to both ends, to the middle, and back to where it began."""
    for move in ask(client, "moves()"):
        before = seen(client.nb.cells)
        moved = ask(client, f"move(*{move!r})")
        if moved["cpu_seconds"] is not None:  # it did not stand there already
            yield Redraw(**moved, before=before, after=seen(client.nb.cells))


def seen(cells: list[NotebookNode]) -> Seen:
    """Return what a page shows now, after all that the kernel has sent."""
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    images = [output for output in outputs if "image/png" in output.get("data", {})]
    words = [output.metadata.get("image/png", {}).get("alt", "") for output in images]
    return Seen(tuple(output.data["image/png"] for output in images), tuple(words))


def ask(client: NotebookClient, expression: str) -> Any:
    """Evaluate an expression of `controls` in the lecture's kernel, leaving no name there, and return its value.

    Raises AuthoringError if it raises or if anything but the answer comes.
    """
    cell = execute(client, f"__import__('controls').tell(__import__('controls').{expression})", store_history=False)
    client.nb.cells.pop()
    said = [each.get("text") or each.get("evalue", "") for each in cell.outputs if each.get("name") != "stdout"]
    if said:
        raise AuthoringError(f"{expression} should only draw; it says: {' '.join(said)}")
    return json.loads(cell.outputs[0].text)


def execute(client: NotebookClient, code: str, *, store_history: bool = True) -> NotebookNode:
    """Execute code after the cells that are there, and return it as a cell with its outputs, errors among them."""
    cell = nbformat.v4.new_code_cell(code, metadata={"tags": ["raises-exception"]})
    client.nb.cells.append(cell)
    client.execute_cell(cell, len(client.nb.cells) - 1, store_history=store_history)
    return cell
